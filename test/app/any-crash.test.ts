import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import type { TagRecord } from '../../src/domain/plan.ts';
import { actionHistories } from '../../src/engine/ledger-history.ts';
import { type Fate, fakeTagging } from '../support/fake-tagging.ts';
import {
  anAction,
  apply,
  arnOf,
  type Bench,
  Crash,
  dyingPorts,
  KEY,
  undo,
  VALUE,
} from './support/remediation-scene.ts';

/** The most reads by which a write is late, well within the patience of the scene. */
const MOST_LAG = 3;

const tags = fc
  .dictionary(fc.constantFrom('team', 'owner', '__proto__', 'MAP-migrated', KEY), fc.string({ maxLength: 5 }), {
    maxKeys: 3,
  })
  .filter((record) => record[KEY] !== VALUE);

/** A few resources in a few places, by ARN. */
const resources = fc
  .array(fc.tuple(fc.constantFrom('111122223333', '444455556666'), tags), { minLength: 1, maxLength: 4 })
  .map((list) => list.map(([accountId, record], index) => [arnOf(`profile${index}`, accountId), record] as const));

const lag = fc.integer({ min: 0, max: MOST_LAG });
const death = fc.record({
  at: fc.integer({ min: 1, max: 24 }),
  when: fc.constantFrom('before' as const, 'after' as const),
});
const fates = fc.array(fc.constantFrom<Fate>('done', 'lost', 'lost-when-done'), { maxLength: 6 });

type Resources = readonly (readonly [string, TagRecord])[];

function aBench(list: Resources, lagReads: number, writeFates: readonly Fate[] = []) {
  const lines: LedgerEntry[] = [];
  const tagging = fakeTagging(Object.fromEntries(list), { lagReads, fates: writeFates });
  return { tagging, lines };
}

const actionsOf = (list: Resources) => list.map(([arn, before]) => anAction(arn, before));
const present = ({ tagging }: ReturnType<typeof aBench>, list: Resources) =>
  list.map(([arn]) => [arn, tagging.truth(arn)]);
const wanted = (list: Resources) => list.map(([arn, before]) => [arn, { ...before, [KEY]: VALUE }]);

/** Runs it in a process that may die. */
async function dying(bench: Bench, at: { readonly at: number; readonly when: 'before' | 'after' }, run: Run) {
  try {
    await run(dyingPorts(bench, at.at, at.when));
  } catch (error) {
    if (!(error instanceof Crash)) throw error;
  }
}
type Run = (ports: ReturnType<typeof dyingPorts>) => Promise<unknown>;

describe('wherever a process dies', () => {
  test('while it applies, the ledger and one more application bring all tags, each with one write', async () => {
    await fc.assert(
      fc.asyncProperty(resources, lag, death, async (list, lagReads, at) => {
        const bench = aBench(list, lagReads);
        await dying(bench, at, (ports) => apply(bench, actionsOf(list), ports));

        const results = await apply(bench, actionsOf(list));

        expect(results.filter(({ outcome }) => outcome !== 'applied' && outcome !== 'unchanged')).toEqual([]);
        expect(present(bench, list)).toEqual(wanted(list));
        expect(bench.tagging.writes.map(({ arn }) => arn).sort()).toEqual(list.map(([arn]) => arn).sort());
      }),
    );
  });

  test('while it applies, every write has its line, and the lines know the tags before it', async () => {
    await fc.assert(
      fc.asyncProperty(resources, lag, death, async (list, lagReads, at) => {
        const bench = aBench(list, lagReads);
        await dying(bench, at, (ports) => apply(bench, actionsOf(list), ports));

        const before = new Map(list);
        for (const { arn } of bench.tagging.writes) {
          const own = bench.lines.filter((line) => line.arn === arn);
          expect(own[0]).toMatchObject({ outcome: 'started' });
          expect(own[0]?.before).toEqual(before.get(arn));
        }
        for (const [id, history] of actionHistories(bench.lines)) {
          const arn = actionsOf(list).find((action) => action.id === id && before.has(action.action.arn))?.action.arn;
          const isWritten = bench.tagging.writes.some((write) => write.arn === arn);
          if (history.state === 'applied') expect(isWritten).toBe(true);
        }
      }),
    );
  });

  test('while it undoes, one more undo brings back every tag of every resource', async () => {
    await fc.assert(
      fc.asyncProperty(resources, lag, death, death, async (list, lagReads, first, second) => {
        const bench = aBench(list, lagReads);
        await dying(bench, first, (ports) => apply(bench, actionsOf(list), ports));
        await dying(bench, second, (ports) => undo(bench, ports));

        const results = await undo(bench);

        expect(results.filter(({ outcome }) => outcome !== 'applied' && outcome !== 'unchanged')).toEqual([]);
        expect(present(bench, list)).toEqual(list.map(([arn, before]) => [arn, before]));
        expect(await undo(bench)).toEqual([]);
      }),
    );
  });
});

describe('whatever answers are lost', () => {
  test('what the ledger calls applied was written, and what was written is applied or unknown', async () => {
    await fc.assert(
      fc.asyncProperty(resources, lag, fates, async (list, lagReads, writeFates) => {
        const bench = aBench(list, lagReads, writeFates);
        const results = await apply(bench, actionsOf(list));

        const written = new Set(bench.tagging.writes.map(({ arn }) => arn));
        for (const { arn, outcome } of results) expect(outcome).toBe(written.has(arn) ? 'applied' : 'unknown');
      }),
    );
  });

  test('an application after them makes only the writes that did not happen, and the next one none', async () => {
    await fc.assert(
      fc.asyncProperty(resources, lag, fates, async (list, lagReads, writeFates) => {
        // As many again are not lost: the second process has a better day.
        const bench = aBench(list, lagReads, writeFates.slice(0, list.length));
        await apply(bench, actionsOf(list));
        await apply(bench, actionsOf(list));

        expect(present(bench, list)).toEqual(wanted(list));
        expect(bench.tagging.writes).toHaveLength(list.length);
        const calls = bench.tagging.calls.length;
        const last = await apply(bench, actionsOf(list));
        expect(new Set(last.map(({ outcome }) => outcome))).toEqual(new Set(['unchanged']));
        expect(new Set(bench.tagging.calls.slice(calls))).toEqual(new Set(['read']));
      }),
    );
  });
});
