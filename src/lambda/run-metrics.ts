import type { ReportHead } from '../domain/report.ts';
import { SEVERITIES } from '../domain/severity.ts';
import { runPoint } from '../engine/run-point.ts';
import type { Metric } from './function-tools.ts';

/**
 * What a finished run of the whole organization measures. What is unknown has no metric: a zero would be an answer.
 * Amounts lose digits that no graph shows.
 */
export function runMetrics(head: ReportHead): readonly Metric[] {
  const { coverage, compliance, spend } = runPoint(head);
  const seconds = (Date.parse(head.finishedAt) - Date.parse(head.startedAt)) / 1_000;
  return [
    { name: 'CompleteRuns', unit: 'Count', value: coverage.complete ? 1 : 0 },
    ...known('CoveragePercent', 'Percent', coverage.percent),
    ...known('CompliantSpendPercent', 'Percent', compliance.bySpend),
    ...known('SpendAtRisk', 'None', spend && spend.atRisk !== null ? Number(spend.atRisk) : null),
    { name: 'RunSeconds', unit: 'Seconds', value: seconds },
    ...SEVERITIES.map(
      (severity): Metric => ({
        name: 'Findings',
        unit: 'Count',
        value: head.totals.findings[severity],
        dimensions: { severity },
      }),
    ),
  ];
}

function known(name: string, unit: Metric['unit'], value: number | null): readonly Metric[] {
  return value === null ? [] : [{ name, unit, value }];
}
