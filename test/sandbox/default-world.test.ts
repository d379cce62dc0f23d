import { ListAccountsCommand } from '@aws-sdk/client-organizations';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { breachesOf } from '../../src/sandbox/constraints.ts';
import { type DefaultWorldOptions, defaultWorld, startSandbox } from '../../src/sandbox/server.ts';
import { profileArn, type World, type WorldAccount, type WorldProfile } from '../../src/sandbox/world.ts';
import { clients } from './support.ts';

const NOW = '2026-11-20T12:00:00.000Z';
const WORLD = build();

function build(change: Partial<DefaultWorldOptions> = {}): World {
  return defaultWorld({ now: NOW, seed: 1, accounts: 24, regions: 20, profiles: 3, ...change });
}

const [MAIN, EARLY] = WORLD.agreements.map(({ id }) => id);

const byName = (world: World, name: string): WorldAccount | undefined =>
  world.accounts.find((account) => account.name === name);
const unitOf = (world: World, account: WorldAccount | undefined): string | undefined =>
  world.organizationalUnits.find(({ path }) => path === account?.ouPath)?.name;
const mapValue = (profile: WorldProfile): string | undefined =>
  profile.tags.find(({ key }) => key === 'map-migrated')?.value;
const isInData = (profile: WorldProfile): boolean =>
  unitOf(
    WORLD,
    WORLD.accounts.find(({ id }) => id === profile.accountId),
  ) === 'Data';

