import type { Account, Caller, Organization } from '../../domain/account.ts';
import type { Route } from '../../domain/alerts.ts';
import type { Asked } from '../../domain/asked.ts';
import type { IsoInstant } from '../../domain/dates.ts';
import type { CostAllocationTagState } from '../../domain/spend.ts';

/** Everything that was asked before an audit, with what came of it. What was not asked is undefined. */
export interface Examination {
  readonly now: IsoInstant;
  readonly store: { readonly place: string; readonly attempt: Asked<void> };
  readonly signs: Asked<TaggerSigns>;
  readonly caller: Asked<Caller>;
  /** Undefined where nobody knows who asks: nothing further was asked. */
  readonly known: Known | undefined;
}

/** What an organization says to a caller that it knows. */
export interface Known {
  readonly organization: Asked<Organization>;
  /** How many there are. */
  readonly accounts: Asked<number>;
  /** Whether what the configuration names exists; undefined where there is no list to look it up in. */
  readonly scopes: Asked<void> | undefined;
  /** By id. */
  readonly looks: readonly AccountLook[];
  /** Undefined where there is no other member account to ask about. */
  readonly trustedAccess: { readonly accountId: string; readonly regions: Asked<void> } | undefined;
  readonly bill: BillLook;
  readonly receivers: readonly ReceiverLook[];
}

/** What was asked about one account. */
export interface AccountLook {
  readonly account: Account;
  /** Why nothing was asked; undefined where it was. */
  readonly left: 'inactive' | 'excluded' | undefined;
  readonly isOwn: boolean;
  /** Undefined in the caller's own account, where none is assumed. */
  readonly role: Asked<void> | undefined;
  readonly ownRegions: Asked<void> | undefined;
  /** Asked where the account did not answer for itself, and may be named in the call. */
  readonly regionsOnBehalf: Asked<void> | undefined;
  /** Sorted by region; the regions that an audit would read. */
  readonly listings: readonly { readonly region: string; readonly listed: Asked<void> }[];
  /** Undefined where no profile was seen. */
  readonly tags: Asked<void> | undefined;
  readonly bulkTags: Asked<void> | undefined;
  /** Undefined where it is not wanted, or is the caller's own account. */
  readonly remediationRole: Asked<void> | undefined;
}

export interface BillLook {
  /** Why the bill is not read at all; undefined where it is. */
  readonly left: 'flag' | 'configuration' | 'no-organization' | undefined;
  /** Undefined where the caller reads it itself. */
  readonly role: Asked<void> | undefined;
  readonly costs: Asked<void> | undefined;
  readonly usageTypes: Asked<void> | undefined;
  /** Of the map tag, and of its form for principals where that is needed. */
  readonly allocationTags: Asked<readonly CostAllocationTagState[]> | undefined;
  readonly requests: number;
}

export interface ReceiverLook {
  readonly route: Route;
  /** Of a webhook; undefined for other channels. */
  readonly address: Asked<void> | undefined;
  /** Of a test message; undefined where none was to be sent. */
  readonly sent: Asked<void> | undefined;
}

/** What the runs of the store say of tags that did not stay. */
export interface TaggerSigns {
  /** Resources whose tag mapwarden wrote, and nobody undid. */
  readonly applied: number;
  readonly lastAppliedAt: IsoInstant | null;
  /** The newest whole run; null where there is none. */
  readonly latest: { readonly runId: string; readonly now: IsoInstant; readonly isComplete: boolean } | null;
  /** Of the resources above, those whose tag was gone again in that run. */
  readonly stripped: number;
}
