import { describe, expect, test } from 'vitest';
import { holderOf, judgeProfile, listJudged, readProfile } from '../../src/app/profile-judge.ts';
import { AwsError } from '../../src/domain/errors.ts';
import { aFailure, anAccount, anAgreement, aProfile, settings } from '../support/builders.ts';
import { fakeInventory } from '../support/fakes.ts';
import { asProfile, NOT_FOUND, profileContext, profileWorld } from './support/profile-world.ts';

const ARN = aProfile().arn;
const inOu = settings({ agreements: [anAgreement({ scope: { ous: ['ou-a'], accounts: [] } })] });

describe('the list of profiles', () => {
  test('is in the order of the names, and judged', async () => {
    const { ports } = profileWorld({
      carriers: [aProfile({ id: 'b', name: 'zoo', tags: new Map() }), aProfile({ id: 'a', name: 'ape' })],
    });

    const { profiles, failures } = await listJudged(ports, profileContext());

    expect(profiles.map(({ profile, verdict }) => [profile.name, verdict])).toEqual([
      ['ape', 'counts'],
      ['zoo', 'does-not-count'],
    ]);
    expect(failures).toEqual([]);
  });

  test('keeps a profile whose tags could not be read, with the reason', async () => {
    const { tags: _, ...unread } = aProfile();
    const failure = aFailure({ operation: 'bedrock:ListTagsForResource' });
    const inventory = fakeInventory({
      '111122223333/us-east-1': { entries: [{ carrier: unread, provisional: false }], failure },
    });

    const { profiles, failures } = await listJudged({ ...profileWorld().ports, inventory }, profileContext());

    expect(profiles.map(({ verdict }) => verdict)).toEqual(['unknown']);
    expect(failures).toEqual([failure]);
  });

  test('that AWS refuses is an error, not an empty list', async () => {
    const failure = aFailure();
    const inventory = fakeInventory({ '111122223333/us-east-1': failure });

    await expect(listJudged({ ...profileWorld().ports, inventory }, profileContext())).rejects.toEqual(
      new AwsError(failure),
    );
  });
});

describe('the profile that has a name already', () => {
  test('is found among the profiles of the region', async () => {
    const { ports } = profileWorld({
      carriers: [aProfile({ id: 'a', name: 'other' }), aProfile({ id: 'b', name: 'chat' })],
    });

    expect((await holderOf(ports, 'chat', profileContext()))?.id).toBe('b');
    expect(await holderOf(ports, 'none', profileContext())).toBeUndefined();
  });

  test('stays unknown where AWS does not list them', async () => {
    const inventory = fakeInventory({ '111122223333/us-east-1': aFailure() });

    expect(await holderOf({ ...profileWorld().ports, inventory }, 'chat', profileContext())).toBeUndefined();
  });
});

describe('one profile', () => {
  test('keeps what was read where its tags were refused', async () => {
    const failure = aFailure({ operation: 'bedrock:ListTagsForResource' });
    const { ports } = profileWorld({ tags: () => failure });

    const read = await readProfile(ports, ARN);

    expect(read).toEqual({ profile: asProfile(aProfile()), failure });
  });

  test('that is system-defined is not asked for tags', async () => {
    const world = profileWorld({ profile: asProfile(aProfile(), { kind: 'system-defined' }) });

    expect((await readProfile(world.ports, ARN)).failure).toBeNull();
    expect(world.reads()).toBe(0);
  });

  test('that cannot be read for another reason than one of AWS shows the mistake', async () => {
    const world = profileWorld();
    const broken = {
      ...world.ports,
      tagging: { ...world.ports.tagging, read: () => Promise.reject(new TypeError('a bug')) },
    };

    await expect(readProfile(broken, ARN)).rejects.toThrow('a bug');
  });

  test('whose reading a person ended is not shown in part', async () => {
    const { ports } = profileWorld({ tags: () => aFailure({ outcome: 'not-reached', code: 'DeadlineExceeded' }) });

    await expect(readProfile(ports, ARN)).rejects.toThrow('DeadlineExceeded');
  });

  test('that is not there is an error', async () => {
    await expect(readProfile(profileWorld({ profile: NOT_FOUND }).ports, ARN)).rejects.toThrow(
      'ResourceNotFoundException',
    );
  });
});

describe('the place of the account', () => {
  test('is not asked for where no agreement names an OU', async () => {
    const { ports } = profileWorld({ accounts: aFailure() });

    expect(await judgeProfile(ports, aProfile(), profileContext())).toMatchObject({
      judged: { verdict: 'counts' },
      failure: null,
    });
  });

  test('decides where an agreement does', async () => {
    const inside = profileWorld({ accounts: [anAccount()] });
    const outside = profileWorld({ accounts: [anAccount({ ouPath: 'o-example/r-root/ou-b' })] });

    expect((await judgeProfile(inside.ports, aProfile(), profileContext({ settings: inOu }))).judged.verdict).toBe(
      'counts',
    );
    expect((await judgeProfile(outside.ports, aProfile(), profileContext({ settings: inOu }))).judged.verdict).toBe(
      'does-not-count',
    );
  });

  test.for([
    ['AWS refuses', aFailure({ operation: 'organizations:ListAccounts' }), 'AccessDeniedException'],
    ['AWS lists it without its path', [anAccount({ ouPath: '' })], 'PathsMissing'],
    ['AWS does not list it', [anAccount({ id: '444455556666' })], 'PathsMissing'],
  ] as const)('leaves the verdict unknown where %s', async ([, accounts, code]) => {
    const { ports } = profileWorld({ accounts });

    const { judged, failure } = await judgeProfile(ports, aProfile(), profileContext({ settings: inOu }));

    expect(judged.verdict).toBe('unknown');
    expect(failure?.code).toBe(code);
  });

  test('ends the command where a person ended it', async () => {
    const { ports } = profileWorld({ accounts: aFailure({ outcome: 'not-reached', code: 'DeadlineExceeded' }) });

    await expect(judgeProfile(ports, aProfile(), profileContext({ settings: inOu }))).rejects.toThrow(
      'DeadlineExceeded',
    );
  });
});