describe('the default organization', () => {
  test('has two dozen accounts in units, and one management account at the root', () => {
    expect(WORLD.accounts).toHaveLength(24);
    expect(new Set(WORLD.accounts.map(({ id }) => id)).size).toBe(24);
    expect(byName(WORLD, 'northwind-management')).toMatchObject({
      id: WORLD.managementAccountId,
      ouPath: `${WORLD.organizationId}/${WORLD.rootId}`,
    });
    expect(unitOf(WORLD, byName(WORLD, 'payments-prod'))).toBe('Prod');
    expect(new Set(WORLD.accounts.slice(1).map((account) => unitOf(WORLD, account)))).toEqual(
      new Set(['Prod', 'Dev', 'Data', 'Sandbox', 'Security', 'Infrastructure', 'Suspended']),
    );
  });

  test('has one account id that begins with zero', () => {
    expect(WORLD.accounts.filter(({ id }) => id.startsWith('0')).map(({ name }) => name)).toEqual(['data-platform']);
  });

  test('has one account without the role, one suspended, one about to close', () => {
    const without = WORLD.accounts.filter(({ roles }) => !roles.some(({ name }) => name === 'MapwardenAudit'));
    const unusual = WORLD.accounts.filter(({ state }) => state !== 'ACTIVE').map(({ state }) => state);

    expect(without.map(({ name }) => name)).toEqual(['legacy-erp']);
    expect(unusual).toEqual(['SUSPENDED', 'PENDING_CLOSURE']);
  });

  test('has owners of some accounts, a misspelt one, and none of the others', () => {
    const owner = (name: string) => byName(WORLD, name)?.tags.find(({ key }) => /^owner$/i.test(key));

    expect(owner('claims-prod')).toEqual({ key: 'owner', value: 'claims@northwind.example' });
    expect(owner('ml-research')?.key).toBe('Owner');
    expect(owner('analytics-bi')).toBeUndefined();
  });

  test('lets the role of the management account alone see costs and the organization', () => {
    const seeing = WORLD.accounts.filter(({ roles }) => roles.some(({ actions }) => actions.includes('ce:GetTags')));

    expect(seeing.map(({ name }) => name)).toEqual(['northwind-management']);
  });

  test('forbids one region to one unit', () => {
    const [policy, ...others] = WORLD.serviceControlPolicies;

    expect(others).toEqual([]);
    expect(policy?.regions).toEqual(['sa-east-1']);
    expect(WORLD.organizationalUnits.find(({ id }) => id === policy?.targets[0])?.name).toBe('Sandbox');
  });

  test('has a region without Bedrock switched on somewhere, and opt-in regions mostly off', () => {
    const statuses = (region: string) =>
      WORLD.accounts.map(({ regions }) => regions.find((known) => known.region === region)?.status);

    expect(statuses('ap-east-1')).toContain('ENABLED');
    expect(statuses('eu-south-1').filter((status) => status === 'DISABLED').length).toBeGreaterThan(12);
  });

  test('has one region that AWS is switching on for an account, and one that it is switching off', () => {
    const switching = WORLD.accounts.flatMap(({ name, regions }) =>
      regions.filter(({ status }) => status.endsWith('ING')).map(({ region, status }) => [name, region, status]),
    );

    expect(switching).toEqual([
      ['payments-dev', 'eu-south-1', 'DISABLING'],
      ['fraud-detection-prod', 'af-south-1', 'ENABLING'],
    ]);
  });

  test('has exactly the wanted profiles in each target that can hold some, and a second page in one', () => {
    const counts = new Map<string, number>();
    for (const { accountId, region } of WORLD.profiles) {
      counts.set(`${accountId}/${region}`, (counts.get(`${accountId}/${region}`) ?? 0) + 1);
    }
    const holding = WORLD.accounts
      .filter(({ state }) => state !== 'SUSPENDED')
      .flatMap(({ id, regions }) =>
        regions
          .filter(({ region, status }) => status.startsWith('ENABLED') && region !== 'ap-east-1')
          .map(({ region }) => `${id}/${region}`),
      );

    expect([...counts.keys()].sort()).toEqual([...holding].sort());
    expect([...new Set(counts.values())].sort()).toEqual([3, 9]);
    expect([...counts.values()].filter((count) => count === 9)).toHaveLength(1);
  });

  test('has mostly right tags', () => {
    const right = WORLD.profiles.filter((profile) => {
      const value = mapValue(profile);
      return value === `mig${MAIN}` || (value === `mig${EARLY}` && isInData(profile));
    });
    const share = right.length / WORLD.profiles.length;

    expect(share).toBeGreaterThan(0.83);
    expect(share).toBeLessThan(0.87);
  });

  const keysOf = (profile: WorldProfile) => profile.tags.map(({ key }) => key);
  test.for<[string, (profile: WorldProfile, value: string) => boolean]>([
    ['missing, never tagged', (profile) => profile.tags.length === 0 && !profile.everTagged],
    ['missing, once tagged', (profile) => profile.tags.length === 0 && profile.everTagged],
    [
      'missing beside other tags',
      (profile) => keysOf(profile).length > 0 && !keysOf(profile).some((key) => /map/i.test(key)),
    ],
    [
      'key-case',
      (profile) => keysOf(profile).some((key) => key !== 'map-migrated' && key.toLowerCase() === 'map-migrated'),
    ],
    [
      'key-typo',
      (profile) => keysOf(profile).some((key) => ['map_migrated', 'map-migrate', 'mapmigrated'].includes(key)),
    ],
    ['blank', (_, value) => /^\s*$/.test(value)],
    ['legacy-server-id', (_, value) => value.startsWith('d-server-')],
    ['placeholder', (_, value) => /\b(here|your|todo)\b/.test(value)],
    ['whitespace', (_, value) => /\s/.test(value) && value.replace(/\s/g, '') === `mig${MAIN}`],
    ['value-case', (_, value) => value.toLowerCase() === `mig${MAIN}`.toLowerCase() && value !== `mig${MAIN}`],
    ['prefix-missing', (_, value) => value === MAIN],
    ['prefix-wrong', (_, value) => /^(sap|comm|mig_ec2_)[A-Z0-9]{10}$/.test(value)],
    ['malformed', (_, value) => /^mig[-=]?[A-Z0-9]{10}(\/prod)?$/.test(value) && !/^mig[A-Z0-9]+$/.test(value)],
    [
      'unknown-agreement',
      (_, value) => /^mig[A-Z0-9]{9,10}$/.test(value) && ![`mig${MAIN}`, `mig${EARLY}`].includes(value),
    ],
    ['agreement-out-of-scope', (profile, value) => value === `mig${EARLY}` && !isInData(profile)],
  ])('shows somewhere: %s', ([, isSo]) => {
    expect(WORLD.profiles.some((profile) => isSo(profile, mapValue(profile) ?? 'none'))).toBe(true);
  });

  test('has ordinary tags, and profiles older than their agreement, but few', () => {
    const keys = new Set(WORLD.profiles.flatMap(keysOf));
    const old = WORLD.profiles.filter(
      (profile) => mapValue(profile) === `mig${MAIN}` && profile.createdAt.slice(0, 10) <= acceptedOn(WORLD, 0),
    );

    expect([...keys]).toEqual(expect.arrayContaining(['team', 'owner', 'cost-center']));
    expect(old.length).toBeGreaterThan(0);
    expect(old.length).toBeLessThan(WORLD.profiles.length * 0.05);
  });

  test('has deleted profiles that the tagging API remembers', () => {
    const living = new Set(WORLD.profiles.map(profileArn));

    expect(WORLD.ghosts.length).toBeGreaterThan(1);
    expect(WORLD.ghosts.filter(({ arn }) => living.has(arn))).toEqual([]);
  });
});

