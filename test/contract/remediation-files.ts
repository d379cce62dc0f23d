import { describe, expect, test } from 'vitest';
import { ledgersOf } from '../../src/app/ledgers.ts';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import type { Plan } from '../../src/domain/plan.ts';
import type { Run } from '../../src/domain/report.ts';
import type { RunStore } from '../../src/ports/run-store.ts';
import { collect } from '../support/fakes.ts';
import { aHead } from '../support/run-builder.ts';

const NOW = '2026-06-01T12:34:56.789Z';
const LATER = '2026-06-02T00:00:00.000Z';

/** A line with everything that is awkward in a file of lines. */
export function anEntry(over: Partial<LedgerEntry> = {}): LedgerEntry {
  const tags = JSON.parse('{"__proto__":"x","q\\"":"one\\u2028two\\u2029three\\r\\nfour\\\\","":"\\ud800\\u0000"}');
  const arn = 'arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/chat';
  return {
    at: NOW,
    operation: 'apply',
    planHash: 'f'.repeat(64),
    actionId: 'aaaaaaaaaaaa',
    arn,
    action: { type: 'put-tag', arn, key: 'map-migrated', value: 'mig\n"\u2028' },
    outcome: 'started',
    before: tags,
    after: null,
    code: null,
    deniedBy: null,
    requestId: null,
    message: null,
    ...over,
  };
}

export const LINES: readonly LedgerEntry[] = [
  anEntry(),
  anEntry({ outcome: 'applied', after: {}, requestId: 'request-1' }),
  anEntry({
    operation: 'undo',
    outcome: 'refused',
    action: { type: 'remove-tag', arn: anEntry().arn, key: '\u2029' },
    before: null,
    code: 'AccessDeniedException',
    deniedBy: 'service-control-policy',
    message: 'no\nway',
  }),
];

export function aPlan(over: Partial<Plan> = {}): Plan {
  return {
    schemaVersion: 1,
    runId: 'run',
    createdAt: NOW,
    configurationSha256: '0'.repeat(64),
    coverageComplete: true,
    hash: 'f'.repeat(64),
    actions: [],
    refusals: [{ findingId: 'finding', reason: 'waived', arn: null, detail: 'one\u2028two' }],
    ...over,
  };
}

/** What every store of runs keeps to with plans and ledgers. `open` gives an empty one. */
export function remediationFilesContract(name: string, open: () => Promise<RunStore>): void {
  const finish = async (store: RunStore, now = NOW): Promise<Run> => {
    const writer = await store.begin(now, 'abc123');
    return writer.finish(aHead({ head: { runId: writer.runId } }));
  };

  describe(`the plan that ${name} keeps`, () => {
    test('is given back as it was written, also to who opens the run anew', async () => {
      const store = await open();
      const run = await finish(store);

      const place = await store.writePlan(run, aPlan());

      expect(place.startsWith(run.place)).toBe(true);
      const again = await store.open(run.head.runId);
      for (const each of [run, again ?? run]) expect(JSON.parse((await store.readPlan(each)) ?? '')).toEqual(aPlan());
    });

    test('takes the place of an earlier one, and of no other run', async () => {
      const store = await open();
      const [run, other] = [await finish(store), await finish(store)];
      await store.writePlan(run, aPlan());
      await store.writePlan(other, aPlan({ runId: 'other' }));
      await store.writePlan(run, aPlan({ coverageComplete: false }));

      expect(JSON.parse((await store.readPlan(run)) ?? '')).toEqual(aPlan({ coverageComplete: false }));
      expect(JSON.parse((await store.readPlan(other)) ?? '')).toEqual(aPlan({ runId: 'other' }));
    });

    test('is not there before it is written', async () => {
      const store = await open();

      expect(await store.readPlan(await finish(store))).toBeUndefined();
    });
  });

  describe(`the ledger that ${name} keeps`, () => {
    test('gives back every line in order, whatever text is in it', async () => {
      const store = await open();
      const run = await finish(store);
      const ledger = await store.openLedger(run);
      for (const line of LINES) await ledger.append(line);

      expect(await ledger.entries()).toEqual(LINES);
      expect(Object.keys((await ledger.entries())[0]?.before ?? {})).toEqual(Object.keys(anEntry().before ?? {}));
      await ledger.close();
    });

    test('keeps the order of the calls where none waits for another', async () => {
      const store = await open();
      const ledger = await store.openLedger(await finish(store));
      const lines = Array.from({ length: 20 }, (_, index) => anEntry({ actionId: `action${index}` }));
      await Promise.all(lines.map((line) => ledger.append(line)));

      expect((await ledger.entries()).map(({ actionId }) => actionId)).toEqual(lines.map(({ actionId }) => actionId));
      await ledger.close();
    });

    test('goes on where it ended', async () => {
      const store = await open();
      const run = await finish(store);
      for (const line of LINES) {
        const ledger = await store.openLedger(run);
        await ledger.append(line);
        await ledger.close();
      }

      const ledger = await store.openLedger(run);
      expect(await ledger.entries()).toEqual(LINES);
      await ledger.close();
    });

    test('begins empty, and is nowhere before its first line', async () => {
      const store = await open();
      const ledger = await store.openLedger(await finish(store));

      expect(await ledger.entries()).toEqual([]);
      await ledger.close();
      expect(await collect(store.ledgers())).toEqual([]);
    });
  });

  test(`the ledgers of ${name} come the oldest run first, of the runs that have one`, async () => {
    const store = await open();
    const runs: Run[] = [await finish(store, LATER)];
    for (let run = 1; run <= 10; run += 1) runs.push(await finish(store));
    const [latest, first, second, , , , , , , , tenth] = runs;
    for (const run of [latest, tenth, second, first]) {
      if (!run) throw new Error('there are eleven runs');
      const ledger = await store.openLedger(run);
      await ledger.append(anEntry({ actionId: run.head.runId }));
      await ledger.close();
    }

    const ids = [first, second, tenth, latest].map((run) => run?.head.runId);
    expect(await ledgersOf(store)).toEqual(
      ids.map((id) => ({ runId: id, entries: [anEntry({ actionId: id ?? '' })] })),
    );
  });
}
