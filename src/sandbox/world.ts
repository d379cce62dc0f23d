import type { ACCOUNT_STATES } from '../domain/account.ts';
import type { IsoDate, IsoInstant } from '../domain/dates.ts';
import type { UsageLine, WorldAllocationTag } from './books.ts';
import { buildDestinations, type Destinations } from './destinations.ts';

/** What the simulated AWS holds, as plain data. Times are instants; nothing in it changes while a server runs. */
export interface World extends Destinations {
  readonly organizationId: string;
  readonly rootId: string;
  readonly managementAccountId: string;
  /** Accounts that may ask Organizations and Account Management like the management account. */
  readonly delegatedAdministrators: readonly string[];
  /** Whose credentials the sandbox hands out: a user of the account or, with a role, a session of it. */
  readonly caller: WorldCaller;
  readonly organizationalUnits: readonly WorldUnit[];
  /** In the order in which Organizations lists them. */
  readonly accounts: readonly WorldAccount[];
  /** Regions in which AWS runs no Bedrock control plane. */
  readonly regionsWithoutBedrock: readonly string[];
  readonly serviceControlPolicies: readonly WorldPolicy[];
  readonly profiles: readonly WorldProfile[];
  /** Deleted profiles that the tagging API still remembers. */
  readonly ghosts: readonly WorldGhost[];
  readonly agreements: readonly WorldAgreement[];
  /** Everything that was ever billed, as a flat list in no order. The default world writes it when first asked. */
  readonly books: readonly UsageLine[];
  /** The tag keys that billing knows. */
  readonly allocationTags: readonly WorldAllocationTag[];
}

export interface WorldCaller {
  readonly accountId: string;
  readonly roleName?: string;
}

export interface WorldUnit {
  readonly id: string;
  readonly name: string;
  /** With its own id: `o-x/r-y/ou-a`. */
  readonly path: string;
}

export type WorldAccountState = (typeof ACCOUNT_STATES)[number];
export type RegionOptStatus = 'ENABLED_BY_DEFAULT' | 'ENABLED' | 'ENABLING' | 'DISABLING' | 'DISABLED';

export interface WorldAccount {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly state: WorldAccountState;
  /** Down to the parent: `o-x/r-y/ou-a`. */
  readonly ouPath: string;
  readonly joinedAt: IsoInstant;
  readonly joinedBy: 'INVITED' | 'CREATED';
  readonly roles: readonly WorldRole[];
  readonly regions: readonly WorldRegion[];
  /** Organizations' tags of the account itself. */
  readonly tags: readonly WorldTag[];
}

export interface WorldRegion {
  readonly region: string;
  readonly status: RegionOptStatus;
}

export interface WorldRole {
  readonly name: string;
  /** Accounts that may assume it; empty means the management account and the delegated administrators. */
  readonly trusts: readonly string[];
  /** Demanded by the trust policy where given. */
  readonly externalId?: string;
  /** IAM actions that its identity policy allows, such as `bedrock:ListTagsForResource`; `service:*` is understood. */
  readonly actions: readonly string[];
  /** The only keys of tags that it may write: `aws:TagKeys` in a condition. Left out: any. */
  readonly tagKeys?: readonly string[];
  /** A broken trust setup: sessions of this role come out in that account. */
  readonly sessionAccountId?: string;
}

/** A service control policy that denies actions. As in AWS it never binds the management account. */
export interface WorldPolicy {
  readonly id: string;
  /** Ids of OUs, of the root or of accounts. */
  readonly targets: readonly string[];
  /** Empty means every region. */
  readonly regions: readonly string[];
  readonly denies: readonly string[];
}

export interface WorldTag {
  readonly key: string;
  readonly value: string;
}

/** An application inference profile. */
export interface WorldProfile {
  readonly accountId: string;
  readonly region: string;
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly createdAt: IsoInstant;
  /** ARNs of foundation models, one to five. */
  readonly models: readonly string[];
  readonly tags: readonly WorldTag[];
  /** Whether it ever bore a tag: only then does the tagging API know it. */
  readonly everTagged: boolean;
  /** The first day on which its usage bears its tags; left out: it bore them from the start. */
  readonly taggedOn?: IsoDate;
}

export interface WorldGhost {
  readonly accountId: string;
  readonly region: string;
  readonly arn: string;
  readonly tags: readonly WorldTag[];
}

