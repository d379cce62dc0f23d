import { isGapOutcome, TARGET_OUTCOMES, type TargetOutcome } from '../domain/outcome.ts';
import type { RuleCounts } from '../domain/report.ts';
import type { CoverageGap } from '../domain/target.ts';
import { tableOf } from './table.ts';
import { OUTCOME_MEANINGS } from './verdict.ts';

/** A row an outcome, all twelve of them. */
export const COVERAGE = tableOf<{ readonly outcome: TargetOutcome; readonly targets: number }>(
  [
    ['outcome', 'text', ({ outcome }) => outcome],
    ['isGap', 'text', ({ outcome }) => String(isGapOutcome(outcome))],
    ['targets', 'count', ({ targets }) => targets],
    ['meaning', 'text', ({ outcome }) => OUTCOME_MEANINGS[outcome]],
  ],
  ({ head }) => TARGET_OUTCOMES.map((outcome) => ({ outcome, targets: head.coverage.byOutcome[outcome] })),
);

/** A row a target that could not be read, or not whole. */
export const GAPS = tableOf<CoverageGap>(
  [
    ['accountId', 'text', ({ accountId }) => accountId],
    ['accountName', 'text', ({ accountName }) => accountName],
    ['region', 'text', ({ region }) => region],
    ['outcome', 'text', ({ outcome }) => outcome],
    ['operation', 'text', ({ operation }) => operation],
    ['code', 'text', ({ code }) => code],
    ['requestId', 'text', ({ requestId }) => requestId],
    ['message', 'text', ({ message }) => message],
    ['remedy', 'text', ({ remedy }) => remedy],
  ],
  ({ head }) => head.coverage.gaps,
);

/** A row a rule in force. */
export const RULES = tableOf<RuleCounts>(
  [
    ['ruleId', 'text', ({ id }) => id],
    ['title', 'text', ({ title }) => title],
    ['severity', 'text', ({ severity }) => severity],
    ['compliant', 'count', ({ compliant }) => compliant],
    ['nonCompliant', 'count', ({ nonCompliant }) => nonCompliant],
    ['notApplicable', 'count', ({ notApplicable }) => notApplicable],
    ['insufficientData', 'count', ({ insufficientData }) => insufficientData],
    ['note', 'text', ({ note }) => note],
  ],
  ({ head }) => head.rules,
);
