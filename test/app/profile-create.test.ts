import { describe, expect, test } from 'vitest';
import { type CreateRequest, createProfile, offlineProblems, planProfile } from '../../src/app/profile-create.ts';
import { ConfigError } from '../../src/domain/errors.ts';
import { aFailure, anAgreement, aProfile, settings } from '../support/builders.ts';
import { asProfile, MODEL_ARN, NOT_FOUND, profileContext, profileWorld } from './support/profile-world.ts';

const SONNET = { id: 'anthropic.claude-sonnet-4-5-20250929-v1:0', provider: 'anthropic' };
const GOOD = new Map([['map-migrated', 'migABCDE12345']]);

function request(over: Partial<CreateRequest> = {}): CreateRequest {
  return {
    ...profileContext(),
    place: { partition: 'aws', accountId: '111122223333', region: 'us-east-1' },
    name: 'chat',
    description: '',
    source: { kind: 'foundation-model', id: 'amazon.nova-pro-v1:0' },
    agreement: anAgreement(),
    ...over,
  };
}

async function problemsOf(promise: Promise<unknown>): Promise<readonly string[]> {
  const error = await promise.catch((caught: unknown) => caught);
  if (error instanceof ConfigError) return error.problems.map(({ place, text }) => `${place}: ${text}`);
  throw new Error('it was not refused', { cause: error });
}

describe('a plan for a profile', () => {
  test('of a foundation model needs no call, and carries the tag', async () => {
    const { ports } = profileWorld({ profile: aFailure(), accounts: aFailure() });

    const plan = await planProfile(ports, request());

    expect(plan.order).toMatchObject({
      name: 'chat',
      copyFrom: MODEL_ARN,
      tag: { key: 'map-migrated', value: 'migABCDE12345' },
    });
    expect(plan).toMatchObject({ modelArns: [MODEL_ARN], remarks: [] });
    expect(plan.command).toMatch(/^aws bedrock create-inference-profile --region us-east-1 /);
  });

  test('of a system-defined profile is checked against the models behind it', async () => {
    const source = { kind: 'system-profile', id: `us.${SONNET.id}` } as const;
    const { ports } = profileWorld({ profile: asProfile(aProfile({ models: [SONNET] }), { kind: 'system-defined' }) });

    const tooEarly = await problemsOf(planProfile(ports, request({ source })));
    const later = await planProfile(ports, request({ source, agreement: anAgreement({ acceptedOn: '2025-09-29' }) }));

    expect(tooEarly).toEqual([expect.stringMatching(/^--from: .*accepted after 2025-09-28/)]);
    expect(later.order.copyFrom).toBe(`arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.${SONNET.id}`);
  });

  test('goes on with a model that is not listed, and says so', async () => {
    const source = { kind: 'foundation-model', id: 'meta.llama4-scout-v1:0' } as const;

    expect((await planProfile(profileWorld().ports, request({ source }))).remarks).toEqual([
      expect.stringContaining('Whether MAP counts meta.llama4-scout-v1:0 is not known'),
    ]);
  });

  test('is refused where the models cannot be read', async () => {
    const { models: _, ...blank } = asProfile(aProfile(), { kind: 'system-defined', modelArns: [] });
    const source = { kind: 'system-profile', id: 'us.amazon.nova-pro-v1:0' } as const;

    expect(await problemsOf(planProfile(profileWorld({ profile: blank }).ports, request({ source })))).toEqual([
      expect.stringContaining('could not be read'),
    ]);
  });

  test('is refused with every reason at once', async () => {
    const agreement = anAgreement({
      acceptedOn: '2024-12-01',
      endsOn: '2025-12-31',
      scope: { ous: [], accounts: ['444455556666'] },
    });
    const source = { kind: 'foundation-model', id: SONNET.id } as const;

    expect(await problemsOf(planProfile(profileWorld().ports, request({ agreement, source })))).toHaveLength(4);
    expect(offlineProblems(request({ agreement }), source)).toHaveLength(3);
  });

  test('is refused offline for a model that the id of a system-defined profile tells', () => {
    const source = { kind: 'system-profile', id: `us.${SONNET.id}` } as const;

    expect(offlineProblems(request(), source).map(({ place, text }) => `${place}: ${text}`)).toEqual([
      expect.stringMatching(/^--from: anthropic.*accepted after 2025-09-28/),
    ]);
  });

  test('is refused for what is known, where AWS does not show the source', async () => {
    const agreement = anAgreement({ scope: { ous: [], accounts: ['444455556666'] } });
    const source = { kind: 'system-profile', id: 'us.amazon.none-v1:0' } as const;
    const { ports } = profileWorld({ profile: NOT_FOUND });

    expect(await problemsOf(planProfile(ports, request({ agreement, source })))).toEqual([
      expect.stringContaining('does not cover account'),
    ]);
    await expect(planProfile(ports, request({ source }))).rejects.toThrow('ResourceNotFoundException');
  });

  test('is refused for the agreement and the model as well, where the source lies elsewhere', async () => {
    const agreement = anAgreement({ scope: { ous: [], accounts: ['444455556666'] } });
    const source = { kind: 'system-profile', id: `eu.${SONNET.id}`, region: 'eu-west-1' } as const;

    expect(await problemsOf(planProfile(profileWorld().ports, request({ agreement, source })))).toEqual([
      expect.stringContaining('it is in eu-west-1'),
      expect.stringContaining('does not cover account'),
      expect.stringContaining('accepted after 2025-09-28'),
    ]);
  });

  test('is refused where coverage hangs on an OU that AWS does not tell', async () => {
    const agreement = anAgreement({ scope: { ous: ['ou-a'], accounts: [] } });
    const denied = profileWorld({ accounts: aFailure({ operation: 'organizations:ListAccounts' }) });

    expect(await problemsOf(planProfile(denied.ports, request({ agreement })))).toEqual([
      expect.stringMatching(/^--agreement: .*is not known/),
    ]);
    await expect(planProfile(profileWorld().ports, request({ agreement }))).resolves.toMatchObject({ agreement });
  });

  test('asks nobody where the source lies elsewhere', async () => {
    const source = { kind: 'system-profile', id: 'eu.amazon.nova-pro-v1:0', region: 'eu-west-1' } as const;
    const { ports } = profileWorld({ profile: aFailure() });

    expect(await problemsOf(planProfile(ports, request({ source })))).toEqual([
      expect.stringContaining('it is in eu-west-1'),
    ]);
  });
});

