import pLimit from 'p-limit';
import type { Account } from '../domain/account.ts';
import { isAudited } from '../domain/account.ts';
import { AwsError } from '../domain/errors.ts';
import type { RegionCatalog } from '../domain/region-catalog.ts';
import type { Target, TargetResult } from '../domain/target.ts';
import {
  isExcluded,
  type RegionState,
  settledOutcome,
  showsDisabledRegion,
  type TargetScope,
} from '../engine/targets.ts';
import type { InventoryPort } from '../ports/inventory.ts';
import type { Progress } from '../ports/progress.ts';
import type { RegionStatus, RegionsPort } from '../ports/regions.ts';
import { inOrder } from './in-order.ts';
import { type Judge, type Judged, readTarget } from './read-target.ts';

/** Accounts whose results may wait for one before them: what bounds memory when one hangs. */
const WINDOW = 1_024;

export interface WalkRequest {
  /** Selected accounts, sorted by id. */
  readonly accounts: readonly Account[];
  readonly scope: TargetScope;
  /** The only regions to look at, sorted; undefined for every region that AWS names. */
  readonly regions?: readonly string[];
  /** Regions that AWS names to the caller, whose account may not be among the selected ones. */
  readonly named: readonly string[];
  readonly catalog: RegionCatalog;
  /** The most targets read at a time. */
  readonly concurrency: number;
  readonly judge: (account: Account) => Judge;
}

export interface WalkPorts {
  readonly regions: RegionsPort;
  readonly inventory: InventoryPort;
  readonly progress: Progress;
}

/** One account, each of its targets in the order of the regions. */
export interface WalkedAccount {
  readonly account: Account;
  readonly targets: readonly WalkedTarget[];
}

export interface WalkedTarget {
  readonly result: TargetResult;
  readonly judged: readonly Judged[];
}

/** What is known of an account's regions; undefined where AWS would not say. */
type KnownRegions = ReadonlyMap<string, RegionStatus['state']> | undefined;

/**
 * Reads every target, account by account, and yields the accounts in order. The regions of all accounts are asked for
 * first; an account's targets are read as soon as its own are known, and it is yielded once all are, since only then
 * it is certain which regions there are.
 */
export async function* walk(ports: WalkPorts, request: WalkRequest): AsyncGenerator<WalkedAccount> {
  const known = new Map(request.accounts.map((account) => [account.id, regionsOf(ports, request, account)]));
  const universe = allRegions(request, [...known.values()]);
  const limit = pLimit(request.concurrency);

  const walkAccount = async (account: Account): Promise<WalkedAccount> => {
    const own = await known.get(account.id);
    const judge = request.judge(account);
    const read = (region: string): Promise<WalkedTarget> => {
      const state: RegionState = own ? (own.get(region) ?? 'unnamed') : 'unknown';
      const target = { account, region };
      return walkTarget(ports, request, { target, state, judge }, (work) => limit(work));
    };
    const early = new Map([...(own?.keys() ?? [])].filter(isWanted(request)).map((region) => [region, read(region)]));
    // Awaited below; a rejection in between must not be taken for unhandled.
    for (const work of early.values()) work.catch(() => undefined);
    const targets = (await universe).map((region) => early.get(region) ?? read(region));
    return { account, targets: await Promise.all(targets) };
  };

  yield* inOrder(request.accounts, WINDOW, walkAccount);
}

function isWanted(request: WalkRequest): (region: string) => boolean {
  const { regions } = request;
  return (region) => !regions || regions.includes(region);
}

async function regionsOf(ports: WalkPorts, request: WalkRequest, account: Account): Promise<KnownRegions> {
  if (!isAudited(account) || isExcluded(account, request.scope)) return undefined;
  try {
    const statuses = await ports.regions.regionsOf(account);
    return new Map(statuses.map(({ region, state }) => [region, state]));
  } catch (error) {
    // Why, every target of the account will tell when it is read without knowing.
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}

/** Every region that any account's list names; where none could be read, those of the dated list. Sorted. */
async function allRegions(request: WalkRequest, known: readonly Promise<KnownRegions>[]): Promise<readonly string[]> {
  if (request.regions) return request.regions;
  const lists = (await Promise.all(known)).flatMap((regions) => [...(regions?.keys() ?? [])]);
  const named = new Set([...request.named, ...lists]);
  return [...(named.size > 0 ? named : request.catalog.regions.keys())].sort();
}

async function walkTarget(
  ports: WalkPorts,
  request: WalkRequest,
  { target, state, judge }: { readonly target: Target; readonly state: RegionState; readonly judge: Judge },
  limit: <T>(work: () => Promise<T>) => Promise<T>,
): Promise<WalkedTarget> {
  const settled = settledOutcome(target.account, target.region, state, request.scope, request.catalog);
  const walked = settled
    ? { result: { target, outcome: settled }, judged: [] }
    : await limit(() => readOne(ports, request, target, state, judge));
  ports.progress.finished();
  return walked;
}

async function readOne(
  ports: WalkPorts,
  request: WalkRequest,
  target: Target,
  state: RegionState,
  judge: Judge,
): Promise<WalkedTarget> {
  const { judged, failure } = await readTarget(ports.inventory, target, judge);
  if (!failure) return { result: { target, outcome: 'scanned' }, judged };
  if (showsDisabledRegion(failure, target.region, state, request.catalog)) {
    return { result: { target, outcome: 'region-disabled' }, judged };
  }
  return { result: { target, outcome: failure.outcome, failure }, judged };
}
