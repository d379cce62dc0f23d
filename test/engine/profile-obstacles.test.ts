import { describe, expect, test } from 'vitest';
import {
  coverage,
  coverageObstacles,
  creationObstacles,
  modelSentences,
  taggingObstacles,
} from '../../src/engine/profile-obstacles.ts';
import { aFailure, aModelCatalog, anAgreement, aProfile, settings } from '../support/builders.ts';

const TODAY = '2026-06-01';
const ID = '111122223333';
const none = { ous: [], accounts: [] };

describe('whether an agreement covers an account', () => {
  test.for([
    ['an empty scope', none, {}, true],
    ['the account itself, its OU unknown', { ous: ['ou-a'], accounts: [ID] }, {}, true],
    ['other accounts only', { ous: [], accounts: ['444455556666'] }, {}, false],
    ['an OU, that of the account unknown', { ous: ['ou-a'], accounts: [] }, {}, undefined],
    ['an OU above the account', { ous: ['ou-a'], accounts: [] }, { ouPath: 'o-x/r-y/ou-a/ou-b' }, true],
    ['another OU', { ous: ['ou-c'], accounts: [] }, { ouPath: 'o-x/r-y/ou-a' }, false],
  ] as const)('with %s', ([, scope, place, expected]) => {
    expect(coverage(anAgreement({ scope }), { id: ID, ...place })).toBe(expected);
  });

  test('is told as unknown with its cause and what to do', () => {
    const agreement = anAgreement({ scope: { ous: ['ou-a'], accounts: [] } });
    const failure = aFailure({ operation: 'organizations:ListAccounts' });

    const [text] = coverageObstacles(agreement, { id: ID, failure });

    expect(text).toContain('is not known');
    expect(text).toContain('(organizations:ListAccounts: AccessDeniedException)');
    expect(text).toContain('Name the account itself in the scope');
    expect(coverageObstacles(agreement, { id: ID })).toEqual([expect.not.stringContaining('(')]);
  });
});

describe('a profile that is made today', () => {
  test('counts from the day after the acceptance on', () => {
    const accepted = (acceptedOn: string) =>
      creationObstacles(anAgreement({ acceptedOn, startsOn: '2026-01-01' }), { today: TODAY });

    expect(accepted('2026-05-31')).toEqual([]);
    expect(accepted(TODAY)).toEqual([expect.stringContaining('only what is created on a later day counts')]);
  });

  test('gets every reason at once', () => {
    const agreement = anAgreement({ acceptedOn: '2024-12-16', startsOn: '2024-12-16', endsOn: '2026-05-31' });

    expect(creationObstacles(agreement, { today: TODAY })).toEqual([
      expect.stringContaining('runs from 2024-12-16 to 2026-05-31'),
      expect.stringContaining('was accepted on 2024-12-16'),
    ]);
  });

  test('has no model that counts for later agreements only, by the stricter reading', () => {
    const models = [{ id: 'anthropic.claude-sonnet-4-5-20250929-v1:0', provider: 'anthropic' }];
    const said = (acceptedOn: string) =>
      modelSentences(anAgreement({ acceptedOn }), { models }, { catalog: aModelCatalog() });

    expect(said('2025-09-29')).toEqual([]);
    expect(said('2025-09-28')).toEqual([expect.stringMatching(/accepted after 2025-09-28.*two ways.*stricter/)]);
    expect(modelSentences(anAgreement(), {}, { catalog: aModelCatalog() })).toEqual([
      expect.not.stringContaining('two ways'),
    ]);
  });
});

describe('the tag of an agreement on a profile that exists', () => {
  const context = { settings: settings(), catalog: aModelCatalog(), today: TODAY };
  const obstacles = (over: Parameters<typeof aProfile>[0], agreement = anAgreement()) =>
    taggingObstacles(agreement, aProfile(over), { id: ID }, context);

  test.for([
    ['has none', new Map()],
    ['has the same', new Map([['map-migrated', 'migABCDE12345']])],
    ['has a misspelt key', new Map([['Map-Migrated', 'migABCDE12345']])],
    ['has a placeholder', new Map([['map-migrated', 'mig-map-tagname-here']])],
    ['has a wrong case', new Map([['map-migrated', 'MIGABCDE12345']])],
  ] as const)('may be put where the profile %s', ([, tags]) => {
    expect(obstacles({ tags })).toEqual([]);
  });

  test.for([
    ['of nobody we know', 'migZZZZZ99999'],
    ['of another agreement of ours', 'migOTHER00000'],
  ] as const)('never takes the place of a value %s', ([, value]) => {
    const others = settings({
      agreements: [anAgreement(), anAgreement({ id: 'OTHER00000', tagValue: 'migOTHER00000' })],
    });
    const profile = aProfile({ tags: new Map([['map-migrated', value]]) });

    expect(taggingObstacles(anAgreement(), profile, { id: ID }, { ...context, settings: others })).toEqual([
      expect.stringContaining(`It carries "${value}"`),
    ]);
  });

  test('earns nothing on what was created on or before the day of acceptance', () => {
    expect(obstacles({ createdAt: '2025-02-04T00:00:00.000Z' })).toEqual([]);
    expect(obstacles({ createdAt: '2025-02-03T23:59:59.999Z' })).toEqual([
      expect.stringMatching(/created on 2025-02-03.*mapwarden profile create does that\.$/),
    ]);
  });

  test('gets every reason at once', () => {
    const tags = new Map([
      ['AmazonDataZoneDomain', 'dzd'],
      ['map-migrated', 'migZZZZZ99999'],
    ]);
    const agreement = anAgreement({ endsOn: '2026-05-31', scope: { ous: [], accounts: ['444455556666'] } });

    expect(obstacles({ tags, models: [], createdAt: '2025-01-01T00:00:00.000Z' }, agreement)).toHaveLength(6);
  });
});