describe('a profile that was created', () => {
  const create = async (world: ReturnType<typeof profileWorld>, over: Partial<CreateRequest> = {}) => {
    const wanted = request(over);
    return createProfile(world.ports, await planProfile(world.ports, wanted), wanted);
  };

  test('is looked for until it and its tag show, and judged', async () => {
    const tags = [NOT_FOUND, new Map(), GOOD];
    const world = profileWorld({ tags: (ordinal) => tags[ordinal - 1] ?? GOOD });

    const created = await create(world);

    expect(created).toMatchObject({ arn: aProfile().arn, shows: true, failure: null, judged: { verdict: 'counts' } });
    expect(world.orders).toHaveLength(1);
    expect(world.pauses).toHaveLength(2);
  });

  test('is still told by its ARN where the tag never shows', async () => {
    expect(await create(profileWorld({ tags: () => new Map() }))).toMatchObject({
      arn: aProfile().arn,
      shows: false,
      judged: { verdict: 'does-not-count' },
    });
  });

  test('is still told by its ARN where nothing may be read', async () => {
    const failure = aFailure({ operation: 'bedrock:ListTagsForResource' });
    const world = profileWorld({ tags: () => failure });

    expect(await create(world)).toMatchObject({ arn: aProfile().arn, shows: false, judged: null, failure });
    expect(world.pauses).toEqual([]);
  });

  test('is still told by its ARN where the profile itself is not shown', async () => {
    expect(await create(profileWorld({ profile: NOT_FOUND }))).toMatchObject({
      shows: true,
      judged: null,
      failure: NOT_FOUND,
    });
  });

  test.for([
    ['2025-03-01T00:01:00.000Z', false],
    ['2025-03-01T00:01:00.001Z', true],
    [undefined, false],
  ] as const)('was there before a call that began at %s: %s', async ([startedAt, wasThere]) => {
    const { ports } = profileWorld();
    const wanted = { ...request(), startedAt };

    expect(await createProfile(ports, await planProfile(ports, wanted), wanted)).toMatchObject({ wasThere });
  });

  test('that AWS refuses is an error', async () => {
    await expect(create(profileWorld({ create: aFailure({ code: 'ConflictException' }) }))).rejects.toThrow(
      'ConflictException',
    );
  });

  test('may be refused by rules that the agreement cannot know', async () => {
    const early = anAgreement({ id: 'ZZZZZ00000', tagValue: 'migABCDE12345', endsOn: '2026-05-01' });

    const created = await create(profileWorld(), { settings: settings({ agreements: [early] }) });

    expect(created.judged?.verdict).toBe('does-not-count');
  });
});
