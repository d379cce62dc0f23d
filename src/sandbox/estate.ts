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
  /** Which one it is of all profiles, from 0. */
  readonly ordinal: number;
  readonly arn: string;
  readonly summary: InferenceProfileSummary;
  /** Oldest first; the first is the world's. */
  readonly versions: TagVersion[];
  /** The `clientRequestToken` that it was created with while the server ran. */
  readonly token?: string;
}

export interface TagVersion {
  /** Monotonic milliseconds. */
  readonly atMs: number;
  readonly tags: readonly WorldTag[];
  /** How often the resource was read since. */
  reads: number;
}

/** The world, found by key: a request must not search it. */
export interface Estate {
  readonly world: World;
  readonly bill: Bill;
  account(id: string): WorldAccount | undefined;
  profilesIn(accountId: string, region: string): readonly Holding[];
  profile(arn: string): Holding | undefined;
  /** Puts a new profile into its target, with tags that were written at `atMs`. */
  add(profile: WorldProfile, atMs: number, token: string | undefined): Holding;
  ghostsIn(accountId: string, region: string): readonly WorldGhost[];
  /** Organizations and Account Management answer this account about others. */
  isAdministrator(accountId: string): boolean;
}

export function createEstate(world: World): Estate {
  const accounts = new Map(world.accounts.map((account) => [account.id, account]));
  const holdings = world.profiles.map((profile, ordinal) => hold(profile, ordinal, seenByAll(profile.tags)));
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
    add(profile, atMs, token) {
      const holding = hold(profile, byArn.size, { atMs, tags: profile.tags, reads: 0 }, token);
      const target = `${profile.accountId}/${profile.region}`;
      byArn.set(holding.arn, holding);
      byTarget.set(target, [...(byTarget.get(target) ?? []), holding]);
      return holding;
    },
    ghostsIn: (accountId, region) => ghosts.get(`${accountId}/${region}`) ?? [],
    isAdministrator: (accountId) => administrators.has(accountId),
  };
}

/** A state of the tags that no reader lags behind. */
export function seenByAll(tags: readonly WorldTag[]): TagVersion {
  return { atMs: Number.NEGATIVE_INFINITY, tags, reads: Number.POSITIVE_INFINITY };
}

function hold(profile: WorldProfile, ordinal: number, first: TagVersion, token?: string): Holding {
  const arn = profileArn(profile);
  const createdAt = new Date(profile.createdAt);
  return {
    profile,
    ordinal,
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
    versions: [first],
    ...(token === undefined ? {} : { token }),
  };
}

function groupByTarget<T>(
  list: readonly T[],
  placeOf: (one: T) => { readonly accountId: string; readonly region: string },
): Map<string, readonly T[]> {
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
