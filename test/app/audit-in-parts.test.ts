import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AwsError } from '../../src/domain/errors.ts';
import type { Outbox } from '../../src/ports/alerts.ts';
import { aRoute } from '../support/alerts.ts';
import { collect, memoryStore } from '../support/fakes.ts';
import { memoryOutbox } from '../support/memory-outbox.ts';
import { type Calls, type Cut, contents, NOW, part, request } from './support/part-scene.ts';

type Telling = Partial<Pick<Parameters<typeof part>[0], 'store' | 'outbox' | 'request'>>;

/** Runs to the end, going on after each cut. A cut before the organization is known leaves no run: then another begins. */
async function throughLinks(cuts: readonly Cut[], telling: Telling = {}) {
  const { store = memoryStore(), ...told } = telling;
  const calls: Calls = [];
  let resume: string | undefined;
  for (const cut of cuts) {
    const own: Calls = [];
    const ended = await part({ ...told, store, calls: own, cut, ...(resume !== undefined && { resume }) }).catch(
      earlyEnd,
    );
    if (!ended) continue;
    calls.push(...own);
    if (!ended.isResumable) return { ended, calls, store };
    resume = ended.run.head.runId;
  }
  const own: Calls = [];
  const ended = await part({ ...told, store, calls: own, ...(resume !== undefined && { resume }) });
  return { ended, calls: [...calls, ...own], store };
}

function earlyEnd(error: unknown): undefined {
  if (!(error instanceof AwsError)) throw error;
  return undefined;
}

const isAnswered = (call: string) => !call.endsWith('(cut short)');

describe('a run that was cut off and gone on with', () => {
  test('says what a run says that was not, and asks nothing that was answered, wherever the cuts are', async () => {
    const whole = await throughLinks([]);
    const expected = await contents(whole.ended.run);
    const cut = fc.record({ at: fc.nat(whole.calls.length), isHard: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(cut, { maxLength: 4 }), async (cuts) => {
        const { ended, calls, store } = await throughLinks(cuts);
        expect(ended.isResumable).toBe(false);
        const { head, ...rest } = await contents(ended.run);
        expect(rest).toEqual({ findings: expected.findings, resources: expected.resources, memory: expected.memory });
        expect(head).toEqual(expected.head);
        expect(calls.filter(isAnswered).sort()).toEqual([...whole.calls].sort());
        expect(await store.resume(head.runId)).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  });
});

describe('what a run in parts has to tell', () => {
  const routes = [aRoute({ id: 'all' }), aRoute({ id: 'severe', minSeverity: 'critical' })];
  const { settings } = request();
  const telling = { request: { settings: { ...settings, alerts: { routes, remindAfterDays: 7 } } } };
  const desk = () => {
    const store = memoryStore();
    return { store, outbox: memoryOutbox(store, () => NOW), ...telling };
  };
  const waiting = async (outbox: Outbox) => (await collect(outbox.pending())).flatMap(({ digest }) => digest ?? []);

  test('is what a whole one tells, if nobody delivered in between', async () => {
    const whole = desk();
    const { calls } = await throughLinks([], whole);
    const expected = await waiting(whole.outbox);
    expect(expected).toMatchObject([{ routeId: 'all' }]);
    const cut = fc.record({ at: fc.nat(calls.length), isHard: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(cut, { minLength: 1, maxLength: 3 }), async (cuts) => {
        const parts = desk();
        await throughLinks(cuts, parts);
        expect(await waiting(parts.outbox)).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });

  test('is only what is new since, where somebody tried to deliver in between', async () => {
    const { store, outbox, request: asked } = desk();
    const { run } = await part({ store, outbox, request: asked, calls: [], cut: { at: 12, isHard: true } });
    const [first] = await waiting(outbox);
    await outbox.note(first?.id ?? '', []);
    await part({ store, outbox, request: asked, calls: [], resume: run.head.runId });

    const digests = await waiting(outbox);

    expect(digests).toContainEqual(first);
    const told = digests.flatMap(({ changes }) => changes.map(({ kind, finding }) => `${kind} ${finding.id}`));
    expect(new Set(told).size).toBe(told.length);
  });
});
