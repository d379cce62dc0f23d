import { ListRegionsCommand } from '@aws-sdk/client-account';
import { ListInferenceProfilesCommand, ListTagsForResourceCommand } from '@aws-sdk/client-bedrock';
import { ListAccountsCommand } from '@aws-sdk/client-organizations';
import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FAULT_KINDS, type Fault, formatFault, parseFault, type Sandbox } from '../../src/sandbox/server.ts';
import { assume, clients, errorOf, MANAGEMENT, MEMBER, open, PROFILE_ARN, smallWorld } from './support.ts';

const LIST = new ListInferenceProfilesCommand({ typeEquals: 'APPLICATION' });
const TAGS = new ListTagsForResourceCommand({ resourceARN: PROFILE_ARN });
const BULK = new GetResourcesCommand({});
const REGIONS = new ListRegionsCommand({});

function fault(text: string): Fault {
  const parsed = parseFault(text);
  if (parsed === undefined) throw new Error(`not a fault: ${text}`);
  return parsed;
}

async function openWith(...texts: readonly string[]): Promise<Sandbox> {
  return open({ faults: texts.map(fault) });
}

/** The name of the error of each call by the audit role, or `ok`. */
async function outcomes(sandbox: Sandbox, region = 'us-east-1') {
  const { account, bedrock, tagging } = clients(sandbox, await assume(sandbox, MEMBER), region);
  const name = (promise: Promise<unknown>) =>
    promise.then(
      () => 'ok',
      (error: unknown) => (error instanceof Error ? error.name : String(error)),
    );
  return {
    list: await name(bedrock.send(LIST)),
    tags: region === 'us-east-1' ? await name(bedrock.send(TAGS)) : 'ok',
    bulk: await name(tagging.send(BULK)),
    regions: await name(account.send(REGIONS)),
  };
}

const FINE = { list: 'ok', tags: 'ok', bulk: 'ok', regions: 'ok' };
const DENIED = 'AccessDeniedException';

describe('the text of a fault', () => {
  test('is read and written alike, for every kind, account and region', () => {
    const accounts = fc.oneof(fc.constant('*'), fc.stringMatching(/^\d{12}$/));
    const regions = fc.constantFrom(undefined, 'us-east-1', 'ap-southeast-7', 'us-gov-west-1');
    fc.assert(
      fc.property(fc.constantFrom(...FAULT_KINDS), accounts, regions, (kind, accountId, region) => {
        const given: Fault = region === undefined ? { kind, accountId } : { kind, accountId, region };
        expect(parseFault(formatFault(given))).toEqual(given);
      }),
    );
  });

  test.for([
    '',
    'throttled',
    'throttled@',
    'throttled@12345678901',
    'throttled@1234567890123',
    'unheard-of@111122223333',
    'throttled@111122223333/',
    'throttled@111122223333/nowhere',
    'throttled@111122223333/us-east-1 ',
  ])('%o is none', (text) => {
    expect(parseFault(text)).toBeUndefined();
  });
});

