import type { IsoInstant } from '../domain/dates.ts';
import { createRandom, DIGITS, LOWER_ALPHANUMERIC, type Random } from './random.ts';
import { ALL_REGIONS, isOptIn } from './regions.ts';
import {
  buildRemediationRole,
  buildRole,
  MANAGEMENT_AUDIT_ACTIONS,
  type WorldAccount,
  type WorldAccountState,
  type WorldRegion,
  type WorldRole,
  type WorldTag,
  type WorldUnit,
} from './world.ts';

const DAY_MS = 86_400_000;

export type UnitName = 'Workloads' | 'Prod' | 'Dev' | 'Data' | 'Sandbox' | 'Security' | 'Infrastructure' | 'Suspended';

interface Character {
  readonly name: string;
  readonly unit: UnitName | undefined;
  readonly state?: WorldAccountState;
  /** The StackSet never reached it. */
  readonly withoutRoles?: boolean;
  /** Whom its tag `owner` names; left out where nobody wrote it down. */
  readonly owner?: string;
}

/** Forgot its map tags until lately, and has had them right since. */
export const REPAIRED_ACCOUNT = 'customer-portal-prod';

/** Told from the front, so that a small organization has the telling ones. */
const CAST: readonly Character[] = [
  { name: 'northwind-management', unit: undefined },
  { name: 'payments-prod', unit: 'Prod', owner: 'payments' },
  { name: 'claims-prod', unit: 'Prod', owner: 'claims' },
  { name: 'data-platform', unit: 'Data', owner: 'data' },
  { name: REPAIRED_ACCOUNT, unit: 'Prod', owner: 'portal' },
  { name: 'legacy-erp', unit: 'Prod', withoutRoles: true },
  { name: 'payments-dev', unit: 'Dev', owner: 'payments' },
  { name: 'marketing-microsite', unit: 'Suspended', state: 'SUSPENDED' },
  { name: 'ml-research', unit: 'Data' },
  { name: 'innovation-lab', unit: 'Sandbox' },
  { name: 'claims-dev', unit: 'Dev', owner: 'claims' },
  { name: 'security-audit', unit: 'Security' },
  { name: 'fraud-detection-prod', unit: 'Prod', owner: 'payments' },
  { name: 'contact-center-prod', unit: 'Prod' },
  { name: 'retired-crm', unit: 'Prod', state: 'PENDING_CLOSURE' },
  { name: 'customer-portal-dev', unit: 'Dev' },
  { name: 'log-archive', unit: 'Security' },
  { name: 'shared-services', unit: 'Infrastructure' },
  { name: 'network-hub', unit: 'Infrastructure' },
  { name: 'hackathon', unit: 'Sandbox' },
  { name: 'pricing-engine-prod', unit: 'Prod' },
  { name: 'document-intake-prod', unit: 'Prod' },
  { name: 'analytics-bi', unit: 'Data' },
  { name: 'developer-sandbox', unit: 'Sandbox' },
];

const TEAMS = [
  'logistics',
  'underwriting',
  'billing',
  'catalog',
  'search',
  'recruiting',
  'procurement',
  'mobile',
] as const;

export interface Cast {
  readonly organizationId: string;
  readonly rootId: string;
  readonly units: Readonly<Record<UnitName, WorldUnit>>;
  readonly accounts: readonly WorldAccount[];
}

interface Member {
  readonly index: number;
  readonly name: string;
}

/** The organization's tree and its accounts; the first is the management account. */
export function castAccounts(options: { now: IsoInstant; seed: number; accounts: number; regions: number }): Cast {
  const random = createRandom(options.seed, 'organization');
  const organizationId = `o-${random.text(LOWER_ALPHANUMERIC, 10)}`;
  const suffix = random.text(LOWER_ALPHANUMERIC, 4);
  const rootId = `r-${suffix}`;
  const units = buildUnits(`${organizationId}/${rootId}`, suffix, random);
  const ids = new Set<string>();
  const accounts = Array.from({ length: Math.max(1, options.accounts) }, (_, index) => {
    const character = CAST[index] ?? extra(index);
    const path = character.unit === undefined ? `${organizationId}/${rootId}` : units[character.unit].path;
    const account = buildAccountOf(character, { id: newId(random, ids, index), path, random, now: options.now });
    return { ...account, regions: regionsOf(options.regions, { index, name: character.name }, random) };
  });
  return { organizationId, rootId, units, accounts };
}

