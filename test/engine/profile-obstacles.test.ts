import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  coverage,
  coverageObstacles,
  creationObstacles,
  modelSentences,
  strayKeys,
  taggingObstacles,
  waiverRemarks,
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

  const A = anAgreement({ id: 'AAAAA11111', tagValue: 'migAAAAA11111' });
  const B = anAgreement({ id: 'BBBBB22222', tagValue: 'migBBBBB22222' });
  const two = { ...context, settings: settings({ agreements: [A, B] }) };
  const about = (tags: ReadonlyMap<string, string>) => taggingObstacles(A, aProfile({ tags }), { id: ID }, two);

  test.for([
    ['of nobody we know', 'migZZZZZ99999'],
    ['of another agreement of ours', 'migBBBBB22222'],
    ['of another one without its prefix', 'BBBBB22222'],
    ['of another one in capitals', 'MIGBBBBB22222'],
    ['of another one with a space', 'migBBBBB22222 '],
    ['of another programme', 'sapABCDE12345'],
    ['of another programme, for another agreement of ours', 'sapBBBBB22222'],
    ['that is an id of somebody', 'ZZZZZ99999'],
    ['that nobody understands', 'yes'],
  ] as const)('never takes the place of a value %s', ([, value]) => {
    expect(about(new Map([['map-migrated', value]]))).toEqual([
      expect.stringContaining(`It carries map-migrated = ${JSON.stringify(value)}, which does not mean`),
    ]);
  });

  test.for([
    'AAAAA11111',
    'MIGAAAAA11111',
    ' migAAAAA11111',
    'aaaaa11111',
    '',
    '  ',
    'mig-tagname-here',
    'd-server-01x',
  ])('may take the place of %j, which means this agreement or none', (value) => {
    expect(about(new Map([['map-migrated', value]]))).toEqual([]);
  });

  test('never stands beside a misspelt key with a value of another agreement', () => {
    expect(about(new Map([['Map-Migrated', 'migBBBBB22222']]))).toEqual([
      expect.stringContaining('It carries Map-Migrated = "migBBBBB22222"'),
    ]);
    expect(
      about(
        new Map([
          ['map_migrated', 'migAAAAA11111'],
          ['Map-Migrated', 'BBBBB22222'],
        ]),
      ),
    ).toHaveLength(1);
  });

  test('means what it means, whomever the agreement covers', () => {
    const elsewhere = { ...B, scope: { ous: [], accounts: ['444455556666'] } };
    const tags = new Map([['map-migrated', 'AAAAA11111']]);
    const unknown = { ...A, scope: { ous: ['ou-a'], accounts: [] } };
    const changed = { ...two, settings: settings({ agreements: [unknown, elsewhere] }) };

    expect(taggingObstacles(unknown, aProfile({ tags }), { id: ID }, changed)).toEqual([
      expect.stringContaining('is not known: its scope names OUs'),
    ]);
  });

  test('leaves nothing to refuse where it is there already', () => {
    const tags = new Map([
      ['map-migrated', 'migAAAAA11111'],
      ['Map-Migrated', 'migBBBBB22222'],
    ]);

    expect(about(tags)).toEqual([]);
    expect(strayKeys(tags, 'map-migrated')).toEqual([
      'Map-Migrated = "migBBBBB22222" stays beside it; MAP reads map-migrated only.',
    ]);
  });

  test.for([
    'todo-migZZZZZ99999',
    'example ZZZZZ99999',
    'TODO: sapZZZZZ99999?',
    'mig12345-tbd',
    'here:ABCDEFGHIJ',
    'd-server-0abc migZZZZZ99999 todo',
    'todo migAAAAA11111 migZZZZZ99999',
  ])('is never put over a placeholder beside what may be the id of another: %s', (value) => {
    expect(about(new Map([['map-migrated', value]]))).toEqual([expect.stringContaining('it is never overwritten')]);
  });

  test.for([
    'mig-map-tagname-here',
    'your-mpe-id',
    'mig-XXXXXXXXXX',
    'todo-migration-2026',
    'todo migAAAAA11111',
    'd-server-020zya2d8ytar8',
    '  ',
  ])('is put over what claims nothing for anybody else: %s', (value) => {
    expect(about(new Map([['map-migrated', value]]))).toEqual([]);
  });

  test('comes with a word on a waiver that accepts the tag as it is, while that holds', () => {
    const waiver = { rule: 'map-tag-missing', resource: '*', reason: 'Moves.', owner: 'a@example.com', until: TODAY };
    const others = [
      { ...waiver, until: '2026-05-31' },
      { ...waiver, rule: 'map-model-not-listed' },
      { ...waiver, resource: 'arn:x' },
    ];

    expect(waiverRemarks(aProfile(), [waiver, ...others], TODAY)).toEqual([
      'A waiver of map-tag-missing by a@example.com accepts its tag as it is until 2026-06-01: Moves.',
    ]);
  });

  test('is put only over what means its agreement or nothing, whatever is there', () => {
    const parts = fc.array(
      fc.constantFrom('mig', 'MIG', 'sap', ' ', 'AAAAA11111', 'BBBBB22222', 'bbbbb22222', '-', 'x'),
      {
        maxLength: 4,
      },
    );
    const keys = fc.constantFrom('map-migrated', 'Map-Migrated', 'map_migrate');

    fc.assert(
      fc.property(
        fc.dictionary(
          keys,
          parts.map((each) => each.join('')),
        ),
        (record) => {
          const tags = new Map(Object.entries(record));
          const isOfB = [...tags.values()].some((value) => /^\s*(mig|sap)?BBBBB22222\s*$/i.test(value));
          fc.pre(tags.get('map-migrated') !== A.tagValue);
          if (isOfB) expect(about(tags)).not.toEqual([]);
        },
      ),
    );
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
