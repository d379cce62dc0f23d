import { describe, expect, test } from 'vitest';
import { planTag, tagProfile } from '../../src/app/profile-tag.ts';
import { aFailure, anAgreement, aProfile, settings } from '../support/builders.ts';
import { asProfile, profileContext, profileWorld } from './support/profile-world.ts';

const { arn } = aProfile();
const GOOD = new Map([['map-migrated', 'migABCDE12345']]);

describe('the tag for a profile that exists', () => {
  test('is planned, written once, and looked for until it shows', async () => {
    const world = profileWorld({ tags: (ordinal) => (ordinal < 4 ? new Map([['team', 'x']]) : GOOD) });

    const plan = await planTag(world.ports, arn, anAgreement(), profileContext());
    const tagged = await tagProfile(world.ports, plan, profileContext());

    expect(plan).toMatchObject({ before: null, tag: { key: 'map-migrated', value: 'migABCDE12345' } });
    expect(plan.command).toMatch(/^aws bedrock tag-resource /);
    expect(world.puts).toEqual([`${arn} map-migrated=migABCDE12345`]);
    expect(world.pauses).toHaveLength(2);
    expect(tagged).toMatchObject({ shows: true, judged: { verdict: 'counts' } });
  });

  test('is not written where it is there already', async () => {
    const world = profileWorld();

    await tagProfile(world.ports, await planTag(world.ports, arn, anAgreement(), profileContext()), profileContext());

    expect(world.puts).toEqual([]);
  });

  test('is not planned where the tags are not known: AWS says why', async () => {
    const world = profileWorld({ tags: () => aFailure({ operation: 'bedrock:ListTagsForResource' }) });

    await expect(planTag(world.ports, arn, anAgreement(), profileContext())).rejects.toThrow(
      'bedrock:ListTagsForResource failed',
    );
  });

  test('is planned with a word on a key that looks like it', async () => {
    const world = profileWorld({ tags: () => new Map([['Map-Migrated', 'migABCDE12345']]) });

    expect((await planTag(world.ports, arn, anAgreement(), profileContext())).remarks).toEqual([
      'Map-Migrated = "migABCDE12345" stays beside it; MAP reads map-migrated only.',
    ]);
  });

  test('is planned with a word on a waiver, which stands against nothing', async () => {
    const waivers = [{ rule: 'map-tag-missing', resource: '*', reason: 'It moves', owner: 'a@x', until: '2026-06-30' }];
    const context = profileContext({ settings: settings({ waivers }) });
    const world = profileWorld({ tags: () => new Map() });

    const { remarks } = await planTag(world.ports, arn, anAgreement(), context);

    expect(remarks).toEqual([expect.stringContaining('A waiver of map-tag-missing by a@x')]);
  });

  test('is refused with every reason, and nothing is written', async () => {
    const profile = asProfile(aProfile({ createdAt: '2025-01-01T00:00:00.000Z' }));
    const world = profileWorld({ profile, tags: () => new Map([['AmazonDataZoneDomain', 'd']]) });

    await expect(planTag(world.ports, arn, anAgreement(), profileContext())).rejects.toMatchObject({
      problems: [
        { place: '<arn>', text: expect.stringContaining('DataZone') },
        { place: '<arn>', text: expect.stringContaining('mapwarden profile create') },
      ],
    });
    expect(world.puts).toEqual([]);
  });
});
