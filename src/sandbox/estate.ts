import type { InferenceProfileSummary } from '@aws-sdk/client-bedrock';
import { type Bill, createBill } from './bill.ts';
import {
  profileArn,
  type World,
  type WorldAccount,
  type WorldGhost,
  type WorldProfile,
  type WorldTag,
} from './world.ts';

/** A profile with the tags that were written to it while the server ran. */
export interface Holding {
  readonly profile: WorldProfile;
  readonly arn: string;
  readonly summary: InferenceProfileSummary;
  /** Oldest first; the first is the world's. */
  readonly versions: TagVersion[];
}

export interface TagVersion {
  /** Monotonic milliseconds. */
  readonly atMs: number;
  readonly tags: readonly WorldTag[];
}

/** The world, found by key: a request must not search it. */
export interface Estate {
  readonly world: World;
  readonly bill: Bill;
  account(id: string): WorldAccount | undefined;
  profilesIn(accountId: string, region: string): readonly Holding[];
  profile(arn: string): Holding | undefined;
  ghostsIn(accountId: string, region: string): readonly WorldGhost[];
  /** Organizations and Account Management answer this account about others. */
  isAdministrator(accountId: string): boolean;
}

export function createEstate(world: World): Estate {
  const accounts = new Map(world.accounts.map((account) => [account.id, account]));
  const holdings = world.profiles.map(hold);
  const byArn = new Map(holdings.map((holding) => [holding.arn, holding]));
  const byTarget = groupByTarget(holdings, ({ profile }) => profile);
  const ghosts = groupByTarget(world.ghosts, (ghost) => ghost);
  const administrators = new Set([world.managementAccountId, ...world.delegatedAdministrators]);
  return {
    world,
    bill: createBill(world),
    account: (id) => accounts.get(id),
    profilesIn: (accountId, region) => byTarget.get(`${accountId}/${region}`) ?? [],
    profile: (arn) => byArn.get(arn),
    ghostsIn: (accountId, region) => ghosts.get(`${accountId}/${region}`) ?? [],
    isAdministrator: (accountId) => administrators.has(accountId),
  };
}

/** The tags as a service shows them that lags behind the writes. */
export function tagsSeen(holding: Holding, nowMs: number, lagMs: number): readonly WorldTag[] {
  return holding.versions.findLast(({ atMs }) => atMs + lagMs <= nowMs)?.tags ?? [];
}

/** The tags as last written, whether or not anybody sees them yet. */
export function tagsWritten(holding: Holding): readonly WorldTag[] {
  return holding.versions.at(-1)?.tags ?? [];
}

function hold(profile: WorldProfile): Holding {
  const arn = profileArn(profile);
  const createdAt = new Date(profile.createdAt);
  return {
    profile,
    arn,
    summary: {
      inferenceProfileName: profile.name,
      ...(profile.description === undefined ? {} : { description: profile.description }),
      createdAt,
      updatedAt: createdAt,
      inferenceProfileArn: arn,
      models: profile.models.map((modelArn) => ({ modelArn })),
      inferenceProfileId: profile.id,
      status: 'ACTIVE',
      type: 'APPLICATION',
    },
    versions: [{ atMs: Number.NEGATIVE_INFINITY, tags: profile.tags }],
  };
}

function groupByTarget<T>(
  list: readonly T[],
  placeOf: (one: T) => { readonly accountId: string; readonly region: string },
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) {
    const { accountId, region } = placeOf(one);
    const key = `${accountId}/${region}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups;
}
