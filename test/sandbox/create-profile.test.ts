import {
  ConflictException,
  CreateInferenceProfileCommand,
  type CreateInferenceProfileCommandInput,
  GetInferenceProfileCommand,
  ListInferenceProfilesCommand,
  ListTagsForResourceCommand,
  ResourceNotFoundException,
  ServiceQuotaExceededException,
  TooManyTagsException,
  ValidationException,
} from '@aws-sdk/client-bedrock';
import { describe, expect, test } from 'vitest';
import { parseFault } from '../../src/sandbox/server.ts';
import { buildAccount, buildProfile, buildWorld } from '../../src/sandbox/world.ts';
import { assume, clients, errorOf, MANAGEMENT, MEMBER, NOW, open } from './support.ts';

const MODEL = 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0';
const SYSTEM = `arn:aws:bedrock:us-east-1:${MANAGEMENT}:inference-profile/us.amazon.nova-pro-v1:0`;
const TAGS = [{ key: 'map-migrated', value: 'migABCDE12345' }];

type Change = Partial<CreateInferenceProfileCommandInput>;

async function maker(...given: Parameters<typeof open>) {
  const sandbox = await open(...given);
  const { bedrock } = clients(sandbox, sandbox.credentials);
  const create = (change: Change = {}) =>
    bedrock.send(
      new CreateInferenceProfileCommand({
        inferenceProfileName: 'claims',
        modelSource: { copyFrom: MODEL },
        ...change,
      }),
    );
  return { sandbox, bedrock, create };
}

