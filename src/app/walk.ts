import pLimit from 'p-limit';
import type { Account } from '../domain/account.ts';
import type { RegionCatalog } from '../domain/region-catalog.ts';
import type { Target, TargetResult } from '../domain/target.ts';
import { type RegionState, settledOutcome, showsDisabledRegion, type TargetScope } from '../engine/targets.ts';
import type { InventoryPort } from '../ports/inventory.ts';
import type { Progress } from '../ports/progress.ts';
import { inOrder } from './in-order.ts';
import { type Judge, type Judged, readTarget } from './read-target.ts';
import type { RegionSurvey } from './survey.ts';

/** Accounts whose results may wait for one before them: what bounds memory when one hangs. */
const WINDOW = 1_024;

export interface WalkRequest {
  /** Selected accounts, sorted by id. */
  readonly accounts: readonly Account[];
  readonly scope: TargetScope;
  readonly survey: RegionSurvey;
  /** The only regions to look at, sorted; undefined for every region that AWS names. */
  readonly regions?: readonly string[];
  /** Every region that a target can be in, sorted, once it is known. */
  readonly universe: Promise<readonly string[]>;
  readonly catalog: RegionCatalog;
  /** The most targets read at a time. */
  readonly concurrency: number;
  readonly judge: (account: Account) => Judge;
}

export interface WalkPorts {
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

/**
 * Reads every target, account by account, and yields the accounts in order. An account's targets are read as soon as
 * its own regions are known, and it is yielded once those of all accounts are, since only then it is certain which
 * regions there are.
 */
export async function* walk(ports: WalkPorts, request: WalkRequest): AsyncGenerator<WalkedAccount> {
  const limit = pLimit(request.concurrency);

  const walkAccount = async (account: Account): Promise<WalkedAccount> => {
    const own = await request.survey.get(account.id);
    const judge = request.judge(account);
    const read = (region: string): Promise<WalkedTarget> => {
      const state: RegionState = own ? (own.get(region) ?? 'unnamed') : 'unknown';
      const target = { account, region };
      return walkTarget(ports, request, { target, state, judge }, (work) => limit(work));
    };
    const early = new Map([...(own?.keys() ?? [])].filter(isWanted(request)).map((region) => [region, read(region)]));
    // Awaited below; a rejection in between must not be taken for unhandled.
    for (const work of early.values()) work.catch(() => undefined);
    const targets = (await request.universe).map((region) => early.get(region) ?? read(region));
    return { account, targets: await Promise.all(targets) };
  };

  yield* inOrder(request.accounts, WINDOW, walkAccount);
}

function isWanted(request: WalkRequest): (region: string) => boolean {
  const { regions } = request;
  return (region) => !regions || regions.includes(region);
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
