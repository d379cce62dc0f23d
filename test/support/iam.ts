import { runUnsafeSimulation } from '@cloud-copilot/iam-simulate';
import type { RecordedRequest } from '../../src/sandbox/server.ts';
import type { Grant, Statement } from './needs.ts';

/** One question to IAM: may this be done to that? */
export interface IamRequest {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

/** What a call is to IAM, an entry for each thing that it is about; none where IAM is not asked. */
export function iamRequestsOf(
  call: RecordedRequest,
  organizationId: string,
  managementId: string,
): readonly IamRequest[] {
  const { service, operation, region, accountId } = call;
  const input = Object(call.input);
  const about = (action: string, resource: string, context: IamRequest['context'] = {}): readonly IamRequest[] => [
    { action, resource, context },
  ];
  const arn = (name: string, rest: string) => `arn:aws:${name}:${region}:${accountId}:${rest}`;
  const inOrganization = (kind: string, id: string) =>
    `arn:aws:organizations::${managementId}:${kind}/${organizationId}/${id}`;
  switch (`${service}:${operation}`) {
    case 'sts:GetCallerIdentity':
      return [];
    case 'sts:AssumeRole':
      return about('sts:AssumeRole', input.RoleArn);
    case 'organizations:DescribeOrganizationalUnit':
      return about('organizations:DescribeOrganizationalUnit', inOrganization('ou', input.OrganizationalUnitId));
    case 'organizations:ListTagsForResource':
      return about('organizations:ListTagsForResource', inOrganization('account', input.ResourceId));
    case 'account:ListRegions':
      return about(
        'account:ListRegions',
        input.AccountId === undefined
          ? `arn:aws:account::${accountId}:account`
          : `arn:aws:account::${managementId}:account/${organizationId}/${input.AccountId}`,
      );
    case 'bedrock:ListTagsForResource':
      return about('bedrock:ListTagsForResource', input.resourceARN);
    case 'bedrock:TagResource':
    case 'bedrock:UntagResource': {
      const keys = input.tagKeys ?? input.tags.map(({ key }: { readonly key: string }) => key);
      return about(`bedrock:${operation}`, input.resourceARN, { 'aws:TagKeys': keys });
    }
    case 'tagging:GetResources':
      return about('tag:GetResources', '*');
    case 's3:ListObjectsV2':
      return about('s3:ListBucket', `arn:aws:s3:::${input.Bucket}`);
    case 's3:GetObject':
    case 's3:PutObject':
    case 's3:DeleteObject':
      return about(`s3:${operation}`, `arn:aws:s3:::${input.Bucket}/${input.Key}`);
    case 'sns:Publish':
      return about('sns:Publish', input.TopicArn);
    case 'events:PutEvents':
      return input.Entries.flatMap(({ EventBusName: bus }: { readonly EventBusName: string }) =>
        about('events:PutEvents', bus.startsWith('arn:') ? bus : arn('events', `event-bus/${bus}`)),
      );
    case 'secretsmanager:GetSecretValue':
      return about('secretsmanager:GetSecretValue', input.SecretId);
    case 'ssm:GetParameter':
      return about(
        'ssm:GetParameter',
        input.Name.startsWith('arn:') ? input.Name : arn('ssm', `parameter${input.Name}`),
      );
    case 'lambda:Invoke':
      return about('lambda:InvokeFunction', input.FunctionName);
    case 'scheduler:CreateSchedule':
      return [
        ...about('scheduler:CreateSchedule', arn('scheduler', `schedule/${input.GroupName}/${input.Name}`)),
        ...about('iam:PassRole', input.Target.RoleArn, { 'iam:PassedToService': 'scheduler.amazonaws.com' }),
      ];
    case 'organizations:DescribeOrganization':
    case 'organizations:ListAccounts':
    case 'bedrock:ListInferenceProfiles':
      return about(`${service}:${operation}`, '*');
    default:
      if (service === 'ce') return about(`ce:${operation}`, '*');
      throw new TypeError(`what is ${service}:${operation} to IAM?`);
  }
}

/** Whether IAM lets a role of the account do it that has these statements and no other policy. */
export function isAllowed(
  accountId: string,
  statements: readonly Statement[],
  { action, resource, context }: IamRequest,
) {
  const verdict = runUnsafeSimulation(
    {
      request: {
        principal: `arn:aws:iam::${accountId}:role/some-role`,
        action,
        // As if it were the account's own: what the policy of another account's resource must say is not asked here.
        resource: { resource, accountId },
        contextVariables: Object.fromEntries(
          Object.entries(context).map(([key, value]) => [key, typeof value === 'string' ? value : [...value]]),
        ),
      },
      identityPolicies: [{ name: 'policy', policy: { Version: '2012-10-17', Statement: statements } }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  return verdict === 'Allowed';
}

/** Whether the request makes use of the grant. */
export function uses(grant: Grant, { action, resource }: IamRequest): boolean {
  const [granted = '', pattern = ''] = grant.split(' ');
  const text = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return granted === action && new RegExp(`^${text}$`).test(resource);
}
