import type { ServerResponse } from 'node:http';
import { CostExplorerClient } from '@aws-sdk/client-cost-explorer';
import { describe, expect, test } from 'vitest';
import { createBilling } from '../../src/aws/cost-explorer.ts';
import { aDoor, anError, aTransport, failureOf, json, KEYS, QUICK, sdkError } from './support.ts';

const DAYS = { start: '2026-05-02', end: '2026-06-01' };
const QUERY = { ...DAYS, granularity: 'MONTHLY', metric: 'AmortizedCost', groupBy: [], filter: {} } as const;
const EMPTY = json('{"ResultsByTime":[]}');

/** Cost Explorer behind a door, its answers as given, the first one for all others too. */
async function behind(maxRequests: number, ...answers: readonly ((outgoing: ServerResponse, nth: number) => void)[]) {
  const door = await aDoor((outgoing, nth) => (answers[nth - 1] ?? answers[0] ?? EMPTY)(outgoing, nth));
  const transport = aTransport({ endpoint: door.url, patience: { ...QUICK, requestMs: 300 } });
  const billing = createBilling(transport, {
    maxRequests,
    use: (work) => work(new CostExplorerClient(transport.clientConfig('us-east-1', KEYS))),
  });
  return { billing, door };
}

describe('the budget', () => {
  test('is of pages, whatever they are of, and none is asked for beyond it', async () => {
    const tags = json('{"CostAllocationTags":[]}');
    const { billing, door } = await behind(3, tags, json('{"ResultsByTime":[],"NextPageToken":"a"}'), EMPTY);
    await billing.allocationTags(['k']);
    expect(await billing.costs(QUERY)).toEqual([]);
    expect(billing.requests()).toBe(3);
    const exhausted = { outcome: 'not-reached', code: 'RequestBudgetExhausted' };
    for (const [refused, operation] of [
      [billing.costs(QUERY), 'ce:GetCostAndUsage'],
      [billing.usageTypes({ ...DAYS, services: ['A'] }), 'ce:GetDimensionValues'],
      [billing.allocationTags(['k']), 'ce:ListCostAllocationTags'],
      [billing.hasTagValues({ ...DAYS, key: 'k' }), 'ce:GetTags'],
    ] as const) {
      expect(await failureOf(refused)).toMatchObject({ ...exhausted, operation });
    }
    expect(billing.requests()).toBe(3);
    expect(door.seen).toHaveLength(3);
  });

  test.for([
    ['a 5xx answer', anError('InternalFailure', 500)],
    ['a throttle', anError('LimitExceededException', 400)],
    ['a broken connection', (outgoing: ServerResponse) => void outgoing.destroy()],
    ['silence', () => undefined],
  ] as const)('is spent by an attempt that ends in %s: its answer may have been billed', async ([, failing]) => {
    const { billing, door } = await behind(12, failing, EMPTY);
    expect(await billing.costs(QUERY)).toEqual([]);
    expect(billing.requests()).toBe(2);
    expect(door.seen).toHaveLength(2);
  });

  test('ends retries: the wire never sees more than the limit', async () => {
    for (const most of [1, 2, 3]) {
      const { billing, door } = await behind(most, anError('InternalFailure', 500));
      expect(await failureOf(billing.costs(QUERY))).toMatchObject({ code: 'RequestBudgetExhausted' });
      expect(billing.requests()).toBe(most);
      expect(door.seen).toHaveLength(most);
    }
  });

  test('is not spent where no credentials were to be had', async () => {
    const refused = async () => {
      throw sdkError('AccessDenied');
    };
    const none = createBilling(aTransport(), { maxRequests: 1, use: refused });
    await expect(none.costs(QUERY)).rejects.toThrow('AccessDenied of AWS');
    expect(none.requests()).toBe(0);
    const transport = aTransport({ endpoint: 'http://127.0.0.1:1' });
    const unsigned = createBilling(transport, {
      maxRequests: 1,
      use: (work) => work(new CostExplorerClient(transport.clientConfig('us-east-1', refused))),
    });
    await failureOf(unsigned.costs(QUERY));
    expect(unsigned.requests()).toBe(0);
  });
});
