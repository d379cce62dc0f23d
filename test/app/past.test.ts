import { expect, test } from 'vitest';
import { pastOf } from '../../src/app/past.ts';
import type { Run } from '../../src/domain/report.ts';
import { aRun } from '../support/run-builder.ts';

const SELECTION = { accounts: [], ous: [], regions: ['us-east-1'], rules: [] };

function idOf(day: number): string {
  return `${new Date(Date.UTC(2026, 0, day)).toISOString().slice(0, 10).replaceAll('-', '')}T000000Z-abc123`;
}

function shelf(runs: readonly Run[]) {
  const opened: string[] = [];
  return {
    opened,
    store: {
      async *runs() {
        yield* runs.map(({ head }) => head.runId).reverse();
      },
    },
    open: async (runId: string) => {
      opened.push(runId);
      return runs.find(({ head }) => head.runId === runId);
    },
  };
}

const runOf = (day: number, head: Partial<Run['head']> = {}) => aRun({ head: { runId: idOf(day), ...head } });

test('the past ends with the run itself, whatever came after it', async () => {
  const runs = [1, 2, 3, 4].map((day) => runOf(day));
  const { store, open, opened } = shelf(runs);

  const past = await pastOf(store, open, runOf(3).head);

  expect(past.map(({ runId }) => runId)).toEqual([idOf(1), idOf(2), idOf(3)]);
  expect(opened).toEqual([idOf(2), idOf(1)]);
});

test('the past is of the same organization, and of runs that looked at everything and can be read', async () => {
  const narrowed = aRun({ selection: SELECTION, head: { runId: idOf(2) } });
  const foreign = runOf(3, { organization: { id: 'o-other', managementAccountId: '999988887777', accounts: 1 } });
  const { store, open } = shelf([runOf(1), narrowed, foreign, runOf(4), runOf(5)]);

  const past = await pastOf(store, async (runId) => (runId === idOf(4) ? undefined : open(runId)), runOf(5).head);

  expect(past.map(({ runId }) => runId)).toEqual([idOf(1), idOf(5)]);
});

test('the past is a year of weekly runs at most', async () => {
  const runs = Array.from({ length: 60 }, (_, index) => runOf(index + 1));
  const { store, open, opened } = shelf(runs);

  const past = await pastOf(store, open, runOf(60).head);

  expect(past.map(({ runId }) => runId)).toEqual(runs.slice(8).map(({ head }) => head.runId));
  expect(opened).toHaveLength(51);
});

test('a run with a selection has no past', async () => {
  const { store, open } = shelf([runOf(1)]);
  expect(await pastOf(store, open, aRun({ selection: SELECTION }).head)).toEqual([]);
});
