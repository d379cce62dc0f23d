import { describe, expect, test } from 'vitest';
import { createProfiles } from '../../src/aws/profiles.ts';
import { LostAnswerError } from '../../src/domain/errors.ts';
import { arn, model, summary } from './summaries.ts';
import { aDoor, anError, aTransport, CALLER, failureOf, json, KEYS, MEMBER, QUICK } from './support.ts';

const ORDER = {
  name: 'chat',
  description: '',
  copyFrom: 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0',
  tag: { key: 'map-migrated', value: 'migABCDE12345' },
  clientRequestToken: 'token1',
};
const SYSTEM = `arn:aws:bedrock:us-east-1:${MEMBER}:inference-profile/us.amazon.nova-pro-v1:0`;

async function profilesAt(answer: Parameters<typeof aDoor>[0], patience = QUICK) {
  const door = await aDoor(answer);
  const transport = aTransport({ endpoint: door.url, patience });
  return { door, profiles: createProfiles(transport, { accountId: MEMBER, region: 'us-east-1', credentials: KEYS }) };
}

const shown = (over: Parameters<typeof summary>[1] = {}) => json(JSON.stringify(summary('a', over)));

describe('one inference profile', () => {
  test('is read as AWS describes it', async () => {
    const models = [model('amazon.nova-pro-v1:0', 'us-west-2'), model('amazon.nova-pro-v1:0')];
    const { door, profiles } = await profilesAt(shown({ description: 'for chat', models }));

    expect(await profiles.get(arn('a'))).toEqual({
      type: 'inference-profile',
      kind: 'application',
      arn: arn('a'),
      id: 'a',
      name: 'profile-a',
      description: 'for chat',
      accountId: MEMBER,
      region: 'us-east-1',
      createdAt: '2025-03-01T00:00:00.000Z',
      models: [{ id: 'amazon.nova-pro-v1:0', provider: 'amazon' }],
      modelArns: [models[1]?.modelArn, models[0]?.modelArn],
    });
    expect(door.seen[0]?.url).toBe(`/inference-profiles/${encodeURIComponent(arn('a'))}`);
  });

  test.for([SYSTEM, 'us.amazon.nova-pro-v1:0'])('that is system-defined is found by %s', async (identifier) => {
    const { profiles } = await profilesAt(shown({ inferenceProfileArn: SYSTEM, type: 'SYSTEM_DEFINED' }));

    expect(await profiles.get(identifier)).toMatchObject({ kind: 'system-defined', id: 'us.amazon.nova-pro-v1:0' });
  });

  test('leaves its models unknown where one of them cannot be read', async () => {
    const { profiles } = await profilesAt(shown({ models: [model('amazon.nova-pro-v1:0'), {}] }));

    expect(await profiles.get(arn('a'))).not.toHaveProperty('models');
  });

  test.for([
    ['another profile', { inferenceProfileArn: arn('b') }, 'IdentityMismatch'],
    ['another account', { inferenceProfileArn: arn('a', { account: CALLER }) }, 'IdentityMismatch'],
    ['something else', { inferenceProfileArn: 'arn:aws:s3:::bucket' }, 'MalformedResponse'],
    ['nothing', { inferenceProfileArn: undefined }, 'MalformedResponse'],
  ] as const)('is not taken from an answer with %s', async ([, over, code]) => {
    const { profiles } = await profilesAt(shown(over));

    expect(await failureOf(profiles.get(arn('a')))).toMatchObject({ operation: 'bedrock:GetInferenceProfile', code });
  });
});

describe('a new profile', () => {
  test('is ordered with its tag and token in one call', async () => {
    let body = '';
    const { door, profiles } = await profilesAt((outgoing, ordinal) => {
      const incoming = door.seen[ordinal - 1];
      incoming?.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      incoming?.on('end', () => json(JSON.stringify({ inferenceProfileArn: arn('new') }), 201)(outgoing, ordinal));
    });

    expect(await profiles.create(ORDER)).toBe(arn('new'));

    expect(JSON.parse(body)).toEqual({
      inferenceProfileName: 'chat',
      modelSource: { copyFrom: ORDER.copyFrom },
      clientRequestToken: 'token1',
      tags: [{ key: 'map-migrated', value: 'migABCDE12345' }],
    });
    expect(door.seen).toHaveLength(1);
    expect(door.seen[0]).toMatchObject({ method: 'POST', url: '/inference-profiles' });
  });

  test.for([
    ['ConflictException', 400],
    ['ServiceQuotaExceededException', 400],
    ['TooManyTagsException', 400],
    ['ValidationException', 400],
    ['AccessDeniedException', 403],
    ['ThrottlingException', 429],
  ] as const)('that is refused with %s certainly was not made', async ([code, status]) => {
    // Throttled once is throttled for ever: the pauses between attempts are tested elsewhere.
    const { profiles } = await profilesAt(anError(code, status), { ...QUICK, throttledAttempts: 1 });

    const error = await profiles.create(ORDER).catch((caught: unknown) => caught);

    expect(error).toMatchObject({ failure: { operation: 'bedrock:CreateInferenceProfile', code } });
    expect(error).not.toBeInstanceOf(LostAnswerError);
  });

  test.for([
    ['a server error', anError('InternalServerException', 500)],
    ['a page of a load balancer', json('<html>', 200)],
    ['no ARN', json('{}', 201)],
  ] as const)('that is answered with %s may have been made', async ([, answer]) => {
    const { profiles } = await profilesAt(answer);

    await expect(profiles.create(ORDER)).rejects.toBeInstanceOf(LostAnswerError);
  });

  test('is ordered under the same token again, so that a lost answer makes no second one', async () => {
    const bodies: string[] = [];
    const { door, profiles } = await profilesAt((outgoing, ordinal) => {
      let body = '';
      const incoming = door.seen[ordinal - 1];
      incoming?.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      incoming?.on('end', () => {
        bodies.push(body);
        if (ordinal === 1) outgoing.destroy();
        else json(JSON.stringify({ inferenceProfileArn: arn('new') }), 201)(outgoing, ordinal);
      });
    });

    expect(await profiles.create(ORDER)).toBe(arn('new'));
    expect(bodies).toHaveLength(2);
    expect(bodies[1]).toBe(bodies[0]);
  });
});
