import {
  GetDimensionValuesCommand,
  type GetDimensionValuesCommandInput,
  GetTagsCommand,
  type GetTagsCommandInput,
  ListCostAllocationTagsCommand,
} from '@aws-sdk/client-cost-explorer';
import { describe, expect, test } from 'vitest';
import { buildUsageLine } from '../../src/sandbox/books.ts';
import type { SandboxOptions } from '../../src/sandbox/server.ts';
import { administratorOf, assume, clients, errorOf, MANAGEMENT, MEMBER, OTHER, open, smallWorld } from './support.ts';

const TimePeriod = { Start: '2026-05-01', End: '2026-06-01' };
const at = { day: '2026-05-20', accountId: MEMBER };
const tagged = (value: string) => ({ tags: { resource: { 'map-migrated': value, team: 'claims' }, principal: {} } });
const BOOKS = [
  buildUsageLine({ ...at, ...tagged('migB') }),
  buildUsageLine({ ...at, ...tagged('migA'), service: 'Claude 3 Haiku (Amazon Bedrock Edition)' }),
  buildUsageLine({ ...at, accountId: OTHER, service: 'Amazon Simple Storage Service' }),
  buildUsageLine({ ...at, day: '2026-06-01', service: 'Amazon Bedrock AgentCore' }),
];
const KEYS = [
  { key: 'map-migrated', status: 'Active', updatedAt: '2026-01-01T08:30:00.000Z' },
  { key: 'iamPrincipal/map-migrated', status: 'Inactive', updatedAt: '2026-02-01T08:30:00.000Z' },
] as const;

async function openBooks(options: Partial<SandboxOptions> = {}) {
  const sandbox = await open(options, smallWorld({ books: BOOKS, allocationTags: KEYS }));
  const { ce } = clients(sandbox, sandbox.credentials);
  return {
    sandbox,
    ce,
    dimension: (input: Partial<GetDimensionValuesCommandInput> = {}) =>
      ce.send(new GetDimensionValuesCommand({ TimePeriod, Dimension: 'SERVICE', ...input })),
    tags: (input: Partial<GetTagsCommandInput> = {}) => ce.send(new GetTagsCommand({ TimePeriod, ...input })),
  };
}

describe('dimension values', () => {
  test('are those of the days that were asked about', async () => {
    const { dimension } = await openBooks();

    expect(await dimension()).toMatchObject({
      DimensionValues: [
        { Value: 'Amazon Bedrock', Attributes: {} },
        { Value: 'Amazon Simple Storage Service', Attributes: {} },
        { Value: 'Claude 3 Haiku (Amazon Bedrock Edition)', Attributes: {} },
      ],
      ReturnSize: 3,
      TotalSize: 3,
    });
  });

  test('are narrowed by a word in any case, and by a filter', async () => {
    const { dimension } = await openBooks();
    const filter = { Dimensions: { Key: 'SERVICE' as const, Values: ['Amazon Bedrock'] } };

    const byWord = await dimension({ SearchString: 'bedrock' });
    const byFilter = await dimension({ Dimension: 'USAGE_TYPE', Filter: filter, Context: 'COST_AND_USAGE' });

    expect(byWord.DimensionValues?.map(({ Value }) => Value)).toEqual([
      'Amazon Bedrock',
      'Claude 3 Haiku (Amazon Bedrock Edition)',
    ]);
    expect(byFilter.DimensionValues?.map(({ Value }) => Value)).toEqual(['USE1-NovaPro-input-tokens']);
  });

  test('of accounts come with their names', async () => {
    const { dimension } = await openBooks();

    expect((await dimension({ Dimension: 'LINKED_ACCOUNT' })).DimensionValues).toEqual([
      { Value: MEMBER, Attributes: { description: 'payments' } },
      { Value: OTHER, Attributes: { description: 'claims' } },
    ]);
  });

  test('come in pages', async () => {
    const { dimension } = await openBooks({ costPageSize: 2 });

    const first = await dimension();
    const second = await dimension({ NextPageToken: first.NextPageToken });

    expect([first.ReturnSize, first.TotalSize, second.ReturnSize]).toEqual([2, 3, 1]);
    expect(second.NextPageToken).toBeUndefined();
    expect((await errorOf(dimension({ NextPageToken: 'x' }))).name).toBe('InvalidNextTokenException');
  });

  test.for<[string, Partial<GetDimensionValuesCommandInput>]>([
    ['of a dimension that is not simulated', { Dimension: 'DATABASE_ENGINE' }],
    ['of reservations', { Context: 'RESERVATIONS' }],
    ['sorted', { SortBy: [{ Key: 'AmortizedCost' }] }],
  ])('%s are refused rather than wrong', async ([, input]) => {
    const { dimension } = await openBooks();

    expect((await errorOf(dimension(input))).name).toBe('ValidationException');
  });
});

