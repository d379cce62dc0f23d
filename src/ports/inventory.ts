import type { Carrier } from '../domain/carrier.ts';
import type { Failure } from '../domain/errors.ts';
import type { Target } from '../domain/target.ts';

/** A carrier as listed, and how far its tags can be trusted. */
export interface InventoryEntry {
  readonly carrier: Carrier;
  /** Tags came from the tagging API, which lags: confirm them before they lead to a finding. */
  readonly provisional: boolean;
}

export interface Inventory {
  readonly entries: readonly InventoryEntry[];
  /** The first reason for which some tags could not be read. */
  readonly failure?: Failure;
}

export type Confirmation =
  | { readonly state: 'read'; readonly carrier: Carrier }
  | { readonly state: 'gone' }
  | { readonly state: 'unread'; readonly carrier: Carrier; readonly failure: Failure };

/** Carriers of one target. */
export interface InventoryPort {
  /** All carriers of the target with their tags. Throws AwsError where they could not all be listed. */
  list(target: Target): Promise<Inventory>;
  /** Reads a carrier's tags anew from the service that owns it. */
  confirm(target: Target, carrier: Carrier): Promise<Confirmation>;
}
