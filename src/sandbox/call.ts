import type { IsoDate, IsoInstant } from '../domain/dates.ts';
import type { Arrivals } from './arrivals.ts';
import type { Courier } from './courier.ts';
import type { CredentialStore, Identity } from './credentials.ts';
import type { ServiceName } from './dialect.ts';
import type { Estate } from './estate.ts';
import { type Fault, type FaultKind, hasFault } from './faults.ts';
import type { ObjectStore } from './object-store.ts';
import type { WriteLog } from './write-log.ts';

/** Everything that lasts as long as the server. */
export interface Surroundings {
  readonly estate: Estate;
  readonly credentials: CredentialStore;
  readonly settings: Settings;
  faults(): readonly Fault[];
  /** Milliseconds since 1970, for the expiry of tokens, which the SDK holds against the machine's clock. */
  wallMs(): number;
  /** Milliseconds that never go back, for tag lag and rates. */
  monotonicMs(): number;
  readonly writes: WriteLog;
  readonly arrivals: Arrivals;
  readonly courier: Courier;
  readonly objects: ObjectStore;
  /** Where the server listens. */
  url(): string;
  /** How often the fault has struck there so far, this time included; starts anew when faults are set. */
  countStrike(kind: FaultKind, place: string): number;
}

export interface Settings {
  readonly pageSize: number;
  readonly emptyPages: boolean;
  readonly repeatTokens: boolean;
  readonly tagLagMs: number;
  /** Groups in a page of Cost Explorer. */
  readonly costPageSize: number;
  /** Keys in a page of S3. */
  readonly objectPageSize: number;
  /** When the story plays: what is made in it bears this date. */
  readonly now: IsoInstant;
  /** UTC; Cost Explorer knows nothing of tomorrow. */
  readonly today: IsoDate;
}

/** One request, understood and authenticated. */
export interface Call extends Surroundings {
  readonly service: ServiceName;
  readonly operation: string;
  /** IAM's name of the operation: `tag:GetResources`. */
  readonly action: string;
  readonly region: string;
  readonly identity: Identity;
}

/** Whether a fault strikes this call; `accountId` where the call is about another account than the caller's. */
export function strikes(call: Call, kind: FaultKind, accountId: string = call.identity.accountId): boolean {
  const faults = call.faults();
  return faults.length > 0 && hasFault(faults, kind, accountId, call.region);
}

/**
 * How a list of this call is paged. Faults spoil the lists of the data plane only, since a fault of one account must
 * not break the walk of the organization; the server's own settings spoil every list.
 */
export function pagingOf(call: Call, token: string | undefined, size: number, filter: string) {
  const isDataPlane = call.service === 'bedrock' || call.service === 'tagging';
  return {
    token,
    size,
    list: [call.action, call.identity.accountId, call.region, filter].join('|'),
    emptyPages: call.settings.emptyPages || (isDataPlane && strikes(call, 'empty-pages')),
    repeatToken: call.settings.repeatTokens || (isDataPlane && strikes(call, 'repeat-token')),
  };
}
