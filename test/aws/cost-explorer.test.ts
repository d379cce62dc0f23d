import { CostExplorerClient, type Expression, GetCostAndUsageCommand } from '@aws-sdk/client-cost-explorer';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import 'aws-sdk-client-mock-vitest/extend';
import { createBilling } from '../../src/aws/cost-explorer.ts';
import type { CostFilter, CostQuery } from '../../src/ports/billing.ts';
import { aTransport, failureOf, sdkError } from './support.ts';

const ce = mockClient(CostExplorerClient);
beforeEach(() => void ce.reset());

const $metadata = { requestId: 'request-1' };
const MALFORMED = { outcome: 'failed', code: 'MalformedResponse', requestId: 'request-1' };

function port(maxRequests = 12) {
  return createBilling(aTransport(), {
    maxRequests,
    use: (work) => work(new CostExplorerClient({ region: 'us-east-1' })),
  });
}

const QUERY: CostQuery = {
  start: '2026-05-02',
  end: '2026-06-01',
  granularity: 'MONTHLY',
  metric: 'AmortizedCost',
  groupBy: [{ dimension: 'LINKED_ACCOUNT' }, { tag: 'map-migrated' }],
  filter: {},
};
const USAGE: Expression = { Dimensions: { Key: 'RECORD_TYPE', Values: ['Usage'] } };

function amount(Amount: string, Unit = 'USD') {
  return { AmortizedCost: { Amount, Unit } };
}

/** One month with the groups. */
function month(Groups: readonly { Keys: string[]; Metrics: ReturnType<typeof amount> }[], Start = '2026-05-02') {
  return { TimePeriod: { Start, End: '2026-06-01' }, Groups: [...Groups], Total: {}, Estimated: false };
}