describe('tags', () => {
  test('are the active keys that are used, or the values of one, the empty one included', async () => {
    const { tags } = await openBooks();
    const claims = { Dimensions: { Key: 'LINKED_ACCOUNT' as const, Values: [OTHER] } };

    expect((await tags()).Tags).toEqual(['map-migrated']);
    expect(await tags({ TagKey: 'map-migrated' })).toMatchObject({ Tags: ['', 'migA', 'migB'], TotalSize: 3 });
    expect((await tags({ TagKey: 'map-migrated', SearchString: 'miga' })).Tags).toEqual(['migA']);
    expect((await tags({ TagKey: 'map-migrated', Filter: { Not: claims } })).Tags).toEqual(['migA', 'migB']);
  });

  test.for([
    ['iamPrincipal/map-migrated', 'that is not active', MEMBER],
    ['cost-center', 'that nobody ever bore', MEMBER],
    ['map-migrated', 'that nothing bears there', OTHER],
  ] as const)('of a key %s, %s, are none at all', async ([TagKey, , account]) => {
    const { tags } = await openBooks();
    const Filter = { Dimensions: { Key: 'LINKED_ACCOUNT' as const, Values: [account] } };

    expect(await tags({ TagKey, Filter })).toMatchObject({ Tags: [], ReturnSize: 0, TotalSize: 0 });
  });

  test('come in pages, which are good for the same question only', async () => {
    const { tags } = await openBooks();
    const TagKey = 'map-migrated';

    const first = await tags({ TagKey, MaxResults: 2 });
    const second = await tags({ TagKey, MaxResults: 2, NextPageToken: first.NextPageToken });
    const changed = await errorOf(tags({ TagKey: 'team', MaxResults: 2, NextPageToken: first.NextPageToken }));

    expect([first.Tags, first.TotalSize, second.Tags]).toEqual([['', 'migA'], 3, ['migB']]);
    expect(second.NextPageToken).toBeUndefined();
    expect(changed.name).toBe('RequestChangedException');
  });

  test.for([
    ['iamPrincipal/map-migrated', 'user:iamPrincipal/map-migrated', false],
    ['user:iamPrincipal/map-migrated', 'iamPrincipal/map-migrated', false],
    ['user:iamPrincipal/map-migrated', 'iamPrincipal/map-migrated', true],
  ] as const)('of principals are under %s and not under %s, unlisted or not: %j', async ([key, other, isUnlisted]) => {
    const books = [buildUsageLine({ ...at, tags: { resource: {}, principal: { 'map-migrated': 'migP' } } })];
    const allocationTags = [{ key, status: 'Active', updatedAt: '2026-02-01T08:30:00.000Z', isUnlisted }] as const;
    const sandbox = await open({}, smallWorld({ books, allocationTags }));
    const { ce } = clients(sandbox, sandbox.credentials);
    const values = async (TagKey: string) => (await ce.send(new GetTagsCommand({ TimePeriod, TagKey }))).Tags;

    const { CostAllocationTags = [] } = await ce.send(new ListCostAllocationTagsCommand({ TagKeys: [key, other] }));

    expect([await values(key), await values(other)]).toEqual([['migP'], []]);
    expect(CostAllocationTags.map(({ TagKey }) => TagKey)).toEqual(isUnlisted ? [] : [key]);
  });
});

describe('cost allocation tags', () => {
  test('are told with their state and the date of it', async () => {
    const { ce } = await openBooks();

    const all = await ce.send(new ListCostAllocationTagsCommand({}));
    const one = await ce.send(new ListCostAllocationTagsCommand({ TagKeys: ['map-migrated', 'unheard-of'] }));
    const inactive = await ce.send(new ListCostAllocationTagsCommand({ Status: 'Inactive' }));
    const own = await ce.send(new ListCostAllocationTagsCommand({ Type: 'AWSGenerated' }));

    expect(all.CostAllocationTags).toEqual([
      { TagKey: 'map-migrated', Type: 'UserDefined', Status: 'Active', LastUpdatedDate: '2026-01-01T08:30:00Z' },
      {
        TagKey: 'iamPrincipal/map-migrated',
        Type: 'UserDefined',
        Status: 'Inactive',
        LastUpdatedDate: '2026-02-01T08:30:00Z',
      },
    ]);
    expect(one.CostAllocationTags?.map(({ TagKey }) => TagKey)).toEqual(['map-migrated']);
    expect(inactive.CostAllocationTags?.map(({ TagKey }) => TagKey)).toEqual(['iamPrincipal/map-migrated']);
    expect(own.CostAllocationTags).toEqual([]);
  });

  test('come in pages', async () => {
    const { ce } = await openBooks();
    const page = (NextToken?: string) => ce.send(new ListCostAllocationTagsCommand({ MaxResults: 1, NextToken }));

    const first = await page();
    const second = await page(first.NextToken);

    expect([first.CostAllocationTags?.length, second.CostAllocationTags?.length]).toEqual([1, 1]);
    expect(second.NextToken).toBeUndefined();
    expect((await errorOf(page('x'))).name).toBe('InvalidNextTokenException');
  });

  test('are told to the management account only', async () => {
    const { sandbox } = await openBooks();
    const list = (credentials: Parameters<typeof clients>[1]) =>
      clients(sandbox, credentials).ce.send(new ListCostAllocationTagsCommand({}));

    expect((await list(await assume(sandbox, MANAGEMENT))).CostAllocationTags).toHaveLength(2);
    expect(await errorOf(list(administratorOf(MEMBER)))).toMatchObject({
      name: 'AccessDeniedException',
      message: "Linked account doesn't have access to cost allocation tags.",
    });
  });
});
