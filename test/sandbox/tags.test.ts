import {
  ListInferenceProfilesCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  TooManyTagsException,
  UntagResourceCommand,
  ValidationException,
} from '@aws-sdk/client-bedrock';
import {
  GetResourcesCommand,
  type GetResourcesCommandInput,
  InvalidParameterException,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { describe, expect, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/server.ts';
import {
  administratorOf,
  assume,
  clients,
  errorOf,
  GHOST_ARN,
  MEMBER,
  NEVER_TAGGED_ARN,
  ONCE_TAGGED_ARN,
  open,
  PROFILE_ARN,
} from './support.ts';

async function hands(sandbox: Sandbox) {
  const reader = clients(sandbox, await assume(sandbox, MEMBER));
  const writer = clients(sandbox, administratorOf(MEMBER));
  return {
    reader,
    writer,
    put: (arn: string, tags: Readonly<Record<string, string>>) =>
      writer.bedrock.send(
        new TagResourceCommand({
          resourceARN: arn,
          tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
        }),
      ),
    remove: (arn: string, tagKeys: string[]) =>
      writer.bedrock.send(new UntagResourceCommand({ resourceARN: arn, tagKeys })),
    read: async (arn: string) => {
      const { tags = [] } = await reader.bedrock.send(new ListTagsForResourceCommand({ resourceARN: arn }));
      return Object.fromEntries(tags.map(({ key, value }) => [key, value]));
    },
    readInBulk: async (arn: string) => {
      const { ResourceTagMappingList = [] } = await reader.tagging.send(
        new GetResourcesCommand({ ResourceARNList: [arn] }),
      );
      return ResourceTagMappingList[0]?.Tags;
    },
  };
}

describe('TagResource and UntagResource', () => {
  test('write the given keys and leave the others', async () => {
    const { put, remove, read } = await hands(await open());

    await put(PROFILE_ARN, { team: 'payments', 'map-migrated': 'migZZZZZ99999' });
    const after = await read(PROFILE_ARN);
    await remove(PROFILE_ARN, ['map-migrated', 'never-there']);

    expect(after).toEqual({ team: 'payments', 'map-migrated': 'migZZZZZ99999' });
    expect(await read(PROFILE_ARN)).toEqual({ team: 'payments' });
  });

  test('refuse the fifty-first tag, and then write nothing', async () => {
    const { put, read } = await hands(await open());
    const fortyNine = Object.fromEntries(Array.from({ length: 49 }, (_, index) => [`key-${index}`, 'v']));

    await put(PROFILE_ARN, fortyNine);
    const error = await errorOf(put(PROFILE_ARN, { one: 'more' }));

    expect(error).toBeInstanceOf(TooManyTagsException);
    expect(error).toMatchObject({ resourceName: PROFILE_ARN });
    expect(Object.keys(await read(PROFILE_ARN))).toHaveLength(50);
  });

  test.for([
    ['a key that AWS reserves', { 'aws:createdBy': 'me' }],
    ['a key with a letter outside ASCII', { schlüssel: 'wert' }],
    ['a value with a quote', { team: '"payments"' }],
    ['an empty key', { '': 'x' }],
  ] as const)('refuse %s', async ([, tags]) => {
    const { put } = await hands(await open());

    expect(await errorOf(put(PROFILE_ARN, tags))).toBeInstanceOf(ValidationException);
  });

  test('refuse a key that is given twice', async () => {
    const { writer } = await hands(await open());
    const tags = ['a', 'b'].map((value) => ({ key: 'team', value }));

    const error = await errorOf(writer.bedrock.send(new TagResourceCommand({ resourceARN: PROFILE_ARN, tags })));

    expect(error).toBeInstanceOf(ValidationException);
  });

  test('take blanks at the ends of a value, as AWS does', async () => {
    const { put, read } = await hands(await open());

    await put(PROFILE_ARN, { 'map-migrated': ' migABCDE12345 ' });

    expect(await read(PROFILE_ARN)).toEqual({ 'map-migrated': ' migABCDE12345 ' });
  });

  test('refuse a system-defined profile', async () => {
    const sandbox = await open();
    const { reader, put } = await hands(sandbox);
    const { inferenceProfileSummaries } = await reader.bedrock.send(new ListInferenceProfilesCommand({}));

    const error = await errorOf(put(inferenceProfileSummaries?.[0]?.inferenceProfileArn ?? '', { team: 'x' }));

    expect(error).toBeInstanceOf(ValidationException);
    expect(error.message).toContain('not taggable');
  });

  test('are closed to the audit role', async () => {
    const { reader } = await hands(await open());
    const tags = [{ key: 'team', value: 'x' }];

    const error = await errorOf(reader.bedrock.send(new TagResourceCommand({ resourceARN: PROFILE_ARN, tags })));

    expect(error.message).toBe(
      `User: arn:aws:sts::${MEMBER}:assumed-role/MapwardenAudit/run-1 is not authorized to perform: bedrock:TagResource on resource: ${PROFILE_ARN} because no identity-based policy allows the bedrock:TagResource action`,
    );
  });

  test('reach the owning service after a lag, and the tagging API after a longer one', async () => {
    const { put, read, readInBulk } = await hands(await open({ tagLagMs: 150 }));
    const began = performance.now();
    const sinceSeen = async (isSeen: () => Promise<boolean>): Promise<number> => {
      while (!(await isSeen())) await new Promise((resolve) => setTimeout(resolve, 15));
      return performance.now() - began;
    };

    await put(NEVER_TAGGED_ARN, { team: 'payments' });
    const [owner, bulk] = await Promise.all([
      sinceSeen(async () => Object.keys(await read(NEVER_TAGGED_ARN)).length > 0),
      sinceSeen(async () => (await readInBulk(NEVER_TAGGED_ARN)) !== undefined),
    ]);

    expect(owner).toBeGreaterThanOrEqual(150);
    expect(bulk).toBeGreaterThanOrEqual(450);
    expect(await readInBulk(NEVER_TAGGED_ARN)).toEqual([{ Key: 'team', Value: 'payments' }]);
  });
});

describe('GetResources', () => {
  const all = async (sandbox: Sandbox, input: ConstructorParameters<typeof GetResourcesCommand>[0] = {}) => {
    const { reader } = await hands(sandbox);
    const { ResourceTagMappingList = [] } = await reader.tagging.send(new GetResourcesCommand(input));
    return new Map(ResourceTagMappingList.map(({ ResourceARN, Tags }) => [ResourceARN, Tags]));
  };

  test('leaves out what was never tagged, keeps what once was, and remembers what is gone', async () => {
    const found = await all(await open());

    expect([...found.keys()].sort()).toEqual([GHOST_ARN, ONCE_TAGGED_ARN, PROFILE_ARN].sort());
    expect(found.get(ONCE_TAGGED_ARN)).toEqual([]);
  });

  test('answers a list of ARNs with what it knows of them, and an empty token', async () => {
    const { reader } = await hands(await open());

    const answer = await reader.tagging.send(
      new GetResourcesCommand({ ResourceARNList: [NEVER_TAGGED_ARN, PROFILE_ARN] }),
    );

    expect(answer.ResourceTagMappingList?.map(({ ResourceARN }) => ResourceARN)).toEqual([PROFILE_ARN]);
    expect(answer.PaginationToken).toBe('');
  });

  test('filters by type, key and value', async () => {
    const sandbox = await open();
    const ofType = { ResourceTypeFilters: ['bedrock:application-inference-profile'] };
    const ofKey = { TagFilters: [{ Key: 'map-migrated' }] };
    const ofValue = { TagFilters: [{ Key: 'map-migrated', Values: ['migZZZZZ99999'] }] };

    expect((await all(sandbox, ofType)).size).toBe(3);
    expect((await all(sandbox, { ResourceTypeFilters: ['ec2:instance'] })).size).toBe(0);
    expect((await all(sandbox, ofKey)).size).toBe(2);
    expect((await all(sandbox, ofValue)).size).toBe(0);
  });

  test('pages, and ends with an empty token', async () => {
    const { reader } = await hands(await open());
    const ask = (token: string) =>
      reader.tagging.send(new GetResourcesCommand({ ResourcesPerPage: 2, PaginationToken: token }));

    const first = await ask('');
    const second = await ask(first.PaginationToken ?? '');

    expect(first.ResourceTagMappingList).toHaveLength(2);
    expect(second.ResourceTagMappingList).toHaveLength(1);
    expect(second.PaginationToken).toBe('');
  });

  test.for<[string, GetResourcesCommandInput]>([
    ['a hundred and one ARNs', { ResourceARNList: Array.from({ length: 101 }, () => PROFILE_ARN) }],
    ['ARNs with a filter', { ResourceARNList: [PROFILE_ARN], TagFilters: [{ Key: 'team' }] }],
    ['ARNs with a page size', { ResourceARNList: [PROFILE_ARN], ResourcesPerPage: 10 }],
    ['a page of a hundred and one', { ResourcesPerPage: 101 }],
  ])('refuses %s', async ([, input]) => {
    const { reader } = await hands(await open());
    const command = new GetResourcesCommand(input);

    expect(await errorOf(reader.tagging.send(command))).toBeInstanceOf(InvalidParameterException);
  });

  test('takes a hundred ARNs', async () => {
    const { reader } = await hands(await open());
    const list = [PROFILE_ARN, ...Array.from({ length: 99 }, () => NEVER_TAGGED_ARN)];

    const answer = await reader.tagging.send(new GetResourcesCommand({ ResourceARNList: list }));

    expect(answer.ResourceTagMappingList).toHaveLength(1);
  });
});
