import * as account from '@aws-sdk/client-account';
import { ListRegionsCommand } from '@aws-sdk/client-account';
import * as bedrock from '@aws-sdk/client-bedrock';
import {
  GetInferenceProfileCommand,
  ListInferenceProfilesCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
} from '@aws-sdk/client-bedrock';
import * as ce from '@aws-sdk/client-cost-explorer';
import { ListCostAllocationTagsCommand } from '@aws-sdk/client-cost-explorer';
import * as events from '@aws-sdk/client-eventbridge';
import * as lambda from '@aws-sdk/client-lambda';
import * as organizations from '@aws-sdk/client-organizations';
import { DescribeOrganizationalUnitCommand, ListAccountsCommand } from '@aws-sdk/client-organizations';
import * as tagging from '@aws-sdk/client-resource-groups-tagging-api';
import * as scheduler from '@aws-sdk/client-scheduler';
import * as secretsmanager from '@aws-sdk/client-secrets-manager';
import * as sns from '@aws-sdk/client-sns';
import * as ssm from '@aws-sdk/client-ssm';
import * as sts from '@aws-sdk/client-sts';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { NormalizedSchema } from '@smithy/core/schema';
import { describe, expect, test } from 'vitest';
import document from '../../src/sandbox/constraints.json' with { type: 'json' };
import { breachesOf } from '../../src/sandbox/constraints.ts';
import { OPERATIONS } from '../../src/sandbox/services.ts';
import { clients, errorOf, MEMBER, open, PROFILE_ARN } from './support.ts';

type Clients = ReturnType<typeof clients>;
const ROLE = `arn:aws:iam::${MEMBER}:role/MapwardenAudit`;

describe('a request', () => {
  test.for<[string, string, string, (clients: Clients) => Promise<unknown>]>([
    [
      'a page of none',
      'ValidationException',
      "Value '0' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 1",
      ({ bedrock }) => bedrock.send(new ListInferenceProfilesCommand({ maxResults: 0 })),
    ],
    [
      'a page of 1001',
      'ValidationException',
      'Member must have value less than or equal to 1000',
      ({ bedrock }) => bedrock.send(new ListInferenceProfilesCommand({ maxResults: 1001 })),
    ],
    [
      'an identifier with a blank',
      'ValidationException',
      "at 'inferenceProfileIdentifier' failed to satisfy constraint: Member must satisfy regular expression pattern: ",
      ({ bedrock }) => bedrock.send(new GetInferenceProfileCommand({ inferenceProfileIdentifier: 'a b' })),
    ],
    [
      'an ARN of something untaggable',
      'ValidationException',
      "at 'resourceARN'",
      ({ bedrock }) =>
        bedrock.send(
          new ListTagsForResourceCommand({
            resourceARN: 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0',
          }),
        ),
    ],
    [
      'tags left out',
      'ValidationException',
      "Value null at 'tags' failed to satisfy constraint: Member must not be null",
      ({ bedrock }) => bedrock.send(new TagResourceCommand({ resourceARN: PROFILE_ARN, tags: undefined })),
    ],
    [
      '21 accounts a page',
      'InvalidInputException',
      'less than or equal to 20',
      ({ organizations }) => organizations.send(new ListAccountsCommand({ MaxResults: 21 })),
    ],
    [
      'a root in place of an OU',
      'InvalidInputException',
      "at 'OrganizationalUnitId'",
      ({ organizations }) =>
        organizations.send(new DescribeOrganizationalUnitCommand({ OrganizationalUnitId: 'r-nw01' })),
    ],
    [
      '1001 cost allocation tags a page',
      'ValidationException',
      'less than or equal to 1000',
      ({ ce }) => ce.send(new ListCostAllocationTagsCommand({ MaxResults: 1001 })),
    ],
    [
      '51 regions a page',
      'ValidationException',
      'less than or equal to 50',
      ({ account }) => account.send(new ListRegionsCommand({ MaxResults: 51 })),
    ],
    [
      'an account id of eleven digits',
      'ValidationException',
      "at 'AccountId'",
      ({ account }) => account.send(new ListRegionsCommand({ AccountId: '11112222333' })),
    ],
    [
      'a session name with a colon',
      'ValidationError',
      "at 'RoleSessionName'",
      ({ sts }) => sts.send(new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: 'a:b' })),
    ],
    [
      'a session of 899 s',
      'ValidationError',
      'greater than or equal to 900',
      ({ sts }) => sts.send(new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: 'ab', DurationSeconds: 899 })),
    ],
    [
      'a session tag without a value',
      'ValidationError',
      "at 'Tags.0.Value'",
      ({ sts }) =>
        sts.send(
          new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: 'ab', Tags: [{ Key: 'k', Value: undefined }] }),
        ),
    ],
  ])('for %s is refused as AWS refuses it', async ([, code, text, ask]) => {
    const sandbox = await open();

    const error = await errorOf(ask(clients(sandbox, sandbox.credentials)));

    expect(error.name).toBe(code);
    expect(error.$metadata?.httpStatusCode).toBe(400);
    expect(error.message).toContain('1 validation error detected: ');
    expect(error.message).toContain(text);
  });

  test('with several faults names them all', async () => {
    const sandbox = await open();
    const tags = [{ key: '', value: '"' }];

    const error = await errorOf(
      clients(sandbox, sandbox.credentials).bedrock.send(new TagResourceCommand({ resourceARN: 'x!', tags })),
    );

    expect(error.message).toMatch(
      /^4 validation errors detected: .*'resourceARN'.*'resourceARN'.*'tags\.0\.key'.*'tags\.0\.value'/,
    );
  });

  test.for([
    ['no JSON', '{', 'SerializationException'],
    ['JSON but no object', '[1]', 'SerializationException'],
    ['a number for an ARN', '{"resourceARN":5}', 'SerializationException'],
  ] as const)('with %s is answered, not crashed on', async ([, body, code]) => {
    const sandbox = await open();

    const answer = await send(sandbox, '/listTagsForResource', body);

    expect(answer.status).toBe(400);
    expect(answer.headers.get('x-amzn-errortype')).toContain(code);
  });

  test('to a path that AWS does not have is unknown', async () => {
    const sandbox = await open();

    expect((await send(sandbox, '/nowhere', '')).status).toBe(404);
    expect((await send(sandbox, '/inference-profiles/%E0%A4%A', '')).status).toBe(404);
  });

  test('of more than a mebibyte is cut off', async () => {
    const sandbox = await open();

    await expect(send(sandbox, '/listTagsForResource', 'x'.repeat(1_048_577))).rejects.toThrow();
  });
});