describe('a fault', () => {
  test.for([
    [`access-denied@${MEMBER}`, { list: DENIED, tags: DENIED }],
    [`tags-denied@${MEMBER}`, { tags: DENIED, bulk: DENIED }],
    [`bulk-tags-denied@${MEMBER}`, { bulk: DENIED }],
    [`regions-denied@${MEMBER}`, { regions: DENIED }],
    [`scp-denied@${MEMBER}`, { list: DENIED, tags: DENIED, bulk: DENIED }],
    [
      'region-disabled@*',
      { list: 'UnrecognizedClientException', tags: 'UnrecognizedClientException', bulk: 'UnrecognizedClientException' },
    ],
    [`throttled@${MEMBER}`, { list: 'ThrottlingException', tags: 'ThrottlingException', bulk: 'ThrottlingException' }],
    [
      `throttled-other@${MEMBER}`,
      { list: 'TooManyRequestsException', tags: 'TooManyRequestsException', bulk: 'ThrottledException' },
    ],
    [
      `server-error@${MEMBER}`,
      { list: 'InternalServerException', tags: 'InternalServerException', bulk: 'InternalServiceException' },
    ],
    [`html-error@${MEMBER}`, { list: 'SyntaxError', tags: 'SyntaxError', bulk: 'SyntaxError' }],
    [`malformed@${MEMBER}`, { list: 'SyntaxError', tags: 'SyntaxError', bulk: 'SyntaxError' }],
    [`reset@${MEMBER}`, { list: 'TimeoutError', tags: 'TimeoutError', bulk: 'TimeoutError' }],
  ] as const)('%s strikes what it is about', async ([text, struck]) => {
    // A region that is off gives no session either, so the session is opened before.
    const sandbox = await open();
    const session = await assume(sandbox, MEMBER);
    sandbox.setFaults([fault(text)]);
    const { account, bedrock, tagging } = clients(sandbox, session);
    const name = async (promise: Promise<unknown>) => {
      const error = await errorOf(promise);
      return error.message === 'it did not fail' ? 'ok' : error.name;
    };

    const seen = {
      list: await name(bedrock.send(LIST)),
      tags: await name(bedrock.send(TAGS)),
      bulk: await name(tagging.send(BULK)),
      regions: await name(account.send(REGIONS)),
    };

    expect(seen).toEqual({ ...FINE, ...struck });
  });

  test('of one region leaves the others alone', async () => {
    const sandbox = await openWith(`throttled@${MEMBER}/eu-west-1`);

    expect(await outcomes(sandbox)).toEqual(FINE);
    expect((await outcomes(sandbox, 'eu-west-1')).list).toBe('ThrottlingException');
  });

  test('of one account leaves the others alone', async () => {
    const sandbox = await openWith(`server-error@${MANAGEMENT}`);

    expect(await outcomes(sandbox)).toEqual(FINE);
  });

  test('of the data plane leaves STS and Organizations alone', async () => {
    const kinds = FAULT_KINDS.filter(
      (kind) => !['role-denied', 'suspended', 'closed', 'region-disabled'].includes(kind),
    );
    const sandbox = await openWith(...kinds.map((kind) => `${kind}@*`));
    const { organizations } = clients(sandbox, sandbox.credentials);

    const answer = await organizations.send(new ListAccountsCommand({}));

    expect(answer.Accounts).toHaveLength(3);
    expect(answer.NextToken).toBeUndefined();
    expect((await assume(sandbox, MEMBER)).accessKeyId).not.toBe('');
  });

  test('can be set and taken back while the server runs', async () => {
    const sandbox = await open();

    sandbox.setFaults([fault('throttled@*')]);
    const struck = await outcomes(sandbox);
    sandbox.setFaults([]);

    expect(struck.list).toBe('ThrottlingException');
    expect(await outcomes(sandbox)).toEqual(FINE);
  });
});

