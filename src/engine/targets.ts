import { type Account, isAudited, isEmptyScope, isNamedBy, type Scope } from '../domain/account.ts';
import type { Failure } from '../domain/errors.ts';
import type { CompleteOutcome } from '../domain/outcome.ts';
import type { RegionCatalog } from '../domain/region-catalog.ts';
import type { TargetResult } from '../domain/target.ts';
import type { BilledPair } from './spend/billed-pairs.ts';

/**
 * Whether a region can be used in an account. `unnamed`: the account's list was read and lacks it.
 * `unknown`: the list could not be read.
 */
export type RegionState = 'enabled' | 'disabled' | 'changing' | 'unnamed' | 'unknown';

export interface TargetScope {
  readonly include: Scope;
  readonly exclude: Scope;
}

/** Whether the configuration leaves the account out. */
export function isExcluded(account: Account, { include, exclude }: TargetScope): boolean {
  return isNamedBy(exclude, account) || !(isEmptyScope(include) || isNamedBy(include, account));
}

/**
 * The outcome of a target that needs no call, by the contract's order: inactive, excluded, no endpoint, disabled.
 * Undefined where it must be read.
 */
export function settledOutcome(
  account: Account,
  region: string,
  state: RegionState,
  scope: TargetScope,
  catalog: RegionCatalog,
): CompleteOutcome | undefined {
  if (!isAudited(account)) return 'account-inactive';
  if (isExcluded(account, scope)) return 'excluded';
  if (catalog.regions.get(region)?.bedrock === false) return 'service-unavailable';
  return state === 'disabled' || state === 'unnamed' ? 'region-disabled' : undefined;
}

/** What regional services answer to a good token in a region that the account has not switched on. */
const INVALID_TOKEN = new Set(['UnrecognizedClientException', 'InvalidClientTokenId', 'AuthFailure', 'OptInRequired']);

/**
 * Whether a failed read shows that the region is switched off. Only where that is possible: the account's list could
 * not tell, and the region is one that must be switched on. Anywhere else an invalid token is a failure.
 */
export function showsDisabledRegion(
  failure: Failure,
  region: string,
  state: RegionState,
  catalog: RegionCatalog,
): boolean {
  if (!INVALID_TOKEN.has(failure.code)) return false;
  return state === 'changing' || (state === 'unknown' && catalog.regions.get(region)?.optIn === true);
}

const DISABLED_WITH_SPEND = 'RegionDisabledWithSpend';

/**
 * A target that counts as read because its region is switched off is unread after all where the bill shows usage there:
 * switching a region off does not stop what runs in it.
 */
export function withBilled(result: TargetResult, billed: readonly BilledPair[]): TargetResult {
  const { target, outcome } = result;
  const pair = billed.find(({ accountId, region }) => accountId === target.account.id && region === target.region);
  if (outcome !== 'region-disabled' || !pair) return result;
  const failure: Failure = {
    outcome: 'not-reached',
    operation: 'ce:GetCostAndUsage',
    code: DISABLED_WITH_SPEND,
    requestId: null,
    message: pair.isUnplaced
      ? 'The region is switched off, and the bill shows Bedrock usage of the account in a region that is: here or in another one, which the usage type does not tell.'
      : 'The region is switched off, and the bill shows Bedrock usage there.',
  };
  return { target, outcome: failure.outcome, failure };
}