const acceptedOn = (world: World, index: number): string => world.agreements[index]?.acceptedOn ?? '';

describe('its agreements', () => {
  test('are one for all and one, accepted too early, for the data unit', () => {
    const [main, early] = WORLD.agreements;

    expect(main?.ous).toEqual([]);
    expect(WORLD.organizationalUnits.find(({ id }) => id === early?.ous[0])?.name).toBe('Data');
    expect(early?.acceptedOn).toBe('2024-11-18');
    expect(WORLD.agreements.every(({ id }) => /^[A-Z][A-Z0-9]{9}$/.test(id))).toBe(true);
  });

  test.for([
    ['2024-11-20T00:00:00.000Z', '2024-10-21', '2024-10-21'],
    ['2024-12-17T00:00:00.000Z', '2024-12-17', '2024-11-17'],
    ['2025-02-01T00:00:00.000Z', '2024-12-17', '2024-11-18'],
    ['2026-11-20T00:00:00.000Z', '2026-01-24', '2024-11-18'],
    ['2031-11-20T00:00:00.000Z', '2031-01-24', '2024-11-18'],
  ] as const)('are dated for a story told on %s', ([now, main, early]) => {
    const world = build({ now, accounts: 4 });

    expect([acceptedOn(world, 0), acceptedOn(world, 1)]).toEqual([main, early]);
    expect(world.agreements.every(({ endsOn }) => endsOn > now.slice(0, 10))).toBe(true);
    expect(world.profiles.every(({ createdAt }) => createdAt <= now)).toBe(true);
  });
});

describe('a default world', () => {
  test('is the same for the same options, and another for another seed', () => {
    expect(build({ historyDays: 30 })).toEqual(build({ historyDays: 30 }));
    expect({ ...build({ seed: 2 }), books: [] }).not.toEqual({ ...WORLD, books: [] });
  });

  test('has names, ids and tags that AWS would take, whatever the size and seed', () => {
    fc.assert(
      fc.property(
        fc.record({
          seed: fc.integer(),
          accounts: fc.integer({ min: 1, max: 60 }),
          regions: fc.integer({ min: 1, max: 34 }),
          profiles: fc.integer({ min: 0, max: 2 }),
        }),
        (options) => {
          const world = build(options);
          expect(world.accounts).toHaveLength(options.accounts);
          expect(world.accounts.every(({ regions }) => regions.length === options.regions)).toBe(true);
          expect(world.profiles.flatMap(breachesOfProfile)).toEqual([]);
          expect(world.organizationalUnits.every(({ id }) => /^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$/.test(id))).toBe(true);
        },
      ),
      { numRuns: 12 },
    );
  });

  test('of one account is the management account alone', () => {
    const world = build({ accounts: 1, regions: 2 });

    expect(world.accounts.map(({ id }) => id)).toEqual([world.managementAccountId]);
    expect(world.profiles).toHaveLength(2 * 3 + 6);
  });

  test('without profiles has none, nor traces of any', () => {
    expect(build({ profiles: 0 })).toMatchObject({ profiles: [], ghosts: [] });
  });

  test('is what a server serves unless it is given another', async () => {
    const sandbox = await startSandbox({ now: NOW, accounts: 7, regions: 3 });
    onTestFinished(sandbox.close);

    const { Accounts = [] } = await clients(sandbox, sandbox.credentials).organizations.send(
      new ListAccountsCommand({}),
    );

    expect(sandbox.world).toEqual(build({ accounts: 7, regions: 3 }));
    expect(Accounts.map(({ Name }) => Name)).toEqual(sandbox.world.accounts.map(({ name }) => name));
    expect(sandbox.configuration).toMatchObject({
      version: 1,
      organization: { auditRole: 'MapwardenAudit' },
      owners: { tagKey: 'owner' },
      agreements: [
        { creditPercent: 25, scope: { ous: [], accounts: [] } },
        { scope: { ous: [expect.stringMatching(/^ou-/)] } },
      ],
    });
  });
});

function breachesOfProfile(profile: WorldProfile) {
  const summary = {
    inferenceProfileName: profile.name,
    ...(profile.description === undefined ? {} : { description: profile.description }),
    createdAt: new Date(profile.createdAt),
    inferenceProfileArn: profileArn(profile),
    models: profile.models.map((modelArn) => ({ modelArn })),
    inferenceProfileId: profile.id,
    status: 'ACTIVE',
    type: 'APPLICATION',
  };
  return [
    ...breachesOf('bedrock', 'InferenceProfileSummary', summary),
    ...breachesOf('bedrock', 'TagList', profile.tags),
  ];
}
