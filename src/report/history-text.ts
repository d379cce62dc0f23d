import stringWidth from 'string-width';
import type { RunPoint } from '../domain/run-history.ts';
import { SEVERITIES } from '../domain/severity.ts';
import { money } from './money.ts';
import { printable } from './printable.ts';
import { count, number } from './words.ts';

export interface History {
  /** The newest first. */
  readonly runs: readonly RunPoint[];
  /** Runs that a selection narrowed: no points of a trend. */
  readonly narrowed: number;
  /** Ids of runs whose report is damaged. */
  readonly damaged: readonly string[];
}

/** The trend for programs. */
export function historyJson({ runs, narrowed, damaged }: History): string {
  return `${JSON.stringify({ schemaVersion: 1, runs, narrowed, damaged }, null, 2)}\n`;
}

const NAMES = ['run', 'covered', 'right', 'paid right', 'at risk', 'c/h/m/l/i', 'new', 'resolved', 'organization'];
const RIGHT_ALIGNED = new Set(['covered', 'right', 'paid right', 'at risk', 'new', 'resolved']);

/** The trend as a table, the newest run first. */
export function historyText(history: History): string {
  const { runs } = history;
  if (runs.length === 0)
    return [`There is no finished run of the whole organization.`, ...asides(history), ''].join('\n');
  const isMixed = new Set(runs.map(({ organizationId }) => organizationId)).size > 1;
  const rows = [NAMES, ...runs.map(cellsOf)].map((cells) => (isMixed ? cells : cells.slice(0, -1)));
  const widths = NAMES.map((_, index) => Math.max(...rows.map((cells) => stringWidth(cells[index] ?? ''))));
  const lines = rows.map((cells) => {
    const padded = cells.map((cell, index) => {
      const space = ' '.repeat((widths[index] ?? 0) - stringWidth(cell));
      return RIGHT_ALIGNED.has(NAMES[index] ?? '') ? space + cell : cell + space;
    });
    return padded.join('  ').trimEnd();
  });
  return `${[...lines, '', ...LEGEND, ...asides(history)].join('\n')}\n`;
}

const LEGEND = [
  'covered     of all targets, those that are no gaps',
  'right       of the carriers that rules apply to, those that comply',
  'paid right  of the Bedrock spend, what an agreement counts',
  'c/h/m/l/i   new and open findings: critical, high, medium, low, informational',
  '-           not read, or nothing to count',
];

function cellsOf({ runId, coverage, compliance, spend, findings, byStatus, organizationId }: RunPoint): string[] {
  return [
    printable(runId),
    coverage.complete ? 'all' : percent(coverage.percent),
    percent(compliance.byCount),
    percent(compliance.bySpend),
    spend && spend.atRisk !== null ? money(spend.atRisk, spend.currency) : '-',
    SEVERITIES.map((severity) => number(findings[severity])).join('/'),
    byStatus ? number(byStatus.new) : '-',
    byStatus ? number(byStatus.resolved) : '-',
    printable(organizationId),
  ];
}

function percent(value: number | null): string {
  return value === null ? '-' : `${value.toFixed(1)} %`;
}

function asides({ narrowed, damaged }: History): readonly string[] {
  return [
    ...(narrowed > 0 ? [`Left out: ${count(narrowed, 'run')} with a selection.`] : []),
    ...(damaged.length > 0 ? [`Damaged, and left out: ${printable(damaged.join(', '))}.`] : []),
  ];
}
