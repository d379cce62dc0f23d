import { compare, isZero } from '../domain/money.ts';
import { GAP_OUTCOMES } from '../domain/outcome.ts';
import type { ReportHead } from '../domain/report.ts';
import type { RunPoint } from '../domain/run-history.ts';
import { findingSums, type Spend } from '../domain/spend.ts';

/** A run as a point of a trend. */
export function runPoint(head: ReportHead): RunPoint {
  const { coverage, totals, spend } = head;
  const gaps = GAP_OUTCOMES.reduce((sum, outcome) => sum + coverage.byOutcome[outcome], 0);
  const judged = totals.resources - totals.notApplicable;
  return {
    runId: head.runId,
    now: head.now,
    organizationId: head.organization.id,
    coverage: {
      complete: coverage.complete,
      targets: coverage.targets,
      gaps,
      percent: percentOf(coverage.targets - gaps, coverage.targets),
    },
    compliance: { byCount: percentOf(totals.compliant, judged), bySpend: compliantSpendPercent(spend) },
    spend:
      'total' in spend
        ? {
            currency: spend.currency,
            total: spend.total,
            attributed: spend.attributed,
            ...(findingSums(spend) ?? { lost: null, atRisk: null }),
          }
        : null,
    findings: totals.findings,
    // Left out by version 0.1, whose runs are still there.
    byStatus: totals.byStatus ?? null,
  };
}

/** How much of the Bedrock spend is attributed, in percent, rounded down; null where it is unknown or there is none. */
function compliantSpendPercent(spend: Spend): number | null {
  if (!('total' in spend) || isZero(spend.total)) return null;
  if (compare(spend.attributed, spend.total) === 0) return 100;
  // A share for people: what a float loses lies far behind its one decimal.
  return percentOf(Number(spend.attributed), Number(spend.total));
}

/** With one decimal, rounded down, so that 99.99 is not shown as all. */
function percentOf(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.floor((part / whole) * 1_000) / 10;
}