async function send(sandbox: Awaited<ReturnType<typeof open>>, path: string, body: string): Promise<Response> {
  const scope = `${sandbox.credentials.accessKeyId}/20260601/us-east-1/bedrock/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
  return fetch(`${sandbox.url}${path}`, { method: 'POST', headers: { authorization }, body });
}

describe('the constraints', () => {
  test('know the shapes of every operation that is served', () => {
    for (const operation of OPERATIONS) {
      const { input, output } = operation.model;
      for (const shape of [input, output]) {
        if (shape !== undefined) {
          const unknown = breachesOf(operation.service, shape, {}).filter(({ rule }) => rule === 'type');
          expect(unknown).toEqual([]);
        }
      }
      // Their answers are headers and bytes: the SDK itself is the judge of them.
      if (!['s3', 'lambda'].includes(operation.service)) expect(output, operation.name).toBeDefined();
    }
  });

  const schemas: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    account,
    bedrock,
    ce,
    events,
    lambda,
    organizations,
    scheduler,
    secretsmanager,
    sns,
    ssm,
    sts,
    tagging,
  };
  const structures = Object.entries(document.services).flatMap(([service, { shapes }]) =>
    Object.entries(shapes)
      .filter(([, shape]) => shape.type === 'structure')
      .map(([name, shape]) => ({ service, name, members: 'members' in shape ? Object.keys(shape.members) : [] })),
  );

  /** What a schedule may invoke besides functions is not simulated, and refused as unknown. */
  const leftOut = (member: string) => /^(Ecs|EventBridge.*|Kinesis|SageMakerPipeline|Sqs)Parameters$/.test(member);

  test.for(structures)('agree with the SDK on the members of $service $name', ({ service, name, members }) => {
    const schema: unknown = schemas[service]?.[`${name}$`];

    // The modules export functions too; what ends in a dollar is a schema.
    const known = Object.keys(NormalizedSchema.of(schema as never).getMemberSchemas());

    expect(known.length).toBeGreaterThanOrEqual(0);
    expect(members.filter((member) => !known.includes(member))).toEqual([]);
    const simulated = service === 'scheduler' && name === 'Target' ? known.filter((one) => !leftOut(one)) : known;
    expect([...members].sort()).toEqual([...simulated].sort());
  });

  test.for<[string, unknown, string]>([
    ['a member too many', { tags: [], extra: 1 }, 'unknown-member'],
    ['a required member too few', { tags: [{ key: 'a' }] }, 'required'],
    ['a number for a string', { tags: [{ key: 'a', value: 1 }] }, 'type'],
    ['text for a list', { tags: 'none' }, 'type'],
    ['a letter that the pattern forbids', { tags: [{ key: 'ä', value: '' }] }, 'pattern'],
    ['a key too long', { tags: [{ key: 'k'.repeat(129), value: '' }] }, 'max'],
    ['a key too short', { tags: [{ key: '', value: '' }] }, 'min'],
  ])('see %s in an answer', ([, output, rule]) => {
    expect(breachesOf('bedrock', 'ListTagsForResourceResponse', output).map((breach) => breach.rule)).toEqual([rule]);
  });

  test('see nothing wrong with values at their bounds', () => {
    const tags = [
      { key: 'k'.repeat(128), value: '' },
      { key: 'k', value: 'v'.repeat(256) },
    ];

    expect(breachesOf('bedrock', 'ListTagsForResourceResponse', { tags })).toEqual([]);
  });
});
