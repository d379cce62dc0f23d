import type { IsoInstant } from './dates.ts';
import type { Action, Defect } from './finding.ts';

/** Tags as JSON keeps them, by key. */
export type TagRecord = Readonly<Record<string, string>>;

/** Why a finding leads to no action: a closed list, with a sentence beside each. */
export const REFUSAL_REASONS = [
  'waived',
  'unread',
  'other-method',
  'managed-elsewhere',
  'stripped-twice',
  'configuration-changed',
  'class-not-allowed',
  'account-not-allowed',
  'foreign-value',
  'value-not-certain',
  'no-agreement',
  'several-agreements',
  'agreement-out-of-term',
  'agreement-accepted-too-early',
  'model-unknown',
  'model-accepted-too-early',
  'created-unknown',
  'created-before-acceptance',
  'too-many-tags',
  'breaker',
  'over-cap',
] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

/** One change that the plan asks for. */
export interface PlanAction {
  /** Stable over plans: a hash of what is to be done. */
  readonly id: string;
  readonly findingId: string;
  readonly ruleId: string;
  readonly accountId: string;
  readonly accountName: string;
  readonly region: string;
  /** The resource's name. */
  readonly name: string;
  readonly defect: Defect;
  readonly action: Action;
  /** All tags of the resource as the run read them. */
  readonly before: TagRecord;
  /** The same with the change made; nothing else differs. */
  readonly after: TagRecord;
  /** Why just this value is certain. */
  readonly reason: string;
}

export interface Refusal {
  readonly findingId: string;
  readonly reason: RefusalReason;
  /** The resource, where it has one. */
  readonly arn: string | null;
  /** Which fact is missing or stands against it, in a sentence. */
  readonly detail: string;
}

/** `plan.json`: what would be changed, in the order account, region, ARN, and what would not, and why. */
export interface Plan {
  readonly schemaVersion: 1;
  readonly runId: string;
  readonly createdAt: IsoInstant;
  readonly configurationSha256: string;
  /** Whether the run saw everything that it was to see. */
  readonly coverageComplete: boolean;
  /** SHA-256 over every other member, 64 hex digits. */
  readonly hash: string;
  readonly actions: readonly PlanAction[];
  readonly refusals: readonly Refusal[];
}
