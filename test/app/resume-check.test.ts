import { beforeEach, describe, expect, test } from 'vitest';
import type { CheckpointLine } from '../../src/domain/checkpoint.ts';
import { ConfigError } from '../../src/domain/errors.ts';
import { aRoute } from '../support/alerts.ts';
import { aCatalog, aModelCatalog } from '../support/builders.ts';
import { builtinRules } from '../support/builtin-rules.ts';
import { collect, memoryStore } from '../support/fakes.ts';
import { memoryOutbox } from '../support/memory-outbox.ts';
import { type Calls, NOW, type PartScene, part, request } from './support/part-scene.ts';

const RULES = builtinRules();
const settings = request().settings;
let store = memoryStore();
let runId = '';
let calls: Calls = [];

async function cutOff(scene: Partial<PartScene> = {}): Promise<void> {
  store = memoryStore();
  calls = [];
  const { run, isResumable } = await part({ store, calls: [], cut: { at: 8, isHard: false }, ...scene });
  expect(isResumable).toBe(true);
  runId = run.head.runId;
}

const resume = (scene: Partial<PartScene> = {}) => part({ store, calls, resume: runId, ...scene });

describe('a run that was cut off', () => {
  beforeEach(() => cutOff());

  test.for([
    ['configuration', { settings: { ...settings, sha256: 'b'.repeat(64) } }, 'the configuration has changed'],
    ['rules', { rules: RULES.slice(1) }, 'the rules have changed'],
    ['list of models', { modelCatalog: { ...aModelCatalog(), sha256: 'c'.repeat(64) } }, 'the list of models has'],
    ['list of regions', { regionCatalog: { ...aCatalog(), edition: '2027-01-01' } }, 'the list of regions has'],
    ['version', { toolVersion: '9.9.9' }, 'the version of mapwarden has changed'],
    ['baseline', { baseline: { runId: 'x', findings: new Map() } }, '--baseline: run'],
  ] as const)('is not gone on with under another %s, and nothing is asked', async ([, change, text]) => {
    const refused = resume({ request: change });
    await expect(refused).rejects.toThrow(ConfigError);
    await expect(refused).rejects.toThrow(text);
    expect(calls).toEqual([]);
  });

  test('tells all reasons at once', async () => {
    const change = { toolVersion: '9.9.9', settings: { ...settings, sha256: 'b'.repeat(64) } };
    const error = await resume({ now: '2026-06-03T12:00:00.000Z', request: change }).catch((each: unknown) => each);
    expect(error).toMatchObject({ problems: [{ place: '--resume' }, { place: '--resume' }, { place: '--resume' }] });
  });

  test('is gone on with for a day, and not a moment longer', async () => {
    await expect(resume({ now: '2026-06-02T12:00:00.001Z' })).rejects.toThrow('at most 24 hours since');
    expect((await resume({ now: '2026-06-02T12:00:00.000Z' })).isResumable).toBe(false);
  });

  test('keeps its instant and says when it ended', async () => {
    const { run } = await resume({ now: '2026-06-02T01:00:00.000Z' });
    expect(run.head).toMatchObject({ runId, now: NOW, startedAt: NOW, finishedAt: '2026-06-02T01:00:00.000Z' });
  });

  test('is not gone on with by another account', async () => {
    const other = async () => ({ arn: 'arn:aws:iam::777788889999:user/x', accountId: '777788889999' });
    await expect(resume({ caller: other })).rejects.toThrow(
      'expected credentials of 000000000001; got those of 777788889999',
    );
    expect(calls).toEqual([]);
  });

  test('is none once it is whole, and none in another store', async () => {
    await resume();
    await expect(resume()).rejects.toThrow(`run ${runId} has no checkpoint`);
    store = memoryStore();
    await expect(resume()).rejects.toThrow('there is no such run in this store');
  });

  test.for([
    ['has no head', []],
    ['is of another run', [{ of: 'run', schemaVersion: 1, runId: 'another' }]],
    ['has a line of another kind', [null]],
  ] as const)('whose checkpoint %s is refused', async ([, lines]) => {
    const damaged = async function* () {
      yield* lines as unknown as CheckpointLine[];
    };
    const broken: typeof store = {
      ...store,
      resume: async (run) => {
        const found = await store.resume(run);
        return found && { ...found, checkpoint: damaged };
      },
    };
    await expect(resume({ store: broken })).rejects.toThrow(`the checkpoint of run ${runId} is damaged`);
  });

  test('whose checkpoint is no JSON is refused, and another failure is passed on', async () => {
    for (const [error, text] of [
      [new SyntaxError('no JSON'), `the checkpoint of run ${runId} is damaged`],
      [new Error('disk'), 'disk'],
    ] as const) {
      const resumed: typeof store.resume = () =>
        Promise.resolve({ runId, checkpoint: () => failing(error), begin: fail });
      await expect(resume({ store: { ...store, resume: resumed } })).rejects.toThrow(text);
    }
  });
});

const failing = (error: Error): AsyncIterable<never> => ({
  [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error) }),
});

const fail = () => Promise.reject(new Error('not to be begun'));

test('a selection, and that the bill is not wanted, hold for all parts', async () => {
  const selection = { accounts: [], ous: [], regions: [], rules: ['map-tag-missing'] };
  const rules = RULES.filter(({ definition }) => definition.id === 'map-tag-missing');
  await cutOff({ cut: { at: 3, isHard: false }, request: { selection, rules, spend: false } });

  const { run } = await resume();

  expect(run.head.coverage.selection).toEqual(selection);
  expect(run.head.rules.map(({ id }) => id)).toEqual(['map-tag-missing']);
  expect(run.head.spend).toEqual({ status: 'not-run' });
});

test('requests whose answers the end prevented count towards the limit', async () => {
  const sent: number[] = [];
  const spy: PartScene['accounts'] = (run, make) => {
    sent.push(run.requestsSent);
    return make();
  };
  store = memoryStore();
  const all: Calls = [];
  const whole = await part({ store, calls: all });
  const paid = all.findIndex((call) => call.startsWith('costs'));
  await cutOff({ cut: { at: paid, isHard: true }, paysInVain: true });
  const { run } = await resume({ accounts: spy });

  const [before, after] = [whole.run.head.spend, run.head.spend].map((spend) =>
    'requests' in spend ? spend.requests : 0,
  );
  expect(after).toBe((before ?? 0) + 1);
  expect(sent[0]).toBeGreaterThan(0);
});

test('what a part has told, the next one does not tell again, and each end is told once', async () => {
  const alerts = { routes: [aRoute()], remindAfterDays: 7 };
  const withAlerts = { settings: { ...settings, alerts } };
  store = memoryStore();
  const outbox = memoryOutbox(store, () => NOW);
  const all: Calls = [];
  await part({ store: memoryStore(), calls: all, request: withAlerts });
  const late = all.length - 3;
  const first = await part({ store, calls: [], outbox, cut: { at: late, isHard: false }, request: withAlerts });
  const told = await collect(outbox.pending());
  await part({ store, calls: [], outbox, resume: first.run.head.runId, request: withAlerts });
  const both = await collect(outbox.pending());

  const wholeStore = memoryStore();
  const wholeBox = memoryOutbox(wholeStore, () => NOW);
  await part({ store: wholeStore, calls: [], outbox: wholeBox, request: withAlerts });
  const ids = (digests: typeof both) =>
    digests.flatMap(({ digest }) => digest?.changes.map(({ finding }) => finding.id) ?? []).sort();
  expect(ids(told).length).toBeGreaterThan(0);
  expect(ids(both)).toEqual(ids(await collect(wholeBox.pending())));
});
