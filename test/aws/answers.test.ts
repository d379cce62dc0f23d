import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { STSClient } from '@aws-sdk/client-sts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  accountsAnswer,
  bulkTagsAnswer,
  callerAnswer,
  checked,
  organizationAnswer,
  profilesAnswer,
  regionsAnswer,
  roleAnswer,
  tagsAnswer,
} from '../../src/aws/answers.ts';
import { createInventory } from '../../src/aws/inventory.ts';
import { createOrganization } from '../../src/aws/organization.ts';
import { createRegions } from '../../src/aws/regions.ts';
import type { Sessions } from '../../src/aws/sessions.ts';
import { AwsError } from '../../src/domain/errors.ts';
import { anAccount, aProfile } from '../support/builders.ts';
import { aDoor, aTransport, failureOf, gather, KEYS, MANAGEMENT, MEMBER } from './support.ts';

const OPERATION = 'a:Read';
const $metadata = { requestId: 'request-1' };

describe('an answer', () => {
  test.for([
    ['accounts', accountsAnswer, { Accounts: 5 }, 'Accounts'],
    ['accounts', accountsAnswer, { Accounts: [{ Name: 5 }] }, 'Accounts.0.Name'],
    ['accounts', accountsAnswer, { Accounts: [{ Paths: 'o-x' }] }, 'Accounts.0.Paths'],
    ['accounts', accountsAnswer, { NextToken: {} }, 'NextToken'],
    ['tags in bulk', bulkTagsAnswer, { ResourceTagMappingList: [{ Tags: [{ Key: 1 }] }] }, 'Tags.0.Key'],
    ['a caller', callerAnswer, { Arn: 5 }, 'Arn'],
    ['an organization', organizationAnswer, { Organization: 'o-x' }, 'Organization'],
    ['profiles', profilesAnswer, { inferenceProfileSummaries: {} }, 'inferenceProfileSummaries'],
    ['profiles', profilesAnswer, { inferenceProfileSummaries: [{ createdAt: 'today' }] }, '0.createdAt'],
    ['profiles', profilesAnswer, { inferenceProfileSummaries: [{ models: [{ modelArn: 5 }] }] }, 'models.0.modelArn'],
    ['regions', regionsAnswer, { Regions: [true] }, 'Regions.0'],
    ['a role', roleAnswer, { Credentials: { AccessKeyId: [] } }, 'Credentials.AccessKeyId'],
    ['tags', tagsAnswer, { tags: [[]] }, 'tags.0'],
  ] as const)('about %s that is of another type than AWS documents is malformed (%#)', ([, shape, answer, place]) => {
    let caught: unknown;
    try {
      checked(OPERATION, shape, { ...answer, $metadata });
    } catch (error) {
      caught = error;
    }

    const failure = caught instanceof AwsError ? caught.failure : undefined;
    expect(failure).toMatchObject({ outcome: 'failed', operation: OPERATION, code: 'MalformedResponse' });
    expect(failure?.requestId).toBe('request-1');
    expect(failure?.message).toContain(place);
  });

  test('has nothing in it that AWS sent as null or not at all', () => {
    expect(checked(OPERATION, tagsAnswer, { $metadata: {} })).toEqual({ tags: [], requestId: null });
    expect(checked(OPERATION, tagsAnswer, { ...{ tags: null }, $metadata })).toEqual({
      tags: [],
      requestId: 'request-1',
    });
    expect(checked(OPERATION, roleAnswer, { ...{ Credentials: null }, $metadata: {} })).toEqual({ requestId: null });
  });

  test('keeps null entries of lists for those who know what they mean', () => {
    const answer = { tags: [null, { key: 'a', value: null }], $metadata };

    expect(checked(OPERATION, tagsAnswer, answer).tags).toEqual([null, { key: 'a' }]);
  });
});

