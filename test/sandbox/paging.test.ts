import { ListRegionsCommand, paginateListRegions } from '@aws-sdk/client-account';
import {
  ListInferenceProfilesCommand,
  paginateListInferenceProfiles,
  ValidationException,
} from '@aws-sdk/client-bedrock';
import { InvalidInputException, ListAccountsCommand, paginateListAccounts } from '@aws-sdk/client-organizations';
import {
  GetResourcesCommand,
  PaginationTokenExpiredException,
  paginateGetResources,
} from '@aws-sdk/client-resource-groups-tagging-api';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pageOf } from '../../src/sandbox/paging.ts';
import type { Sandbox, SandboxOptions } from '../../src/sandbox/server.ts';
import { buildAccount, buildProfile, buildWorld } from '../../src/sandbox/world.ts';
import { assume, clients, errorOf, MANAGEMENT, MEMBER, open } from './support.ts';

/** Forty-five accounts, of which one holds twelve tagged profiles. */
function largeWorld() {
  const accounts = Array.from({ length: 43 }, (_, index) => buildAccount({ id: `${200_000_000_000 + index}` }));
  const profiles = Array.from({ length: 12 }, (_, index) =>
    buildProfile({
      accountId: MEMBER,
      region: 'us-east-1',
      id: `profile${index}`,
      tags: [{ key: 'team', value: `${index}` }],
    }),
  );
  return buildWorld([buildAccount({ id: MANAGEMENT }), buildAccount({ id: MEMBER }), ...accounts], { profiles });
}

async function walk<T>(pages: AsyncIterable<T>, countOf: (page: T) => number | undefined): Promise<readonly number[]> {
  const sizes: number[] = [];
  for await (const page of pages) sizes.push(countOf(page) ?? -1);
  return sizes;
}

/** The size of each page of each list. */
async function pageSizes(sandbox: Sandbox) {
  const { organizations } = clients(sandbox, sandbox.credentials);
  const { account, bedrock, tagging } = clients(sandbox, await assume(sandbox, MEMBER));
  return {
    accounts: await walk(paginateListAccounts({ client: organizations }, {}), ({ Accounts }) => Accounts?.length),
    regions: await walk(paginateListRegions({ client: account }, {}), ({ Regions }) => Regions?.length),
    profiles: await walk(
      paginateListInferenceProfiles({ client: bedrock }, { typeEquals: 'APPLICATION', maxResults: 1000 }),
      (page) => page.inferenceProfileSummaries?.length,
    ),
    tags: await walk(
      paginateGetResources({ client: tagging }, { ResourcesPerPage: 10 }),
      (page) => page.ResourceTagMappingList?.length,
    ),
  };
}

const openLarge = (options: Partial<SandboxOptions> = {}) => open(options, largeWorld());

describe('a list', () => {
  test('comes in AWS’s pages, however much is asked for', async () => {
    expect(await pageSizes(await openLarge())).toEqual({
      accounts: [20, 20, 5],
      regions: [1],
      profiles: [5, 5, 2],
      tags: [10, 2],
    });
  });

  test('comes in smaller pages on request', async () => {
    const sandbox = await openLarge();
    const { bedrock } = clients(sandbox, await assume(sandbox, MEMBER));
    const ask = (maxResults: number) =>
      bedrock.send(new ListInferenceProfilesCommand({ typeEquals: 'APPLICATION', maxResults }));

    expect((await ask(2)).inferenceProfileSummaries).toHaveLength(2);
    expect((await ask(1000)).inferenceProfileSummaries).toHaveLength(5);
  });

  test('can have empty pages with a token, and loses nothing by them', async () => {
    expect(await pageSizes(await openLarge({ emptyPages: true }))).toEqual({
      accounts: [0, 20, 0, 20, 0, 5],
      regions: [0, 1],
      profiles: [0, 5, 0, 5, 0, 2],
      tags: [0, 10, 0, 2],
    });
  });

  test('can have empty pages in one region of one account', async () => {
    const sandbox = await openLarge({
      faults: [{ kind: 'empty-pages', accountId: MEMBER, region: 'us-east-1' }],
    });

    expect(await pageSizes(sandbox)).toMatchObject({ accounts: [20, 20, 5], profiles: [0, 5, 0, 5, 0, 2] });
  });

  test('can repeat its token for ever', async () => {
    const sandbox = await openLarge({ repeatTokens: true });
    const { bedrock } = clients(sandbox, await assume(sandbox, MEMBER));
    const ask = (nextToken: string | undefined) =>
      bedrock.send(new ListInferenceProfilesCommand({ typeEquals: 'APPLICATION', nextToken }));

    const first = await ask(undefined);
    const second = await ask(first.nextToken);

    expect(first.nextToken).toBeDefined();
    expect(second.nextToken).toBe(first.nextToken);
    expect((await ask(second.nextToken)).inferenceProfileSummaries).toEqual(second.inferenceProfileSummaries);
  });

  test('takes no token of another list', async () => {
    const sandbox = await openLarge();
    const session = await assume(sandbox, MEMBER);
    const { account, bedrock, tagging } = clients(sandbox, session);
    const { organizations } = clients(sandbox, sandbox.credentials);
    const { nextToken = '' } = await bedrock.send(new ListInferenceProfilesCommand({ typeEquals: 'APPLICATION' }));
    const system = new ListInferenceProfilesCommand({ typeEquals: 'SYSTEM_DEFINED', nextToken });

    expect(await errorOf(bedrock.send(system))).toBeInstanceOf(ValidationException);
    expect((await errorOf(account.send(new ListRegionsCommand({ NextToken: nextToken })))).name).toBe(
      'ValidationException',
    );
    expect(await errorOf(organizations.send(new ListAccountsCommand({ NextToken: nextToken })))).toBeInstanceOf(
      InvalidInputException,
    );
    expect(await errorOf(tagging.send(new GetResourcesCommand({ PaginationToken: nextToken })))).toBeInstanceOf(
      PaginationTokenExpiredException,
    );
  });
});

describe('the pages of a list', () => {
  test('are the list, whatever their size, with empty ones or without', () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), fc.integer({ min: 1, max: 9 }), fc.boolean(), (list, size, emptyPages) => {
        const seen: number[] = [];
        let token: string | undefined;
        do {
          const page = pageOf(list, { token, size, list: 'numbers', emptyPages, repeatToken: false });
          seen.push(...(page?.members ?? [-1]));
          token = page?.token;
        } while (token !== undefined);
        expect(seen).toEqual(list);
      }),
    );
  });

  test('are not opened by any other text', () => {
    fc.assert(
      fc.property(fc.string(), (token) => {
        const request = { token, size: 2, list: 'numbers', emptyPages: false, repeatToken: false };
        expect(pageOf([1, 2, 3], request)).toBeUndefined();
      }),
    );
  });
});
