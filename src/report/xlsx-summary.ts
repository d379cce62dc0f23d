import type { CellObject } from 'write-excel-file/node';
import type { ReportHead } from '../domain/report.ts';
import { SEVERITIES } from '../domain/severity.ts';
import { findingSums, SPEND_CLASSES, type SpendRead } from '../domain/spend.ts';
import { isRead } from './money-sentences.ts';
import type { Cell, ColumnKind } from './table.ts';
import { unread, verdictOf } from './verdict.ts';
import { number } from './words.ts';
import { headerCell, textCell, titleOf, xlsxCell } from './xlsx-cells.ts';

type Row = (CellObject | null)[];

/** The first sheet: the verdict in the words of the other reports, then its figures. `left`: findings that have no row. */
export function summaryRows(head: ReportHead, left: number): Row[] {
  const verdict = verdictOf(head);
  const sentences = [...verdict.opening.map(({ text }) => text), ...verdict.remarks, verdict.findings];
  const { coverage, totals } = head;
  return [
    [headerCell('mapwarden'), headerCell(`Run ${head.runId}`)],
    ...sentences.map((sentence, index) => row(index === 0 ? 'Verdict' : '', 'text', sentence)),
    ...(left > 0
      ? [row('Left out', 'text', `${number(left)} more findings have no row here; the CSV and report.json have them.`)]
      : []),
    [],
    row('As of (UTC)', 'instant', head.now),
    row('Organization', 'text', head.organization.id),
    row('Accounts', 'count', head.organization.accounts),
    row('Made by', 'text', `mapwarden ${head.tool.version}`),
    row('Configuration (SHA-256)', 'text', head.configuration.sha256),
    [],
    row('Coverage is complete', 'text', coverage.complete ? 'yes' : 'no'),
    row('Targets', 'count', coverage.targets),
    row('Targets not read', 'count', unread(head)),
    [],
    row('Carriers read', 'count', totals.resources),
    row('Compliant', 'count', totals.compliant),
    row('Not compliant', 'count', totals.nonCompliant),
    row('Insufficient data', 'count', totals.insufficientData),
    row('Waived', 'count', totals.suppressed),
    row('Not applicable', 'count', totals.notApplicable),
    ...SEVERITIES.map((severity) => row(`Findings, ${severity}`, 'count', totals.findings[severity])),
    [],
    ...(isRead(head.spend) ? spendRows(head.spend) : [row('Spend', 'text', notRead(head.spend))]),
  ];
}

function notRead(spend: Exclude<ReportHead['spend'], SpendRead>): string {
  return spend.status === 'not-run' ? 'not asked for' : `unavailable: ${spend.reason}`;
}

function spendRows(spend: SpendRead): Row[] {
  const sums = findingSums(spend);
  return [
    row('Spend was read', 'text', spend.status === 'complete' ? 'completely' : 'in part'),
    ...spend.missing.map((sentence) => row('', 'text', sentence)),
    row('Currency', 'text', spend.currency),
    row('Metric', 'text', spend.metric),
    row('From', 'day', spend.start),
    row('Until (exclusive)', 'day', spend.end),
    row('Total', 'money', spend.total),
    ...SPEND_CLASSES.map((part) => row(titleOf(part), 'money', spend[part])),
    row('Lost', sums ? 'money' : 'text', sums?.lost ?? 'not judged'),
    row('At risk in 30 days', sums ? 'money' : 'text', sums?.atRisk ?? 'not judged'),
    row('In no finding', 'money', spend.belowThreshold),
  ];
}

function row(name: string, kind: ColumnKind, value: Cell): Row {
  return [{ ...textCell(name), fontWeight: 'bold' }, left(xlsxCell(kind, value))];
}

/** Numbers and dates beside sentences are read from the left. */
function left(cell: CellObject | null): CellObject | null {
  return cell && { ...cell, align: 'left', wrap: true, alignVertical: 'top' };
}
