import { expect, test } from 'vitest';
import { createBill } from '../../src/app/bill.ts';
import { spendWindow } from '../../src/engine/spend/window.ts';
import { anAgreement } from '../support/builders.ts';
import { fakeBilling } from '../support/fakes.ts';
import { PAYMENTS, TODAY } from './support/spend-scene.ts';

/** The bill of one dollar a question, whose period begins as given. */
function billOf(startOf: (asked: string) => string, byDay = false) {
  const billing = fakeBilling(({ start }) => [
    { start: startOf(start), keys: [PAYMENTS.id, 'migABCDE12345'], amount: '1', unit: 'USD', estimated: false },
  ]);
  const agreements = [anAgreement({ startsOn: '2026-05-20' })];
  const scope = { metric: 'AmortizedCost', span: spendWindow(TODAY, 30) };
  const usage = { services: ['Amazon Bedrock'], dataTransferTypes: [] };
  return createBill(billing, scope, usage, { key: 'map-migrated', agreements, byDay });
}

test('an answer by month belongs to the segment that was asked for, also where its month begins before it', async () => {
  const { window } = await billOf((asked) => `${asked.slice(0, 7)}-01`).accounts();
  expect(window.map(({ segment, month, amount }) => [segment.start, month, amount])).toEqual([
    ['2026-05-12', '2026-05', '1'],
    ['2026-05-20', '2026-05', '1'],
  ]);
});

test('what the window’s amounts were made of are the rows of its months, also of one that begins before it', async () => {
  const { rows } = await billOf((asked) => `${asked.slice(0, 7)}-01`).accounts();
  expect(rows.map(({ start }) => start)).toEqual(['2026-05-01', '2026-05-01']);
});

test.for([
  ['2026-05-12', '2026-05-12', 0],
  ['2026-05-19', '2026-05-12', 0],
  ['2026-05-20', '2026-05-20', 0],
  ['2026-06-01', '2026-05-20', 0],
  ['2026-06-02', '2026-05-20', 1],
  ['2026-06-08', '2026-05-20', 1],
  ['2026-06-09', '2026-05-20', 0],
  ['2026-06-10', '2026-05-20', 0],
] as const)('%s of an answer by day belongs to the segment from %s, and %i times to the week', async (given) => {
  const [day, segment, times] = given;
  const answer = await billOf(() => day, true).accounts();
  expect(answer.window.map(({ segment: { start } }) => start)).toEqual([segment]);
  expect(await answer.week()).toHaveLength(times);
});
