import { describe, expect, test } from 'vitest';
import type { CheckpointLine } from '../../src/domain/checkpoint.ts';
import { ConfigError } from '../../src/domain/errors.ts';
import type { RunStore, RunWriter, UnfinishedRun } from '../../src/ports/run-store.ts';
import { collect } from '../support/fakes.ts';
import { aFinding, aHead } from '../support/run-builder.ts';
import { aRecord } from './records.ts';

const NOW = '2026-06-01T12:34:56.789Z';
const ID = '20260601T123456Z-abc123';
const line = (of: string): CheckpointLine => ({ of, answer: { text: `\u2028${of}\n`, pairs: [['__proto__', 'x']] } });

const end = (writer: RunWriter, isResumable: boolean) =>
  writer.finish(aHead({ head: { runId: writer.runId } }), { isResumable });

async function begun(store: RunStore): Promise<RunWriter> {
  const writer = await store.begin(NOW, 'abc123');
  await writer.append([aFinding({}, 1)], [aRecord({ id: 'first' })]);
  await writer.remember([{ finding: aFinding({}, 1), told: {} }]);
  await writer.record(line('one'));
  return writer;
}

async function required(store: RunStore, name: string): Promise<UnfinishedRun> {
  const found = await store.resume(name);
  if (!found) throw new Error(`there is no unfinished run ${name}`);
  return found;
}

async function findingsOf(store: RunStore) {
  const run = await store.open(ID);
  return run && collect(run.findings());
}

/** What every store of runs keeps to where a run is cut off and gone on with. `open` gives an empty one. */
export function checkpointContract(name: string, open: () => Promise<RunStore>): void {
  describe(`checkpoints of ${name}`, () => {
    test('are kept of a run that can be resumed, whose report can be read all the same', async () => {
      const store = await open();
      const { place } = await end(await begun(store), true);

      for (const each of [ID, place, 'latest']) {
        const found = await required(store, each);
        expect(found.runId).toBe(ID);
        for (let reading = 0; reading < 2; reading += 1) {
          expect(await collect(found.checkpoint())).toEqual([line('one')]);
        }
      }
      expect((await store.open('latest'))?.head.runId).toBe(ID);
    });

    test('are none of a whole run, of one that was given up, and of one that nobody began', async () => {
      const store = await open();
      const whole = await end(await begun(store), false);
      const abandoned = await begun(store);
      await abandoned.abandon();

      for (const each of [ID, whole.place, 'latest', abandoned.runId, '20260601T123456Z-000000', '../x', 'nonsense']) {
        expect(await store.resume(each)).toBeUndefined();
      }
    });

    test('grow from part to part, and go with the last one', async () => {
      const store = await open();
      await end(await begun(store), true);
      const second = await (await required(store, ID)).begin();
      await second.record(line('two'));
      await end(second, true);
      const found = await required(store, ID);
      expect(await collect(found.checkpoint())).toEqual([line('one'), line('two')]);

      const third = await found.begin();
      await third.record(line('three'));
      await end(third, false);

      expect(await store.resume(ID)).toBeUndefined();
    });

    test('lead to a part that keeps id and place and puts its files in the place of those before', async () => {
      const store = await open();
      const first = await end(await begun(store), true);
      const writer = await (await required(store, ID)).begin();
      expect([writer.runId, writer.place]).toEqual([ID, first.place]);
      await writer.append([aFinding({}, 2), aFinding({}, 3)], [aRecord({ id: 'second' })]);
      await writer.remember([{ finding: aFinding({}, 2), told: {} }]);

      expect(await findingsOf(store)).toEqual([aFinding({}, 1)]);
      const run = await end(writer, false);

      for (const each of [run, await store.open(ID)]) {
        expect(each && (await collect(each.findings()))).toEqual([aFinding({}, 2), aFinding({}, 3)]);
        expect(each && (await collect(each.resources()))).toEqual([aRecord({ id: 'second' })]);
        expect(each && (await collect(each.memory())).map(({ record }) => record?.finding.id)).toEqual([
          aFinding({}, 2).id,
        ]);
      }
      expect(await collect(store.runs())).toEqual([ID]);
    });

    test('outlive a part that is given up, and so does the run', async () => {
      const store = await open();
      await end(await begun(store), true);
      const writer = await (await required(store, ID)).begin();
      await writer.append([aFinding({}, 2)], []);
      await writer.record(line('two'));
      await writer.abandon();

      expect(await collect((await required(store, ID)).checkpoint())).toEqual([line('one')]);
      expect(await findingsOf(store)).toEqual([aFinding({}, 1)]);
    });

    test.for([
      ['ends it', false],
      ['is cut off again', true],
    ] as const)('let one of two parts win that go on at once, where the first %s', async ([, isResumable]) => {
      const store = await open();
      await end(await begun(store), true);
      const fast = await (await required(store, ID)).begin();
      const slow = await (await required(store, ID)).begin();
      for (const [n, writer] of [fast, slow].entries()) {
        await writer.append([aFinding({}, n + 5)], []);
        await writer.record(line(`part ${n}`));
      }
      await end(fast, isResumable);

      const late = end(slow, false);
      await expect(late).rejects.toThrow(ConfigError);
      await expect(late).rejects.toThrow(/somebody else has gone on with run 20260601T123456Z-abc123/);
      await slow.abandon();

      expect(await findingsOf(store)).toEqual([aFinding({}, 5)]);
      const left = await store.resume(ID);
      expect(left && (await collect(left.checkpoint()))).toEqual(
        isResumable ? [line('one'), line('part 0')] : undefined,
      );
    });

    test('let exactly one part win of two that end at the same moment', async () => {
      const store = await open();
      await end(await begun(store), true);
      const parts = [await (await required(store, ID)).begin(), await (await required(store, ID)).begin()];
      for (const [n, writer] of parts.entries()) {
        await writer.append([aFinding({}, n + 5)], [aRecord({ id: `part ${n}` })]);
      }

      const ended = await Promise.allSettled(parts.map((writer) => end(writer, false)));

      expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      const n = ended.findIndex(({ status }) => status === 'fulfilled');
      const run = await store.open(ID);
      expect(run && (await collect(run.findings()))).toEqual([aFinding({}, n + 5)]);
      expect(run && (await collect(run.resources()))).toEqual([aRecord({ id: `part ${n}` })]);
    });

    test('leave a plan where it is', async () => {
      const store = await open();
      const first = await end(await begun(store), true);
      const plan = { schemaVersion: 1, runId: ID } as unknown as Parameters<RunStore['writePlan']>[1];
      await store.writePlan(first, plan);
      const run = await end(await (await required(store, ID)).begin(), false);

      expect(JSON.parse((await store.readPlan(run)) ?? '')).toEqual(plan);
    });
  });
}
