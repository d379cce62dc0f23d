import type { ActionResult } from '../domain/action-result.ts';
import type { ReportHead } from '../domain/report.ts';
import { isAtLeast, SEVERITIES, type Severity } from '../domain/severity.ts';

/** What makes an audit fail: findings as bad as a severity, or worse; or none ever. */
export type FailOn = Severity | 'none';

/**
 * The audit's exit code by the contract. Incomplete outranks findings: a verdict on a part is no verdict. What the
 * baseline had already does not fail the audit.
 */
export function auditExitCode(head: Pick<ReportHead, 'coverage' | 'totals' | 'baseline'>, failOn: FailOn): 0 | 1 | 4 {
  const { coverage, totals, baseline } = head;
  if (!coverage.complete) return 4;
  if (failOn === 'none') return 0;
  const hasMore = (severity: Severity) => totals.findings[severity] > (baseline?.findings[severity] ?? 0);
  return SEVERITIES.some((severity) => isAtLeast(severity, failOn) && hasMore(severity)) ? 1 : 0;
}

/**
 * The exit code of `apply` and `undo` once no guard refused. What was not reached was not done as asked, and that must
 * not look like success.
 */
export function applyExitCode(results: readonly Pick<ActionResult, 'outcome'>[]): 0 | 3 | 5 {
  const has = (...outcomes: readonly ActionResult['outcome'][]) =>
    results.some(({ outcome }) => outcomes.includes(outcome));
  if (has('refused', 'unknown', 'not-reached')) return 3;
  return has('conflicted') ? 5 : 0;
}
