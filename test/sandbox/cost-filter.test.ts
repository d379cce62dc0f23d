import { type Expression, GetCostAndUsageCommand } from '@aws-sdk/client-cost-explorer';
import { describe, expect, test } from 'vitest';
import { buildUsageLine } from '../../src/sandbox/books.ts';
import { clients, errorOf, MEMBER, OTHER, open, smallWorld } from './support.ts';

const at = { day: '2026-05-20', accountId: MEMBER };
const KEY = 'map-migrated';

/** Each is worth another power of two, so that a sum tells which of them were counted. */
const BOOKS = [
  buildUsageLine({ ...at, tags: { resource: { [KEY]: 'migA' }, principal: {} } }, '1'),
  buildUsageLine({ ...at, service: 'Claude 3 Haiku (Amazon Bedrock Edition)', usageType: 'EUC1-MP:EUC1_x-Units' }, '2'),
  buildUsageLine({ ...at, region: 'eu-central-1', usageType: 'EUC1-DataTransfer-Out-Bytes' }, '4'),
  buildUsageLine({ ...at, recordType: 'Credit', operation: 'Credit' }, '8'),
  buildUsageLine({ ...at, accountId: OTHER, tags: { resource: { [KEY]: '' }, principal: {} } }, '16'),
];

async function counted(filter: Expression): Promise<string | undefined> {
  const sandbox = await open({}, smallWorld({ books: BOOKS }));
  const answer = await clients(sandbox, sandbox.credentials).ce.send(
    new GetCostAndUsageCommand({
      TimePeriod: { Start: '2026-05-01', End: '2026-06-01' },
      Granularity: 'MONTHLY',
      Metrics: ['AmortizedCost'],
      Filter: filter,
    }),
  );
  return answer.ResultsByTime?.[0]?.Total?.['AmortizedCost']?.Amount;
}

type DimensionKey = NonNullable<NonNullable<Expression['Dimensions']>['Key']>;
const where = (Key: DimensionKey, ...Values: string[]): Expression => ({ Dimensions: { Key, Values } });
const values = (count: number) => Array.from({ length: count }, (_, index) => `v${index}`);

describe('a filter', () => {
  test.for<[string, Expression, string]>([
    ['one service', where('SERVICE', 'Amazon Bedrock'), '29'],
    ['several accounts', where('LINKED_ACCOUNT', MEMBER, OTHER), '31'],
    ['an account by name', where('LINKED_ACCOUNT_NAME', 'claims'), '16'],
    ['a region, by which nothing can be grouped', where('REGION', 'eu-central-1'), '4'],
    ['a type of record', where('RECORD_TYPE', 'Credit'), '8'],
    ['a usage type', where('USAGE_TYPE', 'EUC1-DataTransfer-Out-Bytes'), '4'],
    ['an operation', where('OPERATION', 'Credit'), '8'],
    ['what Marketplace bills', where('BILLING_ENTITY', 'AWS Marketplace'), '2'],
    ['what is spelt in another case as nothing', where('SERVICE', 'amazon bedrock'), '0'],
    ['a tag value', { Tags: { Key: KEY, Values: ['migA'] } }, '1'],
    ['no value', { Tags: { Key: KEY, MatchOptions: ['ABSENT'] } }, '30'],
    ['the empty value as no value', { Tags: { Key: KEY, Values: [''] } }, '30'],
    ['a key that is no cost allocation tag as untagged', { Tags: { Key: 'team', MatchOptions: ['ABSENT'] } }, '31'],
    ['both of two', { And: [where('RECORD_TYPE', 'Usage'), where('SERVICE', 'Amazon Bedrock')] }, '21'],
    ['either of two', { Or: [where('RECORD_TYPE', 'Credit'), where('LINKED_ACCOUNT', OTHER)] }, '24'],
    ['what another does not', { Not: where('USAGE_TYPE', 'EUC1-DataTransfer-Out-Bytes') }, '27'],
  ])('counts %s', async ([, filter, sum]) => {
    expect(await counted(filter)).toBe(sum);
  });

  test.for<[string, Expression, string]>([
    ['nothing in it', {}, 'exactly one root operator; got 0'],
    ['two roots', { ...where('SERVICE', 'a'), Tags: { Key: KEY, Values: ['a'] } }, 'got 2'],
    ['a single operand', { And: [where('SERVICE', 'a')] }, 'at least two operands'],
    ['no values', where('SERVICE'), 'Values must not be empty'],
    ['101 values', where('SERVICE', ...values(101)), 'not be more than 100'],
    ['101 leaves', { Or: values(101).map((value) => where('SERVICE', value)) }, 'not be more than 100'],
    ['values beside ABSENT', { Tags: { Key: KEY, Values: ['a'], MatchOptions: ['ABSENT'] } }, 'ABSENT'],
    [
      'a match option of other operations',
      { Dimensions: { Key: 'SERVICE', Values: ['Bedrock'], MatchOptions: ['CONTAINS'] } },
      'MatchOption CONTAINS',
    ],
    ['a tag without a key', { Tags: { Values: ['a'] } }, 'Tag key'],
    ['a dimension that is not simulated', where('RESERVATION_ID', 'a'), 'RESERVATION_ID'],
    ['a cost category', { CostCategories: { Key: 'team', Values: ['a'] } }, 'CostCategories'],
  ])('with %s is refused', async ([, filter, text]) => {
    const error = await errorOf(counted(filter));

    expect(error.name).toBe('ValidationException');
    expect(error.message).toContain(text);
  });

  test('may have 100 values and 100 leaves', async () => {
    const leaves = values(99).map((value) => where('SERVICE', value));

    expect(await counted({ Or: [...leaves, where('LINKED_ACCOUNT', ...values(99), OTHER)] })).toBe('16');
  });
});
