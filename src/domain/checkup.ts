import type { Caller, Organization } from './account.ts';
import type { IsoInstant } from './dates.ts';
import type { Failure } from './errors.ts';

/** What is looked at before an audit, in the order in which it is told. Public, like the ids of rules. */
export const CHECK_IDS = [
  'credentials',
  'organization',
  'accounts',
  'scopes',
  'store',
  'audit-role',
  'regions',
  'trusted-access',
  'bedrock',
  'tags',
  'bulk-tags',
  'management-role',
  'cost-explorer',
  'cost-allocation-tag',
  'remediation-role',
  'webhook-address',
  'alert-delivery',
  'other-tagger',
] as const;
export type CheckId = (typeof CHECK_IDS)[number];

/** `unknown` could not be found out, and is never good; `skipped` is no part of what is configured or asked for. */
export const CHECK_STATES = ['ok', 'failed', 'unknown', 'skipped'] as const;
export type CheckState = (typeof CHECK_STATES)[number];

/** One thing that was looked at. */
export interface Check {
  readonly id: CheckId;
  readonly state: CheckState;
  /** Whether something of what is configured is missing from an audit without it. */
  readonly required: boolean;
  /** Null for what belongs to no single account. */
  readonly accountId: string | null;
  readonly accountName: string | null;
  /** Sorted; empty for what belongs to no region. */
  readonly regions: readonly string[];
  /** The role, place, call or receiver, where there are several; else null. */
  readonly subject: string | null;
  /** What was tried, and what came of it. */
  readonly message: string;
  /** What a person does about it; null where nothing is to be done. */
  readonly remedy: string | null;
  /** What AWS, or whoever was asked, said; null where nothing went wrong. */
  readonly failure: CheckFailure | null;
}

export type CheckFailure = Pick<Failure, 'operation' | 'code' | 'requestId' | 'message'>;

/**
 * What the checks come to. `ready`: an audit gives all that is configured. `lacking`: it runs and something is missing.
 * `blocked`: it would end at once. `unknown`: whether it would could not be found out.
 */
export const READINESS = ['ready', 'lacking', 'blocked', 'unknown'] as const;
export type Readiness = (typeof READINESS)[number];

export interface Checkup {
  readonly now: IsoInstant;
  readonly readiness: Readiness;
  /** Null where AWS did not say. */
  readonly caller: Caller | null;
  readonly organization: Organization | null;
  readonly counts: Readonly<Record<CheckState, number>>;
  /** Requests to Cost Explorer; AWS charges $0.01 for each that it answers. */
  readonly costRequests: number;
  /** In the order of the ids, then by account. */
  readonly checks: readonly Check[];
}
