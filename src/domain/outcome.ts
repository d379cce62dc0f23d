/** Outcomes of a target that leave nothing unknown. */
export const COMPLETE_OUTCOMES = [
  'scanned',
  'account-inactive',
  'excluded',
  'region-disabled',
  'service-unavailable',
] as const;

/** Outcomes of a target that leave it, or part of it, unread. */
export const GAP_OUTCOMES = [
  'role-denied',
  'access-denied',
  'scp-denied',
  'throttled',
  'timed-out',
  'failed',
  'not-reached',
] as const;

export const TARGET_OUTCOMES = [...COMPLETE_OUTCOMES, ...GAP_OUTCOMES] as const;

export type CompleteOutcome = (typeof COMPLETE_OUTCOMES)[number];
export type GapOutcome = (typeof GAP_OUTCOMES)[number];
export type TargetOutcome = (typeof TARGET_OUTCOMES)[number];

/** How often each outcome occurred: always all twelve keys. */
export type OutcomeCounts = Readonly<Record<TargetOutcome, number>>;

export function isGapOutcome(outcome: TargetOutcome): outcome is GapOutcome {
  return GAP_OUTCOMES.some((gap) => gap === outcome);
}
