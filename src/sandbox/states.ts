import { type Fault, hasFault } from './faults.ts';
import type { RegionOptStatus, WorldAccount, WorldAccountState } from './world.ts';

/** The state of an account, faults included. */
export function stateOf(account: WorldAccount, faults: readonly Fault[]): WorldAccountState {
  const isStruck = (kind: 'suspended' | 'closed'): boolean =>
    faults.some((fault) => fault.kind === kind && ['*', account.id].includes(fault.accountId));
  if (isStruck('closed')) return 'CLOSED';
  return isStruck('suspended') ? 'SUSPENDED' : account.state;
}

/** Whether a region is switched on for an account, faults included; undefined where AWS has no such region. */
export function regionStatusOf(
  account: WorldAccount,
  region: string,
  faults: readonly Fault[],
): RegionOptStatus | undefined {
  const found = account.regions.find((known) => known.region === region);
  if (found === undefined) return undefined;
  return hasFault(faults, 'region-disabled', account.id, region) ? 'DISABLED' : found.status;
}

/** Tokens work while a region is switched on, and while AWS is still switching it off. */
export function isUsable(status: RegionOptStatus | undefined): boolean {
  return status === 'ENABLED' || status === 'ENABLED_BY_DEFAULT' || status === 'DISABLING';
}
