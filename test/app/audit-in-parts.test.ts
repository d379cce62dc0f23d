import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AwsError } from '../../src/domain/errors.ts';
import { memoryStore } from '../support/fakes.ts';
import { type Calls, type Cut, contents, part } from './support/part-scene.ts';

/** Runs to the end, going on after each cut. A cut before the organization is known leaves no run: then another begins. */
async function throughLinks(cuts: readonly Cut[]) {
  const store = memoryStore();
  const calls: Calls = [];
  let resume: string | undefined;
  for (const cut of cuts) {
    const own: Calls = [];
    const ended = await part({ store, calls: own, cut, ...(resume !== undefined && { resume }) }).catch(earlyEnd);
    if (!ended) continue;
    calls.push(...own);
    if (!ended.isResumable) return { ended, calls, store };
    resume = ended.run.head.runId;
  }
  const own: Calls = [];
  const ended = await part({ store, calls: own, ...(resume !== undefined && { resume }) });
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
