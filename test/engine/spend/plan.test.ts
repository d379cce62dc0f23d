import { describe, expect, test } from 'vitest';
import type { Agreement } from '../../../src/domain/agreement.ts';
import type { AttributionMethod } from '../../../src/domain/carrier.ts';
import { planRequests, planText } from '../../../src/engine/spend/plan.ts';
import { agreement, SPEND, TODAY } from '../support/world.ts';

/** Without a limit that would make the bill be asked by day, unless one is given. */
const plan = (agreements: readonly Agreement[], lookbackDays = 30, change: Change = {}) => {
  const { method = 'inference-profile', maxRequests = 1_000, accounts = 100 } = change;
  return planRequests({ agreements, method, spend: { ...SPEND, lookbackDays, maxRequests } }, TODAY, accounts);
};

interface Change {
  readonly method?: AttributionMethod;
  readonly maxRequests?: number;
  readonly accounts?: number;
}

describe('requests', () => {
  test('are six where no term begins or ends in the window', () => {
    expect(plan([agreement('A')])).toEqual({
      byDay: false,
      discovery: 2,
      dataTransfer: 1,
      accounts: 1,
      week: 1,
      services: 1,
      ambiguousValues: 0,
      disabledRegions: 1,
      probes: 0,
      principals: 3,
    });
    expect(planText(plan([agreement('A')]), 12)).toBe(
      'Cost Explorer: 6 requests planned ($0.06), at most 10 where the bill needs them and each answer has one page; ' +
        'the limit is 12 (spend.maxRequests).',
    );
  });

  test('are more for each cut, in the week too only where it lies there', () => {
    expect(plan([agreement('A', { startsOn: '2026-05-10' })])).toMatchObject({ accounts: 2, week: 1, services: 2 });
    expect(plan([agreement('A', { startsOn: '2026-05-25' })])).toMatchObject({ accounts: 2, week: 2, principals: 6 });
  });

  test('may be one more for each value that counts only in some accounts, where it counts', () => {
    const scope = { ous: [], accounts: ['111122223333'] };
    expect(plan([agreement('A', { scope }), agreement('B', { scope })])).toMatchObject({ ambiguousValues: 2 });
    expect(plan([agreement('A', { scope, endsOn: '2026-05-10' })])).toMatchObject({ accounts: 2, ambiguousValues: 1 });
    expect(plan([agreement('A', { scope, acceptedOn: '2024-12-16' })])).toMatchObject({ ambiguousValues: 0 });
    const shared = [agreement('A', { scope, tagValue: 'migX' }), agreement('B', { scope, tagValue: 'migX' })];
    expect(plan(shared)).toMatchObject({ ambiguousValues: 1, principals: 4 });
  });

  test.for(['iam-principal', 'any'] as const)('may be two more to look for a key where the method is %s', (method) => {
    expect(plan([agreement('A')], 30, { method })).toMatchObject({ probes: 2 });
    expect(planText(plan([agreement('A')], 30, { method }), 12)).toContain('6 requests planned ($0.06), at most 12 ');
  });

  test('cost a cent each', () => {
    const starts = Array.from({ length: 9 }, (_, index) => agreement(`A${index}`, { startsOn: `2026-03-1${index}` }));
    expect(planText(plan(starts, 90), 30)).toContain('24 requests planned ($0.24)');
    const three = { ...plan([]), discovery: 92, dataTransfer: 2, accounts: 2, week: 2, services: 2 };
    expect(planText(three, 200)).toContain('100 requests planned ($1.00)');
  });
});

describe('a bill with many cuts', () => {
  // Three segments of the window, two of the week: 3 to begin with, 3 + 2 + 3, 1 for regions, 8 for principals.
  const cut = [agreement('A', { startsOn: '2026-05-10', endsOn: '2026-05-25' })];

  test('is asked by day where requests by segment may be more than the limit', () => {
    expect(plan(cut, 30, { maxRequests: 20 })).toMatchObject({ byDay: false, accounts: 3, week: 2, services: 3 });
    expect(plan(cut, 30, { maxRequests: 19 })).toEqual({
      byDay: true,
      discovery: 2,
      dataTransfer: 1,
      accounts: 2,
      week: 0,
      services: 1,
      ambiguousValues: 0,
      disabledRegions: 1,
      probes: 0,
      principals: 3,
    });
  });

  test('asks once for each value that counts only in some accounts, in however many segments', () => {
    const scope = { ous: [], accounts: ['111122223333'] };
    const agreements = [...cut, agreement('B', { scope }), agreement('C', { scope })];
    expect(plan(agreements)).toMatchObject({ byDay: false, ambiguousValues: 6 });
    expect(plan(agreements, 30, { maxRequests: 12 })).toMatchObject({ byDay: true, ambiguousValues: 2 });
  });

  test('is asked by segment all the same where that is expected to be no dearer', () => {
    // 30 days of 500 accounts with two groups each fill six pages, and services one more; by segment it is eight.
    expect(plan(cut, 30, { maxRequests: 12, accounts: 500 })).toMatchObject({ byDay: true, accounts: 6, services: 1 });
    expect(plan(cut, 30, { maxRequests: 12, accounts: 501 })).toMatchObject({ byDay: false });
  });

  test('is the only one that is ever asked by day', () => {
    expect(plan([agreement('A')], 30, { maxRequests: 4 })).toMatchObject({ byDay: false });
    expect(plan([agreement('A', { startsOn: '2026-05-02' })], 30, { maxRequests: 4 })).toMatchObject({ byDay: false });
    expect(plan([agreement('A', { startsOn: '2026-05-03' })], 30, { maxRequests: 4 })).toMatchObject({ byDay: true });
  });
});
