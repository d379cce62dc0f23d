import { AccountClient } from '@aws-sdk/client-account';
import { BedrockClient } from '@aws-sdk/client-bedrock';
import { CostExplorerClient } from '@aws-sdk/client-cost-explorer';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, type AssumeRoleCommandInput, STSClient } from '@aws-sdk/client-sts';
import { onTestFinished } from 'vitest';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/server.ts';
import {
  buildAccount,
  buildProfile,
  buildRemediationRole,
  buildRole,
  buildWorld,
  MANAGEMENT_AUDIT_ACTIONS,
  type World,
} from '../../src/sandbox/world.ts';

export const NOW = '2026-06-01T00:00:00.000Z';
export const MANAGEMENT = '999988887777';
export const MEMBER = '111122223333';
export const OTHER = '444455556666';
export const PROFILE_ARN = `arn:aws:bedrock:us-east-1:${MEMBER}:application-inference-profile/tagged000001`;
export const NEVER_TAGGED_ARN = `arn:aws:bedrock:us-east-1:${MEMBER}:application-inference-profile/never0000001`;
export const ONCE_TAGGED_ARN = `arn:aws:bedrock:us-east-1:${MEMBER}:application-inference-profile/once00000001`;
export const GHOST_ARN = `arn:aws:bedrock:us-east-1:${MEMBER}:application-inference-profile/ghost0000001`;

const REGIONS = [
  { region: 'us-east-1', status: 'ENABLED_BY_DEFAULT' },
  { region: 'eu-west-1', status: 'ENABLED_BY_DEFAULT' },
  { region: 'ap-east-1', status: 'ENABLED' },
  { region: 'af-south-1', status: 'DISABLED' },
] as const;

/** Three accounts, three profiles of one of them in us-east-1, one in eu-west-1. */
export function smallWorld(change: Partial<World> = {}): World {
  const repair = buildRemediationRole();
  const roles = [buildRole(), repair];
  const managementRoles = [buildRole({ actions: MANAGEMENT_AUDIT_ACTIONS }), repair];
  const tags = [{ key: 'owner', value: 'payments@northwind.example' }];
  const unit = { id: 'ou-nw01-prod0001', name: 'Prod', path: 'o-northwind01/r-nw01/ou-nw01-prod0001' };
  const here = { accountId: MEMBER, region: 'us-east-1' };
  return buildWorld(
    [
      buildAccount({ id: MANAGEMENT, name: 'management', regions: REGIONS, roles: managementRoles }),
      buildAccount({ id: MEMBER, name: 'payments', regions: REGIONS, roles, ouPath: unit.path, tags }),
      buildAccount({ id: OTHER, name: 'claims', regions: REGIONS, roles: [] }),
    ],
    {
      organizationalUnits: [unit],
      profiles: [
        buildProfile({ ...here, id: 'tagged000001', tags: [{ key: 'map-migrated', value: 'migABCDE12345' }] }),
        buildProfile({ ...here, id: 'never0000001' }),
        buildProfile({ ...here, id: 'once00000001', everTagged: true }),
        buildProfile({ accountId: MEMBER, region: 'eu-west-1', id: 'europe000001' }),
        buildProfile({ accountId: MANAGEMENT, region: 'us-east-1', id: 'manage000001' }),
      ],
      ghosts: [{ ...here, arn: GHOST_ARN, tags: [{ key: 'map-migrated', value: 'migABCDE12345' }] }],
      ...change,
    },
  );
}

/** A strict sandbox for one test; it ends with it. The test fails where an answer broke the service model. */
export async function open(options: Partial<SandboxOptions> = {}, world: World = smallWorld()): Promise<Sandbox> {
  const sandbox = await startSandbox({ now: NOW, strict: true, tagLagMs: 0, ...options }, world);
  onTestFinished(async () => {
    await sandbox.close();
    const violations = sandbox.violations();
    if (violations.length > 0) throw new Error(violations.join('\n'));
  });
  return sandbox;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The real clients. One attempt unless told otherwise, so that an error is seen as it came. */
export function clients(sandbox: Sandbox, credentials: Credentials, region = 'us-east-1', maxAttempts = 1) {
  const config = { endpoint: sandbox.url, region, credentials, maxAttempts, authSchemePreference: ['sigv4'] };
  return {
    account: new AccountClient(config),
    bedrock: new BedrockClient(config),
    ce: new CostExplorerClient(config),
    events: new EventBridgeClient(config),
    organizations: new OrganizationsClient(config),
    s3: new S3Client(config),
    secrets: new SecretsManagerClient(config),
    sns: new SNSClient(config),
    ssm: new SSMClient(config),
    sts: new STSClient(config),
    tagging: new ResourceGroupsTaggingAPIClient(config),
  };
}

/** The long-term key of an account's administrator. */
export function administratorOf(accountId: string): Credentials {
  return { accessKeyId: `AKIA${accountId}USER`, secretAccessKey: 'any' };
}

export async function assume(
  sandbox: Sandbox,
  accountId: string,
  change: Partial<AssumeRoleCommandInput> & { readonly as?: Credentials; readonly role?: string } = {},
): Promise<Credentials> {
  const { as = sandbox.credentials, role = 'MapwardenAudit', ...input } = change;
  const answer = await clients(sandbox, as).sts.send(
    new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${accountId}:role/${role}`, RoleSessionName: 'run-1', ...input }),
  );
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = answer.Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

/** What the SDK threw. */
export async function errorOf(promise: Promise<unknown>): Promise<Error & { $metadata?: { httpStatusCode?: number } }> {
  const outcome = await promise.then(
    () => new Error('it did not fail'),
    (error: unknown) => error,
  );
  return outcome instanceof Error ? outcome : new Error(String(outcome));
}

/** A sandbox that the test closes itself. */
export async function startAnew(options: Partial<SandboxOptions> = {}, world: World = smallWorld()): Promise<Sandbox> {
  return startSandbox({ now: NOW, ...options }, world);
}
