import { describe, expect, test } from 'vitest';
import { recordBilling } from '../../src/app/record-billing.ts';
import { AwsError } from '../../src/domain/errors.ts';
import type { BillingPort, CostQuery, CostRow } from '../../src/ports/billing.ts';

const QUERY: CostQuery = {
  start: '2026-05-01',
  end: '2026-06-01',
  granularity: 'MONTHLY',
  metric: 'AmortizedCost',
  groupBy: [{ dimension: 'SERVICE' }],
  filter: { services: ['Amazon Bedrock'] },
};

const row = (amount: string, unit = 'USD'): CostRow => ({
  start: '2026-05-01',
  keys: ['Amazon Bedrock'],
  amount,
  unit,
  estimated: false,
});

const BILL: BillingPort = {
  costs: async () => [row('0.1'), row('0.2000000001'), row('5', 'CNY')],
  usageTypes: async () => ['USE1-DataTransfer'],
  allocationTags: async ([key = '']) => [{ key, status: 'active', updatedAt: null }],
  hasTagValues: async () => true,
  requests: () => 7,
};

describe('a bill that is recorded', () => {
  test('answers as it would, and keeps what was asked with the answer and its exact sums', async () => {
    const { billing, queries } = recordBilling(BILL);

    expect(await billing.costs(QUERY)).toEqual(await BILL.costs(QUERY));
    expect(billing.requests()).toBe(7);

    expect(queries()).toEqual([
      {
        operation: 'ce:GetCostAndUsage',
        query: QUERY,
        answer: [row('0.1'), row('0.2000000001'), row('5', 'CNY')],
        totals: [
          { unit: 'CNY', amount: '5' },
          { unit: 'USD', amount: '0.3000000001' },
        ],
        failure: null,
      },
    ]);
  });

  test('keeps the other questions too', async () => {
    const { billing, queries } = recordBilling(BILL);
    const span = { start: '2026-05-01', end: '2026-06-01' };
    await billing.usageTypes({ ...span, services: ['Amazon Bedrock'] });
    await billing.allocationTags(['map-migrated']);
    await billing.hasTagValues({ ...span, key: 'map-migrated' });
    expect(queries().map(({ operation, answer, totals }) => [operation, answer, totals])).toEqual([
      ['ce:GetDimensionValues', ['USE1-DataTransfer'], null],
      ['ce:ListCostAllocationTags', [{ key: 'map-migrated', status: 'active', updatedAt: null }], null],
      ['ce:GetTags', [true], null],
    ]);
  });

  test('keeps why there was no answer, with the request id', async () => {
    const failure = {
      outcome: 'access-denied',
      operation: 'ce:GetCostAndUsage',
      code: 'AccessDeniedException',
    } as const;
    const error = new AwsError({ ...failure, requestId: 'request-1', message: 'No.' });
    const { billing, queries } = recordBilling({ ...BILL, costs: () => Promise.reject(error) });

    await expect(billing.costs(QUERY)).rejects.toBe(error);

    expect(queries()).toMatchObject([
      {
        answer: null,
        totals: null,
        failure: { code: 'AccessDeniedException', requestId: 'request-1', message: 'No.' },
      },
    ]);
  });

  test('keeps the order in which was asked, and nothing of a bug', async () => {
    const answers: ((types: readonly string[]) => void)[] = [];
    const promise = new Promise<readonly string[]>((resolve) => void answers.push(resolve));
    const { billing, queries } = recordBilling({
      ...BILL,
      usageTypes: () => promise,
      allocationTags: () => Promise.reject(new TypeError('bug')),
    });
    const first = billing.usageTypes({ start: '2026-05-01', end: '2026-06-01', services: [] });
    await billing.costs(QUERY);
    await expect(billing.allocationTags([])).rejects.toThrow('bug');
    for (const answer of answers) answer([]);
    await first;
    expect(queries().map(({ operation }) => operation)).toEqual(['ce:GetDimensionValues', 'ce:GetCostAndUsage']);
  });
});