/** Answers that look like AWS's and hold anything. */
const bodies = fc.oneof(
  fc.json(),
  fc.string(),
  fc
    .record(
      {
        inferenceProfileSummaries: fc.oneof(
          fc.jsonValue(),
          fc.array(
            fc.record(
              {
                inferenceProfileArn: fc.oneof(fc.jsonValue(), fc.constant(aProfile().arn)),
                inferenceProfileName: fc.jsonValue(),
                createdAt: fc.oneof(fc.jsonValue(), fc.constant('2025-03-01T00:00:00Z')),
                models: fc.oneof(fc.jsonValue(), fc.array(fc.record({ modelArn: fc.jsonValue() }))),
              },
              { requiredKeys: [] },
            ),
          ),
        ),
        tags: fc.oneof(fc.jsonValue(), fc.array(fc.record({ key: fc.jsonValue(), value: fc.jsonValue() }))),
        ResourceTagMappingList: fc.jsonValue(),
        Accounts: fc.oneof(fc.jsonValue(), fc.array(fc.record({ Id: fc.jsonValue(), Paths: fc.jsonValue() }))),
        Organization: fc.jsonValue(),
        Regions: fc.oneof(fc.jsonValue(), fc.array(fc.record({ RegionName: fc.jsonValue() }))),
        __type: fc.jsonValue(),
        message: fc.jsonValue(),
      },
      { requiredKeys: [] },
    )
    .map((members) => JSON.stringify(members)),
);

test('whatever AWS answers, a read ends in a result or in a failure of AWS', async () => {
  let answer = { status: 200, body: '' };
  const door = await aDoor((outgoing) => {
    outgoing.writeHead(answer.status, { 'content-type': 'application/json', 'x-amzn-requestid': 'r' }).end(answer.body);
  });
  const transport = aTransport({ endpoint: door.url });
  const sessions: Sessions = { use: (_account, work) => work(KEYS) };
  const config = transport.clientConfig('us-east-1', KEYS);
  const clients = { organizations: new OrganizationsClient(config), sts: new STSClient(config) };
  const organization = createOrganization(clients, transport);
  const inventory = createInventory(transport, { sessions, now: () => '2026-06-01T00:00:00.000Z' });
  const caller = { accountId: MANAGEMENT, credentials: KEYS };
  const account = anAccount({ id: MEMBER });
  const target = { account, region: 'us-east-1' };
  const options = { homeRegion: 'us-east-1', caller, managementAccountId: MANAGEMENT, sessions };
  const reads: readonly (() => Promise<unknown>)[] = [
    () => organization.caller(),
    () => organization.describe(),
    () => gather(organization.accounts()),
    () => organization.hasOrganizationalUnit('ou-root-prod0001'),
    () => createRegions(transport, options).regionsOf({ ...account, id: MANAGEMENT }),
    () => inventory.list(target),
    () => inventory.confirm(target, aProfile()),
  ];

  await fc.assert(
    fc.asyncProperty(bodies, fc.constantFrom(200, 400, 403), fc.constantFrom(...reads), async (body, status, read) => {
      answer = { status, body };
      const thrown = await read().then(
        () => undefined,
        (error: unknown) => error,
      );
      if (thrown !== undefined) expect(thrown).toBeInstanceOf(AwsError);
    }),
    { numRuns: 400 },
  );
});

test('a listing of the wrong type is a failure of the target, with the request that led to it', async () => {
  const door = await aDoor((outgoing) => {
    const headers = { 'content-type': 'application/json', 'x-amzn-requestid': 'request-9' };
    outgoing.writeHead(200, headers).end('{"inferenceProfileSummaries":{"a":1}}');
  });
  const sessions: Sessions = { use: (_account, work) => work(KEYS) };
  const inventory = createInventory(aTransport({ endpoint: door.url }), { sessions, now: () => '' });

  const failure = await failureOf(inventory.list({ account: anAccount({ id: MEMBER }), region: 'us-east-1' }));

  expect(failure).toMatchObject({ outcome: 'failed', code: 'MalformedResponse', requestId: 'request-9' });
});
