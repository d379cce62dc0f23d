import type { Scope } from './account.ts';
import type { IsoInstant } from './dates.ts';
import type { Finding } from './finding.ts';
import type { Decimal } from './money.ts';
import type { Severity } from './severity.ts';

export const ALERT_CHANNELS = ['sns', 'amazon-q', 'slack', 'event-bridge'] as const;
export type AlertChannel = (typeof ALERT_CHANNELS)[number];

/** Somebody who is told: where, and of which findings. */
export interface Route {
  /** Stable as long as receiver and filter are: what was told is remembered under it. */
  readonly id: string;
  readonly channel: AlertChannel;
  /** The ARN of a topic or secret, or the name or ARN of an event bus. */
  readonly target: string;
  /** Only findings of these accounts; an empty scope means all, those without an account too. */
  readonly scope: Scope;
  /** Only findings of these owners; none means all. */
  readonly owners: readonly string[];
  /** Findings as bad as this or worse. */
  readonly minSeverity: Severity;
  /** How long a signed link to the report is to be valid; left out where there is to be none. */
  readonly linkHours?: number;
}

/** An address at which whoever has it can read the report, for a while. */
export interface ReportLink {
  readonly url: string;
  readonly seconds: number;
  /** It was signed by a session whose end is not known, and ends with it at the latest. */
  readonly endsWithSession: boolean;
}

export interface AlertSettings {
  readonly routes: readonly Route[];
  /** An open finding is told again after so many days. */
  readonly remindAfterDays: number;
}

/** Why a finding is told. */
export const CHANGE_KINDS = ['new', 'worsened', 'stripped', 'coverage-lost', 'reminder', 'resolved'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

export interface Change {
  readonly kind: ChangeKind;
  readonly finding: Finding;
}

/** What a route was last told of a finding. */
export interface Told {
  readonly at: IsoInstant;
  readonly severity: Severity;
  readonly atRisk: Decimal | null;
  /** How often its tag had been stripped. */
  readonly stripped: number;
  /** Of lost coverage: how many targets of the account it was told are unread. */
  readonly gaps?: number;
}

/**
 * A finding that was open, or accepted, when last looked at, with what each route was told, by the route's id; one that
 * is resolved is kept as long as somebody was told of it and not of its end.
 */
export interface Remembered {
  readonly finding: Finding;
  readonly told: Readonly<Record<string, Told>>;
  /** The tag had been right when the finding was new: somebody has taken it away, or changed it. */
  readonly wasRight?: true;
}

/** Repairs that the run's plan asks for. */
export interface DigestPlan {
  readonly place: string;
  /** With it, and the id of the run, the apply function is asked to apply it. */
  readonly hash: string;
  readonly actions: number;
  /** Whether the configuration has it applied; otherwise nothing is written before a person says so. */
  readonly isApplied: boolean;
}

/** What one route is told of one run: the document behind every form of message. */
export interface Digest {
  readonly schemaVersion: 1;
  readonly kind: 'digest';
  /** Of route, changes and the run before: whoever is told twice, be it by two runs at once, sees the same id twice. */
  readonly id: string;
  readonly routeId: string;
  readonly runId: string;
  readonly at: IsoInstant;
  readonly organizationId: string;
  readonly coverage: { readonly complete: boolean; readonly targets: number; readonly gaps: number };
  /** Of the whole organization; null where spend was not read, and for a route that is told of a part only. */
  readonly money: { readonly currency: string; readonly lost: Decimal; readonly atRisk: Decimal } | null;
  /** The worst among the changes that are not `resolved`; `informational` where all are. */
  readonly severity: Severity;
  readonly counts: Readonly<Record<ChangeKind, number>>;
  /** The worst and most expensive first; resolved ones last. */
  readonly changes: readonly Change[];
  /** Where the whole report is: a folder, or an `s3://` address. */
  readonly place: string;
  /** The same place in the AWS console, where it is in S3. */
  readonly consoleUrl: string | null;
  /** Left out where nothing was planned, or nothing is to be repaired. */
  readonly plan?: DigestPlan | undefined;
  /** Made when it is sent, and never kept: whoever can read the outbox must not find it there. */
  readonly link?: ReportLink;
}

/** A message that tells nothing, sent on request to see whether a receiver takes one. */
export interface TestMessage {
  readonly schemaVersion: 1;
  readonly kind: 'test';
  readonly id: string;
  readonly routeId: string;
  readonly at: IsoInstant;
  /** Null where AWS did not say. */
  readonly organizationId: string | null;
}