describe('wire forms', () => {
  test('a missing permission and an SCP are told apart by AWS’s own words', async () => {
    const iam = await openWith(`access-denied@${MEMBER}`);
    const scp = await openWith(`scp-denied@${MEMBER}`);
    const listOf = async (sandbox: Sandbox) =>
      errorOf(clients(sandbox, await assume(sandbox, MEMBER)).bedrock.send(LIST));

    const user = `User: arn:aws:sts::${MEMBER}:assumed-role/MapwardenAudit/run-1`;
    const call = `${user} is not authorized to perform: bedrock:ListInferenceProfiles`;
    expect((await listOf(iam)).message).toBe(
      `${call} because no identity-based policy allows the bedrock:ListInferenceProfiles action`,
    );
    expect((await listOf(scp)).message).toMatch(
      new RegExp(
        `^${call} with an explicit deny in a service control policy: arn:aws:organizations::${MANAGEMENT}:policy/o-northwind01/service_control_policy/p-[0-9a-z]{8,}$`,
      ),
    );
  });

  test('an SCP of the world binds its OU in its region, and never the management account', async () => {
    const policy = { id: 'p-deny0001', regions: ['eu-west-1'], denies: ['bedrock:*'] };
    const bindsUnit = await open(
      {},
      smallWorld({ serviceControlPolicies: [{ ...policy, targets: ['ou-nw01-prod0001'] }] }),
    );
    const bindsRoot = await open({}, smallWorld({ serviceControlPolicies: [{ ...policy, targets: ['r-nw01'] }] }));

    const management = await clients(bindsRoot, bindsRoot.credentials, 'eu-west-1').bedrock.send(LIST);

    expect((await outcomes(bindsUnit, 'eu-west-1')).list).toBe(DENIED);
    expect(await outcomes(bindsUnit)).toEqual(FINE);
    expect(management.inferenceProfileSummaries).toEqual([]);
  });

  test('a switched-off region is told by ListRegions, and refuses the token', async () => {
    const sandbox = await openWith(`region-disabled@${MEMBER}/eu-west-1`);
    const session = await assume(sandbox, MEMBER);

    const { Regions = [] } = await clients(sandbox, session).account.send(REGIONS);
    const error = await errorOf(clients(sandbox, session, 'eu-west-1').bedrock.send(LIST));
    const optIn = await errorOf(clients(sandbox, session, 'af-south-1').bedrock.send(LIST));

    expect(Regions.find(({ RegionName }) => RegionName === 'eu-west-1')?.RegionOptStatus).toBe('DISABLED');
    expect(error).toMatchObject({
      name: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid.',
      $metadata: { httpStatusCode: 403 },
    });
    expect(optIn.name).toBe('UnrecognizedClientException');
  });

  test('an HTML page comes with status 503', async () => {
    const sandbox = await openWith('html-error@*');

    const error = await errorOf(clients(sandbox, await assume(sandbox, MEMBER)).bedrock.send(LIST));

    expect(error.$metadata?.httpStatusCode).toBe(503);
  });

  test('a cut connection is ECONNRESET', async () => {
    const sandbox = await openWith('reset@*');

    const error = await errorOf(clients(sandbox, await assume(sandbox, MEMBER)).bedrock.send(LIST));

    expect(error).toMatchObject({ code: 'ECONNRESET' });
  });

  test('a hanging call never ends by itself, and does not hold up the server', async () => {
    const sandbox = await openWith(`hang@${MEMBER}/us-east-1`);
    const session = await assume(sandbox, MEMBER);
    const abort = AbortSignal.timeout(120);

    const [error, elsewhere] = await Promise.all([
      errorOf(clients(sandbox, session).bedrock.send(LIST, { abortSignal: abort })),
      clients(sandbox, session, 'eu-west-1').bedrock.send(LIST),
    ]);

    expect(error.name).toBe('AbortError');
    expect(elsewhere.inferenceProfileSummaries).toHaveLength(1);
  });

  test('throttling of the first attempt is over at the second', async () => {
    const sandbox = await openWith('throttled-once@*');
    const session = await assume(sandbox, MEMBER);

    const answer = await clients(sandbox, session, 'us-east-1', 2).bedrock.send(LIST);

    expect(answer.inferenceProfileSummaries).toHaveLength(3);
    expect(sandbox.metrics().operations['bedrock:ListInferenceProfiles']).toBe(2);
  });

  test('a denied role, a suspended and a closed account give no session', async () => {
    for (const kind of ['role-denied', 'suspended', 'closed']) {
      const sandbox = await openWith(`${kind}@${MEMBER}`);
      expect((await errorOf(assume(sandbox, MEMBER))).name).toBe('AccessDenied');
    }
  });

  test('suspended and closed accounts are listed as such', async () => {
    const statesWith = async (kind: string) => {
      const sandbox = await openWith(`${kind}@${MEMBER}`);
      const { Accounts = [] } = await clients(sandbox, sandbox.credentials).organizations.send(
        new ListAccountsCommand({}),
      );
      return Accounts.map(({ State }) => State);
    };

    expect(await statesWith('suspended')).toEqual(['ACTIVE', 'SUSPENDED', 'ACTIVE']);
    expect(await statesWith('closed')).toEqual(['ACTIVE', 'CLOSED', 'ACTIVE']);
  });

  test('a mismatch is a session of another account, and says so in its ARN', async () => {
    const sandbox = await openWith(`identity-mismatch@${MEMBER}`);

    const answer = await clients(sandbox, sandbox.credentials).sts.send(
      new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${MEMBER}:role/MapwardenAudit`, RoleSessionName: 'run-1' }),
    );

    expect(answer.AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${MANAGEMENT}:assumed-role/MapwardenAudit/run-1`);
  });

  test('a token that expires mid-run stays expired, and a fresh one works', async () => {
    const sandbox = await openWith(`expired-token@${MEMBER}`);
    const first = clients(sandbox, await assume(sandbox, MEMBER)).bedrock;

    for (let call = 0; call < 3; call += 1) await first.send(LIST);
    const expired = await errorOf(first.send(LIST));
    const again = await errorOf(first.send(LIST));
    const second = clients(sandbox, await assume(sandbox, MEMBER)).bedrock;
    for (let call = 0; call < 10; call += 1) await second.send(LIST);

    expect(expired).toMatchObject({
      name: 'ExpiredTokenException',
      message: 'The security token included in the request is expired',
      $metadata: { httpStatusCode: 403 },
    });
    expect(again.name).toBe('ExpiredTokenException');
  });
});
