import { describe, expect, test } from 'vitest';
import type { Agreement } from '../../../src/domain/agreement.ts';
import { planRequests, planText } from '../../../src/engine/spend/plan.ts';
import { agreement, SPEND, TODAY } from '../support/world.ts';

const plan = (agreements: readonly Agreement[], lookbackDays = 30) =>
  planRequests({ agreements, spend: { ...SPEND, lookbackDays } }, TODAY);

describe('requests', () => {
  test('are six where no term begins or ends in the window', () => {
    expect(plan([agreement('A')])).toEqual({
      discovery: 2,
      dataTransfer: 1,
      accounts: 1,
      week: 1,
      services: 1,
      ambiguousValues: 0,
      principals: 3,
      disabledRegions: 1,
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

  test('cost a cent each', () => {
    const starts = Array.from({ length: 9 }, (_, index) => agreement(`A${index}`, { startsOn: `2026-03-1${index}` }));
    expect(planText(plan(starts, 90), 30)).toContain('24 requests planned ($0.24)');
    const three = { ...plan([]), discovery: 92, dataTransfer: 2, accounts: 2, week: 2, services: 2 };
    expect(planText(three, 200)).toContain('100 requests planned ($1.00)');
  });
});
