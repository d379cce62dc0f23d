import { AccountClient, ListRegionsCommand } from '@aws-sdk/client-account';
import { BedrockClient, ListInferenceProfilesCommand } from '@aws-sdk/client-bedrock';
import { DescribeOrganizationCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import 'aws-sdk-client-mock-vitest/extend';
import { type AwsOptions, connectAws, type MemberAccess } from '../../src/aws/connect.ts';
import { anAccount } from '../support/builders.ts';
import { CALLER, KEYS, MANAGEMENT, MEMBER, QUICK } from './support.ts';

const NOW = '2026-06-01T00:00:00.000Z';
const clients = {
  account: mockClient(AccountClient),
  bedrock: mockClient(BedrockClient),
  organizations: mockClient(OrganizationsClient),
  sts: mockClient(STSClient),
};
const $metadata = {};

beforeEach(() => {
  for (const client of Object.values(clients)) client.reset();
  // Whoever runs the tests may have these set.
  for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE', 'AWS_ENDPOINT_URL'])
    vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_CONFIG_FILE', '/nonexistent/config');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nonexistent/credentials');
});
afterEach(() => void vi.unstubAllEnvs());

function options(over: Partial<AwsOptions> = {}): AwsOptions {
  return { concurrency: 4, patience: QUICK, signal: new AbortController().signal, userAgent: 'test/1', ...over };
}

/** The settings of the STS client that asked who calls. */
async function stsAsked(over: Partial<AwsOptions> = {}) {
  clients.sts.on(GetCallerIdentityCommand).resolves({ Arn: 'arn:aws:iam::1:user/a', Account: CALLER });
  const aws = await connectAws(options(over));
  await aws.organization.caller();
  aws.close();
  const [call] = clients.sts.commandCalls(GetCallerIdentityCommand);
  if (!(call?.thisValue instanceof STSClient)) throw new Error('STS was not asked');
  return call.thisValue.config;
}

describe('STS is asked', () => {
  test('in the region that is given', async () => {
    const config = await stsAsked({ credentials: KEYS, homeRegion: 'eu-central-1' });

    expect(await config.region()).toBe('eu-central-1');
    expect(config.useGlobalEndpoint).toBe(false);
  });

  test('in the region of the environment', async () => {
    vi.stubEnv('AWS_REGION', 'ap-southeast-2');

    expect(await (await stsAsked({ credentials: KEYS })).region()).toBe('ap-southeast-2');
  });

  test('in us-east-1 where nothing names a region', async () => {
    expect(await (await stsAsked({ credentials: KEYS })).region()).toBe('us-east-1');
  });

  test('in us-east-1 where all is given but the region, whatever the environment says', async () => {
    vi.stubEnv('AWS_REGION', 'ap-southeast-2');
    const config = await stsAsked({ credentials: KEYS, endpoint: 'http://127.0.0.1:1' });

    expect(await config.region()).toBe('us-east-1');
  });

  test('with the credentials of the environment where none are given', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAENVIRONMENT');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    vi.stubEnv('AWS_SESSION_TOKEN', undefined);

    expect((await (await stsAsked()).credentials()).accessKeyId).toBe('AKIAENVIRONMENT');
  });
});

describe('the default credentials', () => {
  test('are resolved once for all clients', async () => {
    const resolve = vi.fn(async () => KEYS);
    clients.sts.on(GetCallerIdentityCommand).resolves({ Arn: 'arn:aws:iam::1:user/a', Account: CALLER });
    clients.organizations.on(DescribeOrganizationCommand).callsFake(async (_input, client) => {
      await client().config.credentials();
      return { Organization: { Id: 'o-example1234', MasterAccountId: MANAGEMENT }, $metadata };
    });
    const aws = await connectAws(options({ credentials: resolve }));

    await aws.organization.describe();
    await aws.organization.describe();
    aws.close();

    expect(resolve).toHaveBeenCalledTimes(1);
  });
});

describe('accounts', () => {
  const access: MemberAccess = {
    role: 'MapwardenAudit',
    managementRole: 'MapwardenAudit',
    maxRequests: 12,
    externalId: 'external-1',
    sessionName: 'mapwarden-run-1',
    now: () => NOW,
    epochMs: () => Date.parse(NOW),
  };

  async function ports(arn: string) {
    const aws = await connectAws(options({ credentials: KEYS, homeRegion: 'eu-west-1' }));
    const organization = { id: 'o-example1234', managementAccountId: MANAGEMENT };
    return aws.accounts({ arn, accountId: CALLER }, organization, access);
  }

  test.for([
    [`arn:aws:iam::${CALLER}:user/finops`, 'aws'],
    [`arn:aws-us-gov:sts::${CALLER}:assumed-role/Admin/me`, 'aws-us-gov'],
    [`arn:aws-cn:iam::${CALLER}:user/finops`, 'aws-cn'],
    ['no ARN', 'aws'],
  ] as const)('are entered in the partition of the caller %s', async ([arn, partition]) => {
    clients.sts.on(AssumeRoleCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDenied' }));
    clients.account
      .on(ListRegionsCommand)
      .resolves({ Regions: [{ RegionName: 'us-east-1', RegionOptStatus: 'ENABLED' }] });
    const { regions } = await ports(arn);

    await regions.regionsOf(anAccount({ id: MEMBER }));

    expect(clients.sts).toHaveReceivedCommandExactlyOnceWith(AssumeRoleCommand, {
      RoleArn: `arn:${partition}:iam::${MEMBER}:role/MapwardenAudit`,
      RoleSessionName: 'mapwarden-run-1',
      DurationSeconds: 3600,
      ExternalId: 'external-1',
    });
    expect(clients.account).toHaveReceivedCommandExactlyOnceWith(ListRegionsCommand, {
      AccountId: MEMBER,
      MaxResults: 50,
    });
  });

  test("are read with the caller's own credentials where it is its account", async () => {
    clients.bedrock.on(ListInferenceProfilesCommand).resolves({ inferenceProfileSummaries: [] });
    const { inventory } = await ports(`arn:aws:iam::${CALLER}:user/finops`);

    expect(await inventory.list({ account: anAccount({ id: CALLER }), region: 'us-east-1' })).toEqual({ entries: [] });
    expect(clients.sts).not.toHaveReceivedAnyCommand();
  });

  test('never ask about the management account by its id', async () => {
    clients.sts.on(AssumeRoleCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDenied' }));
    const { regions } = await ports(`arn:aws:iam::${CALLER}:user/finops`);

    await expect(regions.regionsOf(anAccount({ id: MANAGEMENT }))).rejects.toThrow('sts:AssumeRole');
    expect(clients.account).not.toHaveReceivedAnyCommand();
  });
});
