import { buildDestinations, type Destinations } from '../../src/sandbox/destinations.ts';
import type { RecordedRequest } from '../../src/sandbox/server.ts';
import { type IamRequest, iamRequestsOf, isAllowed, uses } from './iam.ts';
import { grantsOf, type Statement, statementsOf } from './needs.ts';
import { MANAGEMENT } from './sandbox-world.ts';
import { deploy, type Stack } from './stack.ts';
import { readTemplate } from './template.ts';

const ORGANIZATION = 'o-northwind01';
const stackTemplate = readTemplate('template.yaml');
/** Where a delegated administrator keeps the configuration here. */
const CONFIGURATION = '/mapwarden/configuration';
const memberTemplate = readTemplate('deploy/member-roles.yaml');

/** A deployed stack, the receivers and the bucket that it names, and what the roles of each account allow. */
export function deployment(accountId: string, slack: 'secret' | 'parameter') {
  const destinations = buildDestinations(accountId);
  const further = `arn:aws:sns:us-east-1:${accountId}:mapwarden-chat`;
  const [parameter] = destinations.parameters;
  const parameterArn = `arn:aws:ssm:us-east-1:${accountId}:parameter${parameter.name}`;
  const [secret] = destinations.secrets;
  const stack = deploy(stackTemplate, {
    accountId,
    parameters: {
      DeployedInto: accountId === MANAGEMENT ? 'management-account' : 'delegated-administrator',
      EventBusArn: destinations.eventBuses[0].arn,
      FurtherTopicArns: further,
      RemediateOwnAccount: 'yes',
      Remediation: 'as-configured',
      ...(slack === 'secret'
        ? { SlackWebhookArn: secret.arn }
        : { SlackWebhookParameterArn: parameterArn, ConfigurationParameter: CONFIGURATION }),
    },
  });
  const topicArn = String(stack.outputs['AlertTopicArn']);
  const bucket = String(stack.outputs['RunBucketName']);
  const configuration = {
    owners: { tagKey: 'owner' },
    remediation: { mode: 'apply', accounts: 'all', maxChangePercent: 100 },
    alerts: {
      sns: { topicArn },
      slack: { webhookSecretArn: slack === 'secret' ? secret.arn : parameterArn },
      eventBridge: { busName: destinations.eventBuses[0].arn },
      routes: [{ topicArn: further, format: 'amazon-q' }],
    },
  };
  const agreements = [{ id: 'ABCDE12345', acceptedOn: '2026-01-15', endsOn: '2028-01-15' }];
  const variables = (id: string): Readonly<Record<string, string>> =>
    Object(stack.resources[id]?.properties).Environment.Variables;
  const { MAPWARDEN_APPLY_FUNCTION = '', MAPWARDEN_SCHEDULE_GROUP = '' } = variables('AuditFunction');
  const auditArn = MAPWARDEN_APPLY_FUNCTION.replace('ApplyFunction', 'AuditFunction');
  const named: Destinations = {
    ...destinations,
    topics: [
      { arn: topicArn, subscribers: [] },
      { arn: further, subscribers: [] },
    ],
    buckets: [{ name: bucket, accountId, region: 'us-east-1' }],
    parameters: [
      parameter,
      { ...parameter, name: CONFIGURATION, value: JSON.stringify({ version: 1, agreements, ...configuration }) },
    ],
    functions: [{ arn: MAPWARDEN_APPLY_FUNCTION }, { arn: auditArn }],
    scheduleGroups: [{ arn: `arn:aws:scheduler:us-east-1:${accountId}:schedule-group/${MAPWARDEN_SCHEDULE_GROUP}` }],
  };
  const member = (account: string): Stack =>
    deploy(memberTemplate, {
      accountId: account,
      parameters: {
        CallerAccountId: accountId,
        AuditPrincipals: String(stack.outputs['AuditRoleArn']),
        RemediationPrincipals: String(stack.outputs['ApplyRoleArn']),
        OrganizationId: ORGANIZATION,
        ExternalId: 'a-shared-secret',
        Remediation: 'yes',
        ...(accountId !== MANAGEMENT && { BillAccountId: MANAGEMENT }),
      },
    });
  return { accountId, auditArn, bucket, stack, member, named, configuration, variables };
}

export type Deployed = ReturnType<typeof deployment>;

/** Calls of a function: under its own role in its own account, under a role of the member template in every other one. */
export interface Recorded {
  readonly functionRole: string;
  readonly memberRole: string;
  readonly calls: readonly RecordedRequest[];
}

/** One question to IAM, and the role that must be allowed. */
export interface Asked {
  readonly role: string;
  readonly accountId: string;
  readonly statements: readonly Statement[];
  readonly request: IamRequest;
}

function askedIn(deployed: Deployed, { functionRole, memberRole, calls }: Recorded): readonly Asked[] {
  return calls.flatMap((call) => {
    const { accountId } = call;
    const isOwn = accountId === deployed.accountId;
    const stack = isOwn ? deployed.stack : deployed.member(accountId);
    const role = isOwn ? functionRole : memberRole;
    const statements = statementsOf(stack, role);
    const named = isOwn ? role : `member ${role}`;
    return iamRequestsOf(call, ORGANIZATION, MANAGEMENT).map((request) => ({
      role: named,
      accountId,
      statements,
      request,
    }));
  });
}

/** What the calls ask IAM for. The same question of the same role has the same answer, so each is there once. */
export function asked(deployed: Deployed, recorded: readonly Recorded[]): readonly Asked[] {
  const all = recorded.flatMap((each) => askedIn(deployed, each));
  return [...new Map(all.map((one) => [JSON.stringify([one.role, one.accountId, one.request]), one])).values()];
}

/** What IAM would refuse. */
export function denied(all: readonly Asked[]): readonly string[] {
  return all
    .filter(({ accountId, statements, request }) => !isAllowed(accountId, statements, request))
    .map(({ role, request }) => `${role}: ${request.action} ${request.resource}`);
}

/** What roles allow and no request made use of. Whichever account a role of members was used in, it was used. */
export function unused(all: readonly Asked[]): readonly string[] {
  const anywhere = (text: string, accountId: string) => text.replaceAll(accountId, 'ACCOUNT');
  const granted = new Set<string>();
  const used = new Set<string>();
  for (const { role, accountId, statements, request } of all) {
    for (const grant of grantsOf(statements)) {
      const one = `${role}: ${anywhere(grant, accountId)}`;
      granted.add(one);
      if (uses(grant, request)) used.add(one);
    }
  }
  return [...granted].filter((one) => !used.has(one));
}
