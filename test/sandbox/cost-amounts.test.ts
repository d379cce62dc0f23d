import { GetCostAndUsageCommand, type MetricValue } from '@aws-sdk/client-cost-explorer';
import { describe, expect, test } from 'vitest';
import { buildUsageLine, costing, NO_TAGS, type UsageLine } from '../../src/sandbox/books.ts';
import { clients, MEMBER, open, smallWorld } from './support.ts';

const at = { day: '2026-05-01', accountId: MEMBER };

async function ask(books: readonly UsageLine[]) {
  const sandbox = await open({}, smallWorld({ books }));
  const answer = await clients(sandbox, sandbox.credentials).ce.send(
    new GetCostAndUsageCommand({
      TimePeriod: { Start: '2026-05-01', End: '2026-05-02' },
      Granularity: 'DAILY',
      Metrics: ['AmortizedCost'],
      GroupBy: [{ Type: 'TAG', Key: 'map-migrated' }],
    }),
  );
  const amountOf = (metrics: Record<string, MetricValue> | undefined) => metrics?.['AmortizedCost']?.Amount;
  const groups = answer.ResultsByTime?.[0]?.Groups ?? [];
  return groups.map(({ Keys, Metrics }) => [Keys?.[0], amountOf(Metrics)]);
}

describe('amounts', () => {
  test.for([
    [['12.3456789012345'], '12.3456789012345'],
    [['0.1', '0.2'], '0.3'],
    [['3', '-0.0173'], '2.9827'],
    [['-0.0173'], '-0.0173'],
    [['0.000001'], '0.000001'],
    [['0.0000009'], '9E-7'],
    [['0.0000001', '0.00000002'], '1.2E-7'],
    [['1.2E-7'], '1.2E-7'],
    [['-0.00000012'], '-1.2E-7'],
    [['0.5', '-0.5'], '0'],
  ] as const)('%j add up to %s as AWS writes it', async ([costs, sum]) => {
    const books = costs.map((cost) => buildUsageLine({ ...at, amounts: costing(cost) }));

    expect(await ask(books)).toEqual([['map-migrated$', sum]]);
  });
});

describe('tag values', () => {
  test('keep the characters that have a meaning on the bill', async () => {
    const values = ['a$b', '$', 'team=x', '='];
    const books = values.map((value) =>
      buildUsageLine({ ...at, tags: { ...NO_TAGS, resource: { 'map-migrated': value } } }),
    );

    expect((await ask(books)).map(([key]) => key)).toEqual(values.map((value) => `map-migrated$${value}`).sort());
  });
});
