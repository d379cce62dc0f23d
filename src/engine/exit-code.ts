import type { ReportHead } from '../domain/report.ts';
import { isAtLeast, SEVERITIES, type Severity } from '../domain/severity.ts';

/** What makes an audit fail: findings as bad as a severity, or worse; or none ever. */
export type FailOn = Severity | 'none';

/** The audit's exit code by the contract. Incomplete outranks findings: a verdict on a part is no verdict. */
export function auditExitCode(head: Pick<ReportHead, 'coverage' | 'totals'>, failOn: FailOn): 0 | 1 | 4 {
  if (!head.coverage.complete) return 4;
  if (failOn === 'none') return 0;
  return SEVERITIES.some((severity) => isAtLeast(severity, failOn) && head.totals.findings[severity] > 0) ? 1 : 0;
}
