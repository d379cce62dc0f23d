import { AccessDeniedException, ListRegionsCommand, ValidationException } from '@aws-sdk/client-account';
import {
  GetInferenceProfileCommand,
  ListInferenceProfilesCommand,
  ListTagsForResourceCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-bedrock';
import {
  DescribeOrganizationalUnitCommand,
  DescribeOrganizationCommand,
  ListAccountsCommand,
  OrganizationalUnitNotFoundException,
  AccessDeniedException as OrganizationsDenied,
} from '@aws-sdk/client-organizations';
import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { buildAccount, buildRole, buildWorld } from '../../src/sandbox/world.ts';
import { assume, clients, errorOf, MANAGEMENT, MEMBER, OTHER, open, PROFILE_ARN, smallWorld } from './support.ts';

describe('STS', () => {
  test('says who the caller and who the assumed role is', async () => {
    const sandbox = await open();
    const member = await assume(sandbox, MEMBER);

    const caller = await clients(sandbox, sandbox.credentials).sts.send(new GetCallerIdentityCommand({}));
    const session = await clients(sandbox, member).sts.send(new GetCallerIdentityCommand({}));

    expect(caller).toMatchObject({ Account: MANAGEMENT, Arn: `arn:aws:iam::${MANAGEMENT}:user/finops` });
    expect(session).toMatchObject({
      Account: MEMBER,
      Arn: `arn:aws:sts::${MEMBER}:assumed-role/MapwardenAudit/run-1`,
    });
  });

  test('gives a session of the role, for the time asked for', async () => {
    const sandbox = await open();
    const before = Date.now();

    const answer = await clients(sandbox, sandbox.credentials).sts.send(
      new AssumeRoleCommand({
        RoleArn: `arn:aws:iam::${MEMBER}:role/MapwardenAudit`,
        RoleSessionName: 'run-1',
        DurationSeconds: 900,
      }),
    );

    expect(answer.AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${MEMBER}:assumed-role/MapwardenAudit/run-1`);
    expect(answer.Credentials?.AccessKeyId).toContain(MEMBER);
    const lifeMs = (answer.Credentials?.Expiration?.getTime() ?? 0) - before;
    expect(lifeMs).toBeGreaterThan(890_000);
    expect(lifeMs).toBeLessThan(930_000);
  });

  test.for([
    ['a role that is not there', OTHER, {}],
    ['an account that is not there', '123456789012', {}],
    ['the wrong external id', MEMBER, { ExternalId: 'wrong' }],
    ['no external id', MEMBER, {}],
  ] as const)('denies %s in the same words', async ([, accountId, input]) => {
    const world = smallWorld();
    const accounts = world.accounts.map((account) =>
      account.id === MEMBER ? { ...account, roles: [buildRole({ externalId: 'right-one' })] } : account,
    );
    const sandbox = await open({}, { ...world, accounts });

    const error = await errorOf(assume(sandbox, accountId, input));

    expect(error.name).toBe('AccessDenied');
    expect(error.$metadata?.httpStatusCode).toBe(403);
    expect(error.message).toBe(
      `User: arn:aws:iam::${MANAGEMENT}:user/finops is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::${accountId}:role/MapwardenAudit`,
    );
  });

  test('opens a role to the external id that it demands', async () => {
    const account = buildAccount({ id: MEMBER, roles: [buildRole({ externalId: 'right-one' })] });
    const sandbox = await open({}, buildWorld([buildAccount({ id: MANAGEMENT }), account]));

    const session = await assume(sandbox, MEMBER, { ExternalId: 'right-one' });

    expect(session.accessKeyId).toContain(MEMBER);
    expect(sandbox.configuration).toMatchObject({ organization: { externalId: 'right-one' } });
  });

  test.for(['SUSPENDED', 'CLOSED', 'PENDING_ACTIVATION'] as const)('denies a role of a %s account', async (state) => {
    const sandbox = await open({}, buildWorld([buildAccount({ id: MANAGEMENT }), buildAccount({ id: MEMBER, state })]));

    expect((await errorOf(assume(sandbox, MEMBER))).name).toBe('AccessDenied');
  });

  test('still opens an account that is about to close', async () => {
    const closing = buildAccount({ id: MEMBER, state: 'PENDING_CLOSURE' });
    const sandbox = await open({}, buildWorld([buildAccount({ id: MANAGEMENT }), closing]));

    expect((await assume(sandbox, MEMBER)).accessKeyId).toContain(MEMBER);
  });

  test('limits a chained session to one hour, to the second', async () => {
    const actions = ['sts:AssumeRole', 'organizations:*'];
    const management = buildAccount({ id: MANAGEMENT, roles: [buildRole({ name: 'Runner', actions })] });
    const caller = { accountId: MANAGEMENT, roleName: 'Runner' };
    const sandbox = await open({}, buildWorld([management, buildAccount({ id: MEMBER })], { caller }));

    const error = await errorOf(assume(sandbox, MEMBER, { DurationSeconds: 3601 }));
    const session = await assume(sandbox, MEMBER, { DurationSeconds: 3600 });

    expect(error.name).toBe('ValidationError');
    expect(session.accessKeyId).toContain(MEMBER);
  });

  test('shows a broken trust setup as a session of another account', async () => {
    const member = buildAccount({ id: MEMBER, roles: [buildRole({ sessionAccountId: MANAGEMENT })] });
    const sandbox = await open({}, buildWorld([buildAccount({ id: MANAGEMENT }), member]));

    expect((await assume(sandbox, MEMBER)).accessKeyId).toContain(MANAGEMENT);
  });
});

describe('Organizations', () => {
  test('describes the organization to every account', async () => {
    const sandbox = await open();
    const member = clients(sandbox, await assume(sandbox, MEMBER, { role: 'MapwardenAudit' }));

    const toManagement = await clients(sandbox, sandbox.credentials).organizations.send(
      new DescribeOrganizationCommand({}),
    );
    const toRole = await errorOf(member.organizations.send(new DescribeOrganizationCommand({})));

    expect(toManagement.Organization).toMatchObject({ Id: 'o-northwind01', MasterAccountId: MANAGEMENT });
    // The audit role has no such permission: AWS answers it by IAM, not by membership.
    expect(toRole.message).toContain('because no identity-based policy allows the organizations:DescribeOrganization');
  });

  test('lists accounts with their path, their state, and the retired status', async () => {
    const accounts = [
      buildAccount({ id: MANAGEMENT }),
      buildAccount({ id: MEMBER, state: 'CLOSED' }),
      buildAccount({ id: OTHER, state: 'PENDING_CLOSURE' }),
      buildAccount({ id: '777788889999', state: 'PENDING_ACTIVATION' }),
    ];
    const sandbox = await open({}, buildWorld(accounts));

    const { Accounts = [] } = await clients(sandbox, sandbox.credentials).organizations.send(
      new ListAccountsCommand({}),
    );

    expect(Accounts.map(({ State, Status }) => [State, Status])).toEqual([
      ['ACTIVE', 'ACTIVE'],
      ['CLOSED', 'SUSPENDED'],
      ['PENDING_CLOSURE', 'PENDING_CLOSURE'],
      ['PENDING_ACTIVATION', undefined],
    ]);
    expect(Accounts[1]?.Paths).toEqual([`o-northwind01/r-nw01/${MEMBER}/`]);
  });

  test('lists accounts to nobody but the management account and delegated administrators', async () => {
    const plain = await open({}, smallWorld({ caller: { accountId: OTHER } }));
    const delegated = await open({}, smallWorld({ caller: { accountId: OTHER }, delegatedAdministrators: [OTHER] }));

    const error = await errorOf(clients(plain, plain.credentials).organizations.send(new ListAccountsCommand({})));
    const answer = await clients(delegated, delegated.credentials).organizations.send(new ListAccountsCommand({}));

    expect(error).toBeInstanceOf(OrganizationsDenied);
    expect(error.message).toBe("You don't have permissions to access this resource.");
    expect(answer.Accounts).toHaveLength(3);
  });

  test('knows an organizational unit by its id', async () => {
    const sandbox = await open();
    const { organizations } = clients(sandbox, sandbox.credentials);
    const ask = (id: string) => organizations.send(new DescribeOrganizationalUnitCommand({ OrganizationalUnitId: id }));

    const found = await ask('ou-nw01-prod0001');
    const missing = await errorOf(ask('ou-nw01-prod0002'));

    expect(found.OrganizationalUnit).toMatchObject({
      Name: 'Prod',
      Path: 'o-northwind01/r-nw01/ou-nw01-prod0001/',
    });
    expect(missing).toBeInstanceOf(OrganizationalUnitNotFoundException);
  });
});

describe('Account Management', () => {
  test('answers about the account of the credentials', async () => {
    const sandbox = await open();
    const { account } = clients(sandbox, await assume(sandbox, MEMBER));

    const all = await account.send(new ListRegionsCommand({ MaxResults: 50 }));
    const on = await account.send(new ListRegionsCommand({ RegionOptStatusContains: ['ENABLED', 'DISABLED'] }));

    expect(all.Regions).toHaveLength(4);
    expect(on.Regions).toEqual([
      { RegionName: 'ap-east-1', RegionOptStatus: 'ENABLED' },
      { RegionName: 'af-south-1', RegionOptStatus: 'DISABLED' },
    ]);
  });

  test('answers the management account about a member, but not by its own id', async () => {
    const sandbox = await open();
    const { account } = clients(sandbox, sandbox.credentials);

    const member = await account.send(new ListRegionsCommand({ AccountId: MEMBER }));
    const own = await errorOf(account.send(new ListRegionsCommand({ AccountId: MANAGEMENT })));

    expect(member.Regions).toHaveLength(4);
    expect(own).toBeInstanceOf(ValidationException);
  });

  test('answers a member about itself only', async () => {
    const sandbox = await open();
    const { account } = clients(sandbox, await assume(sandbox, MEMBER));

    const error = await errorOf(account.send(new ListRegionsCommand({ AccountId: OTHER })));

    expect(error).toBeInstanceOf(AccessDeniedException);
  });
});

describe('Bedrock', () => {
  test('lists system-defined profiles unless application profiles are asked for', async () => {
    const sandbox = await open({ pageSize: 100 });
    const { bedrock } = clients(sandbox, await assume(sandbox, MEMBER));

    const untyped = await bedrock.send(new ListInferenceProfilesCommand({}));
    const typed = await bedrock.send(new ListInferenceProfilesCommand({ typeEquals: 'APPLICATION' }));

    const kinds = (list: typeof untyped) => new Set(list.inferenceProfileSummaries?.map(({ type }) => type));
    expect(kinds(untyped)).toEqual(new Set(['SYSTEM_DEFINED']));
    expect(kinds(typed)).toEqual(new Set(['APPLICATION']));
    expect(typed.inferenceProfileSummaries).toHaveLength(3);
  });

  test('lists what lies in the region of the signature', async () => {
    const sandbox = await open();
    const { bedrock } = clients(sandbox, await assume(sandbox, MEMBER), 'eu-west-1');

    const { inferenceProfileSummaries } = await bedrock.send(
      new ListInferenceProfilesCommand({ typeEquals: 'APPLICATION' }),
    );

    expect(inferenceProfileSummaries?.map(({ inferenceProfileId }) => inferenceProfileId)).toEqual(['europe000001']);
  });

  test('gives one profile by ARN and by id, a system-defined one too', async () => {
    const sandbox = await open();
    const { bedrock } = clients(sandbox, await assume(sandbox, MEMBER));
    const ask = (id: string) => bedrock.send(new GetInferenceProfileCommand({ inferenceProfileIdentifier: id }));

    expect((await ask(PROFILE_ARN)).inferenceProfileId).toBe('tagged000001');
    expect((await ask('tagged000001')).inferenceProfileArn).toBe(PROFILE_ARN);
    expect((await ask('us.amazon.nova-pro-v1:0')).type).toBe('SYSTEM_DEFINED');
    expect(await errorOf(ask('nothing00000'))).toBeInstanceOf(ResourceNotFoundException);
  });

  test('knows no resource of another region or account', async () => {
    const sandbox = await open();
    const member = await assume(sandbox, MEMBER);
    const command = new ListTagsForResourceCommand({ resourceARN: PROFILE_ARN });

    const elsewhere = await errorOf(clients(sandbox, member, 'eu-west-1').bedrock.send(command));
    const foreign = await errorOf(clients(sandbox, sandbox.credentials).bedrock.send(command));

    expect(elsewhere).toBeInstanceOf(ResourceNotFoundException);
    expect(foreign).toBeInstanceOf(ResourceNotFoundException);
  });

  test('cuts the connection where AWS runs no Bedrock', async () => {
    const sandbox = await open();
    const { bedrock, tagging } = clients(sandbox, await assume(sandbox, MEMBER), 'ap-east-1');

    const error = await errorOf(bedrock.send(new ListInferenceProfilesCommand({ typeEquals: 'APPLICATION' })));
    const bulk = await tagging.send(new GetResourcesCommand({}));

    // The SDK's own name for a cut connection is TimeoutError.
    expect(error).toMatchObject({ name: 'TimeoutError', code: 'ECONNRESET' });
    expect(bulk.ResourceTagMappingList).toEqual([]);
  });
});