function extra(index: number): Character {
  const team = TEAMS[index % TEAMS.length] ?? TEAMS[0];
  const isProd = Math.floor(index / TEAMS.length) % 2 === 0;
  return { name: `${team}-${isProd ? 'prod' : 'dev'}-${index}`, unit: isProd ? 'Prod' : 'Dev' };
}

function buildUnits(root: string, suffix: string, random: Random): Readonly<Record<UnitName, WorldUnit>> {
  const unit = (name: UnitName, parent: string): WorldUnit => {
    const id = `ou-${suffix}-${random.text(LOWER_ALPHANUMERIC, 8)}`;
    return { id, name, path: `${parent}/${id}` };
  };
  const workloads = unit('Workloads', root);
  return {
    Workloads: workloads,
    Prod: unit('Prod', workloads.path),
    Dev: unit('Dev', workloads.path),
    Data: unit('Data', root),
    Sandbox: unit('Sandbox', root),
    Security: unit('Security', root),
    Infrastructure: unit('Infrastructure', root),
    Suspended: unit('Suspended', root),
  };
}

/** The fourth account's id begins with a zero: an id that is read as a number shows up in every world. */
function newId(random: Random, taken: Set<string>, index: number): string {
  for (;;) {
    const first = index === 3 ? '0' : random.pick(['1', '2', '3', '4', '5', '6', '7', '8', '9']);
    const id = `${first}${random.text(DIGITS, 11)}`;
    if (!taken.has(id)) {
      taken.add(id);
      return id;
    }
  }
}

function buildAccountOf(
  character: Character,
  place: { id: string; path: string; random: Random; now: IsoInstant },
): Omit<WorldAccount, 'regions'> {
  const age = (900 + place.random.below(900)) * DAY_MS;
  return {
    id: place.id,
    name: character.name,
    email: `aws+${character.name}@northwind.example`,
    state: character.state ?? 'ACTIVE',
    ouPath: place.path,
    joinedAt: new Date(Date.parse(place.now) - age).toISOString(),
    joinedBy: place.random.next() < 0.2 ? 'INVITED' : 'CREATED',
    roles: rolesOf(character),
    tags: tagsOf(character),
  };
}

function rolesOf({ unit, withoutRoles }: Character): readonly WorldRole[] {
  if (withoutRoles === true) return [];
  // Only the management account stands outside every unit, and StackSets do not reach it: its role is made by hand.
  const audit = unit === undefined ? buildRole({ actions: MANAGEMENT_AUDIT_ACTIONS }) : buildRole();
  return [audit, buildRemediationRole()];
}

/** Of those without an owner one has the tag in another spelling, which names nobody. */
function tagsOf({ name, unit, owner }: Character): readonly WorldTag[] {
  const place = unit === undefined ? [] : [{ key: 'environment', value: unit.toLowerCase() }];
  if (name === 'ml-research') return [...place, { key: 'Owner', value: 'research@northwind.example' }];
  return owner === undefined ? place : [...place, { key: 'owner', value: `${owner}@northwind.example` }];
}

/** Where AWS is still at work: it takes hours to switch a region. */
const SWITCHING: Readonly<Record<string, WorldRegion>> = {
  'payments-dev': { region: 'eu-south-1', status: 'DISABLING' },
  'fraud-detection-prod': { region: 'af-south-1', status: 'ENABLING' },
};

/** The first two accounts have switched on the first opt-in regions, most others none. */
function regionsOf(count: number, { index, name }: Member, random: Random): readonly WorldRegion[] {
  return ALL_REGIONS.slice(0, Math.max(1, count)).map((region) => {
    if (!isOptIn(region)) return { region, status: 'ENABLED_BY_DEFAULT' };
    const isOn = random.next() < 0.08 || (index < 2 && ['ap-east-1', 'af-south-1'].includes(region));
    const { [name]: switching } = SWITCHING;
    if (switching?.region === region) return switching;
    return { region, status: isOn ? 'ENABLED' : 'DISABLED' };
  });
}
