import {
  buildAccount,
  buildProfile,
  buildRole,
  buildWorld,
  type World,
  type WorldAccount,
  type WorldProfile,
  type WorldRegion,
} from '../../src/sandbox/world.ts';

export const NOW = '2026-06-01T00:00:00.000Z';
/** By id, the members come first and the management account last. */
export const MEMBER = '111122223333';
export const OTHER = '444455556666';
export const MANAGEMENT = '999988887777';

export const UNIT = 'ou-nw01-prod0001';
export const EMPTY_UNIT = 'ou-nw01-empty001';
const ROOT = 'o-northwind01/r-nw01';

/** Two that every account has, one that has no Bedrock, one that nobody has switched on. */
export const REGIONS: readonly WorldRegion[] = [
  { region: 'us-east-1', status: 'ENABLED_BY_DEFAULT' },
  { region: 'eu-west-1', status: 'ENABLED_BY_DEFAULT' },
  { region: 'ap-east-1', status: 'ENABLED' },
  { region: 'af-south-1', status: 'DISABLED' },
];

export const GOOD_TAG = { key: 'map-migrated', value: 'migABCDE12345' };

/** A profile that every rule is content with, changed as given. */
export function goodProfile(change: Partial<WorldProfile> & Pick<WorldProfile, 'accountId' | 'id'>): WorldProfile {
  return buildProfile({ region: 'us-east-1', tags: [GOOD_TAG], ...change });
}

/** An account of the small world, changed as given. */
export function account(change: Partial<WorldAccount> & Pick<WorldAccount, 'id'>): WorldAccount {
  return buildAccount({ regions: REGIONS, roles: [buildRole()], ...change });
}

export const smallAccounts: readonly WorldAccount[] = [
  account({ id: MANAGEMENT, name: 'management' }),
  account({ id: MEMBER, name: 'payments', ouPath: `${ROOT}/${UNIT}` }),
  account({ id: OTHER, name: 'claims' }),
];

/** Three accounts, four regions, five profiles and nothing wrong with any: whatever an audit finds, the test put there. */
export function smallWorld(change: Partial<World> & { readonly accounts?: readonly WorldAccount[] } = {}): World {
  const { accounts = smallAccounts, ...rest } = change;
  return buildWorld(accounts, {
    managementAccountId: MANAGEMENT,
    organizationalUnits: [
      { id: UNIT, name: 'Prod', path: `${ROOT}/${UNIT}` },
      { id: EMPTY_UNIT, name: 'Empty', path: `${ROOT}/${EMPTY_UNIT}` },
    ],
    profiles: [
      goodProfile({ accountId: MEMBER, id: 'payments0001' }),
      goodProfile({ accountId: MEMBER, id: 'payments0002' }),
      goodProfile({ accountId: MEMBER, id: 'payments0003', region: 'eu-west-1' }),
      goodProfile({ accountId: OTHER, id: 'claims000001' }),
      goodProfile({ accountId: MANAGEMENT, id: 'manage000001' }),
    ],
    agreements: [{ id: 'ABCDE12345', name: 'Core platform', acceptedOn: '2026-01-15', endsOn: '2028-01-15', ous: [] }],
    ...rest,
  });
}
