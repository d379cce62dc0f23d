import { GetResourcesCommand, ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import 'aws-sdk-client-mock-vitest/extend';
import { readTagsInBulk } from '../../src/aws/bulk-tags.ts';
import { aProfile } from '../support/builders.ts';
import { aTransport, failureOf, KEYS, sdkError } from './support.ts';

const tagging = mockClient(ResourceGroupsTaggingAPIClient);

beforeEach(() => void tagging.reset());

const profiles = (count: number) => Array.from({ length: count }, (_, index) => aProfile({ id: `profile${index}` }));
const read = (count: number, signal: AbortSignal = new AbortController().signal) =>
  readTagsInBulk(aTransport({ signal }), 'us-east-1', KEYS, profiles(count));
const batches = () => tagging.commandCalls(GetResourcesCommand).map((call) => call.args[0].input);

describe('tags in bulk', () => {
  test.for([
    [0, []],
    [1, [1]],
    [99, [99]],
    [100, [100]],
    [101, [100, 1]],
    [250, [100, 100, 50]],
  ] as const)('of %i profiles are asked for in batches of %o ARNs, with no filter', async ([count, sizes]) => {
    tagging.on(GetResourcesCommand).resolves({ ResourceTagMappingList: [] });

    await read(count);

    expect(batches().map(({ ResourceARNList }) => ResourceARNList?.length)).toEqual(sizes);
    expect(batches().flatMap(({ ResourceARNList }) => ResourceARNList)).toEqual(profiles(count).map(({ arn }) => arn));
    expect(batches().every((input) => Object.keys(input).join() === 'ResourceARNList')).toBe(true);
  });

  test('are kept by ARN, whatever their key', async () => {
    const Tags = [{ Key: '__proto__', Value: 'x' }, { Key: 'empty' }, { Value: 'keyless' }, null];
    // The types of the SDK do not say that a list can hold null.
    const mappings = [null, {}, { ResourceARN: 'a', Tags }, { ResourceARN: 'b', Tags: [] }, { ResourceARN: 'c' }];
    const ResourceTagMappingList = mappings as { ResourceARN?: string }[];
    tagging.on(GetResourcesCommand).resolves({ ResourceTagMappingList });

    expect(await read(1)).toEqual(
      new Map([
        [
          'a',
          new Map([
            ['__proto__', 'x'],
            ['empty', ''],
          ]),
        ],
        ['b', new Map()],
        ['c', new Map()],
      ]),
    );
  });

  test('are none where the answer has no list', async () => {
    tagging.on(GetResourcesCommand).resolves({});

    expect(await read(1)).toEqual(new Map());
  });

  test('stop at the first batch that is refused, and keep what there is', async () => {
    tagging
      .on(GetResourcesCommand)
      .resolvesOnce({ ResourceTagMappingList: [{ ResourceARN: 'a', Tags: [] }] })
      .rejects(sdkError('AccessDeniedException'));

    expect([...(await read(300)).keys()]).toEqual(['a']);
    expect(batches().length).toBe(2);
  });

  test.for(['ExpiredTokenException', 'ExpiredToken'])('tell that the token ran out: %s', async (name) => {
    tagging.on(GetResourcesCommand).rejects(sdkError(name));

    expect(await failureOf(read(1))).toMatchObject({ code: name, operation: 'tag:GetResources' });
  });

  test('are left to the reading one by one at the deadline, which tells that it came', async () => {
    expect(await read(1, AbortSignal.abort())).toEqual(new Map());
  });

  test('tell of an error that is not of AWS', async () => {
    const transport = { ...aTransport(), call: () => Promise.reject(new Error('broken')) };

    await expect(readTagsInBulk(transport, 'us-east-1', KEYS, profiles(1))).rejects.toThrow('broken');
  });
});