describe('CreateInferenceProfile', () => {
  test('makes a profile of a model that can be read, listed and has its tags', async () => {
    const { sandbox, bedrock, create } = await maker();

    const { inferenceProfileArn: arn = '', status, $metadata } = await create({ description: 'Of claims', tags: TAGS });

    expect([status, $metadata.httpStatusCode]).toEqual(['ACTIVE', 201]);
    expect(arn).toMatch(
      new RegExp(`^arn:aws:bedrock:us-east-1:${MANAGEMENT}:application-inference-profile/[a-z0-9]{12}$`),
    );
    expect(await bedrock.send(new GetInferenceProfileCommand({ inferenceProfileIdentifier: arn }))).toMatchObject({
      inferenceProfileName: 'claims',
      description: 'Of claims',
      createdAt: new Date(NOW),
      models: [{ modelArn: MODEL }],
      type: 'APPLICATION',
    });
    const { inferenceProfileSummaries } = await bedrock.send(
      new ListInferenceProfilesCommand({ typeEquals: 'APPLICATION' }),
    );
    expect(inferenceProfileSummaries?.map(({ inferenceProfileArn }) => inferenceProfileArn)).toContain(arn);
    expect((await bedrock.send(new ListTagsForResourceCommand({ resourceARN: arn }))).tags).toEqual(TAGS);
    expect(sandbox.writes()).toMatchObject([
      { operation: 'CreateInferenceProfile', resource: arn, before: null, after: TAGS, error: null },
    ]);
  });

  test('copies the models of a system-defined profile', async () => {
    const { bedrock, create } = await maker();

    const { inferenceProfileArn } = await create({ modelSource: { copyFrom: SYSTEM } });
    const made = await bedrock.send(
      new GetInferenceProfileCommand({ inferenceProfileIdentifier: inferenceProfileArn }),
    );

    expect(made.models?.map(({ modelArn }) => modelArn?.split(':')[3])).toEqual([
      'us-east-1',
      'us-east-2',
      'us-west-2',
    ]);
  });

  test('gives equal sandboxes equal ARNs', async () => {
    const [one, other] = [await (await maker()).create(), await (await maker()).create()];

    expect(one.inferenceProfileArn).toBe(other.inferenceProfileArn);
  });

  test('answers a token that it knows as before, and makes nothing', async () => {
    const { sandbox, create } = await maker();
    const clientRequestToken = 'token-1';

    const first = await create({ clientRequestToken, tags: TAGS });
    const again = await create({ clientRequestToken });

    expect(again.inferenceProfileArn).toBe(first.inferenceProfileArn);
    expect(sandbox.writes().at(-1)).toMatchObject({ before: TAGS, after: TAGS, error: null });
  });

  test('makes it although the answer is lost, so that the same token finds it', async () => {
    const { sandbox, create } = await maker({
      faults: [parseFault('lost-write-answer@*')].flatMap((one) => one ?? []),
    });

    const lost = await errorOf(create({ clientRequestToken: 'token-1' }));
    sandbox.setFaults([]);
    const { inferenceProfileArn } = await create({ clientRequestToken: 'token-1' });

    expect(lost).toMatchObject({ code: 'ECONNRESET' });
    expect(sandbox.writes().map(({ resource }) => resource)).toEqual([inferenceProfileArn, inferenceProfileArn]);
  });

  test('refuses a name that is taken, with another token', async () => {
    const { sandbox, create } = await maker();

    await create();
    const error = await errorOf(create());

    expect(error).toBeInstanceOf(ConflictException);
    expect(error.$metadata?.httpStatusCode).toBe(400);
    expect(sandbox.writes().at(-1)).toMatchObject({ resource: null, before: null, after: null, error: error.name });
  });

  test.for<[string, Change, new (...args: never[]) => Error]>([
    ['a name with a dot', { inferenceProfileName: 'us.claims' }, ValidationException],
    ['a description with a comma', { description: 'claims, and more' }, ValidationException],
    ['a token that begins with a hyphen', { clientRequestToken: '-x' }, ValidationException],
    ['a reserved key', { tags: [{ key: 'AWS:x', value: 'y' }] }, ValidationException],
    [
      'fifty-one tags',
      { tags: Array.from({ length: 51 }, (_, index) => ({ key: `key-${index}`, value: '' })) },
      TooManyTagsException,
    ],
    ['a model that is not there', { modelSource: { copyFrom: `${MODEL}x` } }, ResourceNotFoundException],
    [
      'a model of another region',
      { modelSource: { copyFrom: MODEL.replace('us-east-1', 'eu-west-1') } },
      ResourceNotFoundException,
    ],
    [
      'a system-defined profile that is not there',
      { modelSource: { copyFrom: SYSTEM.replace('us.', 'eu.') } },
      ResourceNotFoundException,
    ],
    [
      'an application profile as its source',
      { modelSource: { copyFrom: SYSTEM.replace(':inference-profile', ':application-inference-profile') } },
      ValidationException,
    ],
  ])('refuses %s, and makes nothing', async ([, change, kind]) => {
    const { bedrock, create } = await maker();

    const error = await errorOf(create(change));

    expect(error).toBeInstanceOf(kind);
    const { inferenceProfileSummaries } = await bedrock.send(
      new ListInferenceProfilesCommand({ typeEquals: 'APPLICATION' }),
    );
    expect(inferenceProfileSummaries).toHaveLength(1);
  });

  test('takes fifty tags', async () => {
    const { create } = await maker();
    const tags = Array.from({ length: 50 }, (_, index) => ({ key: `key-${index}`, value: '' }));

    expect((await create({ tags })).status).toBe('ACTIVE');
  });

  test('makes the thousandth profile of a target, and not the next', async () => {
    const profiles = Array.from({ length: 999 }, (_, index) =>
      buildProfile({ accountId: MANAGEMENT, region: 'us-east-1', id: `profile${index}` }),
    );
    const { create } = await maker({}, buildWorld([buildAccount({ id: MANAGEMENT })], { profiles }));

    await create({ inferenceProfileName: 'thousandth' });

    expect(await errorOf(create({ inferenceProfileName: 'one more' }))).toBeInstanceOf(ServiceQuotaExceededException);
  });

  test.for(['MapwardenAudit', 'MapwardenRemediate'])('is closed to %s', async (role) => {
    const { sandbox } = await maker();
    const { bedrock } = clients(sandbox, await assume(sandbox, MEMBER, { role }));
    const command = new CreateInferenceProfileCommand({
      inferenceProfileName: 'claims',
      modelSource: { copyFrom: MODEL },
    });

    expect((await errorOf(bedrock.send(command))).name).toBe('AccessDeniedException');
  });
});
