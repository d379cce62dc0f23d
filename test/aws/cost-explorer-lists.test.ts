import {
  CostExplorerClient,
  GetDimensionValuesCommand,
  GetTagsCommand,
  ListCostAllocationTagsCommand,
} from '@aws-sdk/client-cost-explorer';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import 'aws-sdk-client-mock-vitest/extend';
import { createBilling } from '../../src/aws/cost-explorer.ts';
import { aTransport, failureOf } from './support.ts';

const ce = mockClient(CostExplorerClient);
beforeEach(() => void ce.reset());

const $metadata = { requestId: 'request-1' };
const MALFORMED = { outcome: 'failed', code: 'MalformedResponse', requestId: 'request-1' };

function port() {
  return createBilling(aTransport(), {
    maxRequests: 12,
    use: (work) => work(new CostExplorerClient({ region: 'us-east-1' })),
  });
}

describe('usage types', () => {
  test('are those that the services billed, over all pages, sorted and once each', async () => {
    ce.on(GetDimensionValuesCommand)
      .resolvesOnce({
        DimensionValues: [{ Value: 'Z' }, { Value: 'A' }],
        NextPageToken: 'a',
        ReturnSize: 2,
        TotalSize: 4,
      })
      .resolves({ DimensionValues: [{ Value: 'A' }, {}, { Value: '' }], ReturnSize: 2, TotalSize: 4 });
    const query = { start: '2026-05-02', end: '2026-06-01', services: ['Amazon Bedrock'] };
    expect(await port().usageTypes(query)).toEqual(['A', 'Z']);
    expect(ce.calls()).toHaveLength(2);
    expect(ce).toHaveReceivedNthCommandWith(GetDimensionValuesCommand, 1, {
      TimePeriod: { Start: '2026-05-02', End: '2026-06-01' },
      Dimension: 'USAGE_TYPE',
      Filter: { Dimensions: { Key: 'SERVICE', Values: ['Amazon Bedrock'] } },
    });
    expect(ce).toHaveReceivedNthCommandWith(GetDimensionValuesCommand, 2, { NextPageToken: 'a' });
  });
});

test('usage types are not made up from an answer without a list: data transfer would count', async () => {
  ce.on(GetDimensionValuesCommand).resolves({ $metadata } as never);
  const query = { start: '2026-05-02', end: '2026-06-01', services: ['Amazon Bedrock'] };
  expect(await failureOf(port().usageTypes(query))).toMatchObject({
    ...MALFORMED,
    operation: 'ce:GetDimensionValues',
  });
});

describe('cost allocation tags', () => {
  const KEYS = ['map-migrated', 'iamPrincipal/map-migrated', 'other'];

  test('are told in the order of the keys, those that billing never saw too', async () => {
    ce.on(ListCostAllocationTagsCommand)
      .resolvesOnce({
        CostAllocationTags: [
          { TagKey: 'other', Type: 'UserDefined', Status: 'Inactive', LastUpdatedDate: 'yesterday' },
          { TagKey: 'unasked', Type: 'UserDefined', Status: 'Active' },
        ],
        NextToken: 'a',
      })
      .resolves({
        CostAllocationTags: [
          { TagKey: 'map-migrated', Type: 'UserDefined', Status: 'Active', LastUpdatedDate: '2026-05-26T10:24:00Z' },
        ],
      });
    expect(await port().allocationTags(KEYS)).toEqual([
      { key: 'map-migrated', status: 'active', updatedAt: '2026-05-26T10:24:00.000Z' },
      { key: 'iamPrincipal/map-migrated', status: 'never-seen', updatedAt: null },
      { key: 'other', status: 'inactive', updatedAt: null },
    ]);
    expect(ce.calls()).toHaveLength(2);
    expect(ce).toHaveReceivedNthCommandWith(ListCostAllocationTagsCommand, 1, { TagKeys: KEYS, MaxResults: 100 });
  });

  test.for([
    ['no list', {}],
    ['a tag without a key', { CostAllocationTags: [{ Type: 'UserDefined', Status: 'Active' }] }],
    ['a tag without a status', { CostAllocationTags: [{ TagKey: 'other', Type: 'UserDefined' }] }],
    ['another word for the status', { CostAllocationTags: [{ TagKey: 'other', Status: 'ACTIVE' }] }],
    ['a tag that is none', { CostAllocationTags: [null] }],
  ] as const)('are not made up from an answer with %s', async ([, answer]) => {
    // The types of the SDK promise what a wire does not keep.
    ce.on(ListCostAllocationTagsCommand).resolves({ ...answer, $metadata } as never);
    expect(await failureOf(port().allocationTags(['other']))).toMatchObject({
      ...MALFORMED,
      operation: 'ce:ListCostAllocationTags',
    });
  });
});

describe('values of a tag', () => {
  const query = { start: '2026-05-02', end: '2026-06-01', key: 'iamPrincipal/map-migrated' };

  test.for([
    ['one', [['', 'migABCDE12345']], true, 1],
    ['none but the empty one of what has no value', [['']], false, 1],
    ['none', [[]], false, 1],
    ['one on a later page', [[''], [], ['todo']], true, 3],
    ['one on the first page of two, and the second is not asked for', [['todo'], ['']], true, 1],
  ] as const)('are there where the bill has %s', async ([, answers, expected, requests]) => {
    for (const [index, values] of answers.entries()) {
      ce.on(GetTagsCommand, index === 0 ? {} : { NextPageToken: `page ${index}` }).resolves({
        Tags: [...values],
        ReturnSize: values.length,
        TotalSize: values.length,
        ...(index + 1 < answers.length && { NextPageToken: `page ${index + 1}` }),
      });
    }
    expect(await port().hasTagValues(query)).toBe(expected);
    expect(ce.calls()).toHaveLength(requests);
    expect(ce).toHaveReceivedNthCommandWith(GetTagsCommand, 1, {
      TimePeriod: { Start: '2026-05-02', End: '2026-06-01' },
      TagKey: 'iamPrincipal/map-migrated',
    });
  });

  test.for([{}, { Tags: 'todo' }, { Tags: [7] }])('are not made up from the answer %o', async (answer) => {
    ce.on(GetTagsCommand).resolves({ ...answer, $metadata } as never);
    expect(await failureOf(port().hasTagValues(query))).toMatchObject({ ...MALFORMED, operation: 'ce:GetTags' });
  });
});