export interface WorldAgreement {
  readonly id: string;
  readonly name: string;
  readonly acceptedOn: IsoDate;
  readonly endsOn: IsoDate;
  /** Ids of the OUs that it covers; empty means every account. */
  readonly ous: readonly string[];
  /** For the configuration only; left out where nobody wrote the rate down. */
  readonly creditPercent?: number;
}

export const AUDIT_ROLE = 'MapwardenAudit';
const REMEDIATION_ROLE = 'MapwardenRemediate';

/** What the audit needs to read, and no more. */
export const AUDIT_ACTIONS: readonly string[] = [
  'account:ListRegions',
  'bedrock:GetInferenceProfile',
  'bedrock:ListInferenceProfiles',
  'bedrock:ListTagsForResource',
  'tag:GetResources',
];

/** What the audit's role may do besides in the management account, where alone the organization's bill is seen. */
export const MANAGEMENT_AUDIT_ACTIONS: readonly string[] = [
  ...AUDIT_ACTIONS,
  'ce:GetCostAndUsage',
  'ce:GetDimensionValues',
  'ce:GetTags',
  'ce:ListCostAllocationTags',
  'organizations:DescribeOrganization',
  'organizations:DescribeOrganizationalUnit',
  'organizations:ListAccounts',
  'organizations:ListTagsForResource',
];

export const REMEDIATION_ACTIONS: readonly string[] = [
  'bedrock:ListTagsForResource',
  'bedrock:TagResource',
  'bedrock:UntagResource',
];

export function profileArn(profile: Pick<WorldProfile, 'accountId' | 'region' | 'id'>): string {
  return `arn:aws:bedrock:${profile.region}:${profile.accountId}:application-inference-profile/${profile.id}`;
}

/** The role that the audit assumes, as the StackSet would leave it. */
export function buildRole(change: Partial<WorldRole> = {}): WorldRole {
  return { name: AUDIT_ROLE, trusts: [], actions: AUDIT_ACTIONS, ...change };
}

/** The role that remediation assumes: it writes the map tag of a resource that it is told of, and finds none itself. */
export function buildRemediationRole(change: Partial<WorldRole> = {}): WorldRole {
  return buildRole({ name: REMEDIATION_ROLE, actions: REMEDIATION_ACTIONS, tagKeys: ['map-migrated'], ...change });
}

/** An active account with the audit role and one region, changed as given. */
export function buildAccount(change: Partial<WorldAccount> & Pick<WorldAccount, 'id'>): WorldAccount {
  return {
    name: `account-${change.id}`,
    email: `aws+${change.id}@northwind.example`,
    state: 'ACTIVE',
    ouPath: 'o-northwind01/r-nw01',
    joinedAt: '2022-03-01T09:00:00.000Z',
    joinedBy: 'CREATED',
    roles: [buildRole()],
    regions: [{ region: 'us-east-1', status: 'ENABLED_BY_DEFAULT' }],
    tags: [],
    ...change,
  };
}

/** A profile with one model and no tags, changed as given. */
export function buildProfile(
  change: Partial<WorldProfile> & Pick<WorldProfile, 'accountId' | 'region' | 'id'>,
): WorldProfile {
  const tags = change.tags ?? [];
  return {
    name: `profile-${change.id}`,
    createdAt: '2026-03-02T10:00:00.000Z',
    models: [`arn:aws:bedrock:${change.region}::foundation-model/amazon.nova-pro-v1:0`],
    everTagged: tags.length > 0,
    ...change,
    tags,
  };
}

/** An organization of these accounts, the first of which is the management account; changed as given. */
export function buildWorld(accounts: readonly WorldAccount[], change: Partial<World> = {}): World {
  const managementAccountId = change.managementAccountId ?? accounts[0]?.id ?? '000000000000';
  return {
    organizationId: 'o-northwind01',
    rootId: 'r-nw01',
    managementAccountId,
    delegatedAdministrators: [],
    caller: { accountId: managementAccountId },
    organizationalUnits: [],
    accounts,
    regionsWithoutBedrock: ['ap-east-1'],
    serviceControlPolicies: [],
    profiles: [],
    ghosts: [],
    agreements: [],
    books: [],
    ...buildDestinations(managementAccountId),
    allocationTags: [{ key: 'map-migrated', status: 'Active', updatedAt: '2024-12-17T00:00:00.000Z' }],
    ...change,
  };
}