describe('costs', () => {
  test('are asked for by period, metric and groups, of usage records only', async () => {
    ce.on(GetCostAndUsageCommand).resolves({ ResultsByTime: [] });
    expect(await port().costs(QUERY)).toEqual([]);
    expect(ce).toHaveReceivedCommandExactlyOnceWith(GetCostAndUsageCommand, {
      TimePeriod: { Start: '2026-05-02', End: '2026-06-01' },
      Granularity: 'MONTHLY',
      Metrics: ['AmortizedCost'],
      GroupBy: [
        { Type: 'DIMENSION', Key: 'LINKED_ACCOUNT' },
        { Type: 'TAG', Key: 'map-migrated' },
      ],
      Filter: USAGE,
    });
  });

  test.for([
    ['services', { services: ['A', 'B'] }, [{ Dimensions: { Key: 'SERVICE', Values: ['A', 'B'] } }]],
    ['accounts', { accounts: ['1'] }, [{ Dimensions: { Key: 'LINKED_ACCOUNT', Values: ['1'] } }]],
    ['regions', { regions: ['eu-west-1'] }, [{ Dimensions: { Key: 'REGION', Values: ['eu-west-1'] } }]],
    [
      'usage types left out',
      { withoutUsageTypes: ['X'] },
      [{ Not: { Dimensions: { Key: 'USAGE_TYPE', Values: ['X'] } } }],
    ],
    ['no value under a key', { withoutTag: 'k' }, [{ Tags: { Key: 'k', MatchOptions: ['ABSENT'] } }]],
    [
      'values of a key, as they are spelt',
      { tag: { key: 'k', values: ['v', 'w'] } },
      [{ Tags: { Key: 'k', Values: ['v', 'w'], MatchOptions: ['EQUALS', 'CASE_SENSITIVE'] } }],
    ],
    [
      'several things at once',
      { services: ['A'], withoutUsageTypes: ['X'], withoutTag: 'k' },
      [
        { Dimensions: { Key: 'SERVICE', Values: ['A'] } },
        { Not: { Dimensions: { Key: 'USAGE_TYPE', Values: ['X'] } } },
        { Tags: { Key: 'k', MatchOptions: ['ABSENT'] } },
      ],
    ],
  ] as const satisfies readonly (readonly [string, CostFilter, readonly object[]])[])(
    'are narrowed by %s',
    async ([, filter, expected]) => {
      ce.on(GetCostAndUsageCommand).resolves({ ResultsByTime: [] });
      await port().costs({ ...QUERY, filter });
      const [call] = ce.commandCalls(GetCostAndUsageCommand);
      expect(call?.args[0].input.Filter).toEqual({ And: [USAGE, ...expected] });
    },
  );

  describe('of more values than a list takes', () => {
    const names = (count: number) => Array.from({ length: count }, (_, index) => `name ${index}`);
    const list = (Key: 'SERVICE' | 'USAGE_TYPE', from: number, to: number) => ({
      Dimensions: { Key, Values: names(to).slice(from) },
    });
    const filterOf = async (filter: CostFilter) => {
      ce.reset();
      ce.on(GetCostAndUsageCommand).resolves({ ResultsByTime: [] });
      await port().costs({ ...QUERY, filter });
      expect(ce.calls()).toHaveLength(1);
      return ce.commandCalls(GetCostAndUsageCommand)[0]?.args[0].input.Filter;
    };

    test('have one in any of several lists', async () => {
      expect(await filterOf({ services: names(100) })).toEqual({ And: [USAGE, list('SERVICE', 0, 100)] });
      expect(await filterOf({ services: names(101) })).toEqual({
        And: [USAGE, { Or: [list('SERVICE', 0, 100), list('SERVICE', 100, 101)] }],
      });
    });

    test('have none of those left out in any of several lists', async () => {
      const not = (from: number, to: number) => ({ Not: list('USAGE_TYPE', from, to) });
      expect(await filterOf({ withoutUsageTypes: names(100) })).toEqual({ And: [USAGE, not(0, 100)] });
      expect(await filterOf({ withoutUsageTypes: names(201) })).toEqual({
        And: [USAGE, not(0, 100), not(100, 200), not(200, 201)],
      });
    });
  });

  test('are left whole where no usage type is to be left out', async () => {
    ce.on(GetCostAndUsageCommand).resolves({ ResultsByTime: [] });
    await port().costs({ ...QUERY, filter: { withoutUsageTypes: [] } });
    const [call] = ce.commandCalls(GetCostAndUsageCommand);
    expect(call?.args[0].input.Filter).toEqual(USAGE);
  });

  test('are a row for each group and period, with the amount as it was written', async () => {
    ce.on(GetCostAndUsageCommand).resolves({
      ResultsByTime: [
        month([{ Keys: ['111122223333', 'map-migrated$migABCDE12345'], Metrics: amount('12.3400000001') }]),
        {
          ...month([{ Keys: ['111122223333', 'map-migrated$'], Metrics: amount('-1.5E-9', 'CNY') }], '2026-06-01'),
          Estimated: true,
        },
      ],
    });
    expect(await port().costs(QUERY)).toEqual([
      {
        start: '2026-05-02',
        keys: ['111122223333', 'migABCDE12345'],
        amount: '12.3400000001',
        unit: 'USD',
        estimated: false,
      },
      { start: '2026-06-01', keys: ['111122223333', ''], amount: '-1.5E-9', unit: 'CNY', estimated: true },
    ]);
  });

  test.for([
    ['map-migrated$', ''],
    ['map-migrated$a$b', 'a$b'],
    ['map-migrated$$', '$'],
    ['map-migrated$ mig 1 ', ' mig 1 '],
  ] as const)('have the value of %o behind the first dollar', async ([key, value]) => {
    ce.on(GetCostAndUsageCommand).resolves({ ResultsByTime: [month([{ Keys: ['a$b', key], Metrics: amount('1') }])] });
    const [row] = await port().costs(QUERY);
    // The name of a service is no tag.
    expect(row?.keys).toEqual(['a$b', value]);
  });

  test('are gathered from every page, each asked for in the same words', async () => {
    const group = (key: string) => ({ Keys: [key, 'map-migrated$'], Metrics: amount('1') });
    ce.on(GetCostAndUsageCommand)
      .resolvesOnce({ ResultsByTime: [month([group('1')])], NextPageToken: 'a' })
      .resolvesOnce({ ResultsByTime: [], NextPageToken: 'b' })
      .resolves({ ResultsByTime: [month([group('2')])] });
    expect((await port().costs(QUERY)).map(({ keys }) => keys[0])).toEqual(['1', '2']);
    const inputs = ce.commandCalls(GetCostAndUsageCommand).map((call) => call.args[0].input);
    expect(inputs.map(({ NextPageToken }) => NextPageToken)).toEqual([undefined, 'a', 'b']);
    for (const input of inputs) expect({ ...input, NextPageToken: undefined }).toEqual(inputs[0]);
  });

  test('fail rather than loop where a token comes twice', async () => {
    ce.on(GetCostAndUsageCommand).resolves({ ResultsByTime: [], NextPageToken: 'a' });
    expect(await failureOf(port().costs(QUERY))).toMatchObject({
      operation: 'ce:GetCostAndUsage',
      code: 'RepeatedToken',
    });
  });

  test.for([
    ['no periods', {}],
    ['a group without keys', { ResultsByTime: [month([{ Keys: [], Metrics: amount('1') }])] }],
    ['another number of keys', { ResultsByTime: [month([{ Keys: ['1'], Metrics: amount('1') }])] }],
    [
      'another metric',
      {
        ResultsByTime: [
          { ...month([]), Groups: [{ Keys: ['1', 'k$'], Metrics: { BlendedCost: { Amount: '1', Unit: 'USD' } } }] },
        ],
      },
    ],
    ['no metrics', { ResultsByTime: [{ ...month([]), Groups: [{ Keys: ['1', 'k$'] }] }] }],
    ['an amount that is none', { ResultsByTime: [month([{ Keys: ['1', 'k$'], Metrics: amount('about 7') }])] }],
    ['an amount without end', { ResultsByTime: [month([{ Keys: ['1', 'k$'], Metrics: amount('Infinity') }])] }],
    ['no amount', { ResultsByTime: [month([{ Keys: ['1', 'k$'], Metrics: amount('') }])] }],
    ['a period of no time', { ResultsByTime: [{ Groups: [] }] }],
  ] as const)('are not made up from an answer with %s', async ([, answer]) => {
    // The types of the SDK promise what a wire does not keep.
    ce.on(GetCostAndUsageCommand).resolves({ ...answer, $metadata } as never);
    expect(await failureOf(port().costs(QUERY))).toMatchObject({ ...MALFORMED, operation: 'ce:GetCostAndUsage' });
  });

  test('of a currency that is not named have none', async () => {
    const Groups = [{ Keys: ['1', 'map-migrated$'], Metrics: { AmortizedCost: { Amount: '1' } } }];
    ce.on(GetCostAndUsageCommand).resolves({ ResultsByTime: [{ ...month([]), Groups }] });
    expect(await port().costs(QUERY)).toMatchObject([{ unit: '' }]);
  });
});

describe('a refusal', () => {
  test.for([
    ['LimitExceededException', 'throttled'],
    ['AccessDeniedException', 'access-denied'],
    ['DataUnavailableException', 'failed'],
    ['BillExpirationException', 'failed'],
    ['RequestChangedException', 'failed'],
  ] as const)('%s is %s, and names the call', async ([name, outcome]) => {
    ce.onAnyCommand().rejects(sdkError(name));
    const billing = port();
    const query = { start: '2026-05-02', end: '2026-06-01', services: ['A'] };
    expect(await failureOf(billing.costs(QUERY))).toMatchObject({
      outcome,
      code: name,
      operation: 'ce:GetCostAndUsage',
    });
    expect(await failureOf(billing.usageTypes(query))).toMatchObject({ outcome, operation: 'ce:GetDimensionValues' });
    expect(await failureOf(billing.allocationTags(['k']))).toMatchObject({
      outcome,
      operation: 'ce:ListCostAllocationTags',
    });
    const { services: _, ...days } = query;
    expect(await failureOf(billing.hasTagValues({ ...days, key: 'k' }))).toMatchObject({
      outcome,
      operation: 'ce:GetTags',
    });
  });
});
