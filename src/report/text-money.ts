import stringWidth from 'string-width';
import type { Finding } from '../domain/finding.ts';
import type { ReportHead } from '../domain/report.ts';
import { pastOf } from './finding-groups.ts';
import { column, truncate, wrap } from './layout.ts';
import type { AccountLosses } from './losses.ts';
import { type Column, type MoneyTable, moneySection } from './money-section.ts';
import { lossesOf } from './money-sentences.ts';
import { printable } from './printable.ts';
import { clean, type Line, line, lines } from './text-lines.ts';

const INDENT = '  ';
const GAP = 2;
/** A name cut shorter than this tells nothing. */
const SHORTEST_NAME = 12;

export function moneyLines(head: ReportHead, accounts: readonly AccountLosses[], width: number): readonly Line[] {
  const section = moneySection(head, accounts);
  if (section === undefined) return [];
  return [
    line('MONEY', 'title'),
    ...section.missing.flatMap((sentence) => lines(wrap(clean(sentence), width, INDENT), 'warning')),
    ...section.before.flatMap((sentence) => lines(wrap(clean(sentence), width, INDENT))),
    ...section.tables.flatMap((table) => [line(''), ...tableLines(table, width)]),
    ...(section.after.length > 0 ? [line('')] : []),
    ...section.after.flatMap((sentence) => lines(wrap(clean(sentence), width, INDENT))),
  ];
}

/** Since when there is a finding, what it costs and who is told: a line below its message. */
export function costLines(finding: Finding, width: number): readonly Line[] {
  const owner = finding.owner === null ? [] : [`owner ${finding.owner}`];
  const parts = [...pastOf(finding), ...lossesOf(finding), ...owner];
  return parts.length === 0 ? [] : lines(wrap(clean(parts.join(', ')), width, '      '));
}

/** A table in columns, or a paragraph a row where the columns are too narrow. */
function tableLines({ columns, rows, more }: MoneyTable, width: number): readonly Line[] {
  const cells = [columns.map(({ name }) => name), ...rows].map((row) => row.map(printable));
  const widths = widthsOf(columns, cells, width - INDENT.length);
  const shown = widths
    ? cells.map((row, index) => line(inColumns(row, columns, widths), index === 0 ? 'informational' : 'plain'))
    : cells.slice(1).flatMap((row) => lines(wrap(inWords(row, columns), width, INDENT, INDENT.repeat(2))));
  return [...shown, ...(more === '' ? [] : lines(wrap(more, width, INDENT)))];
}

/** Columns for each cell: amounts are never cut, names share what is left. Undefined where that is too little. */
function widthsOf(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
): readonly number[] | undefined {
  const wanted = columns.map((_, index) => Math.max(...rows.map((row) => stringWidth(row[index] ?? ''))));
  const measured = columns.map(({ isAmount }, index) => ({ isAmount, index, most: wanted[index] ?? 0 }));
  const names = measured.filter(({ isAmount }) => !isAmount).sort((a, b) => a.most - b.most);
  const amounts = measured.filter(({ isAmount }) => isAmount);
  let left = width - GAP * (columns.length - 1) - sumOf(amounts.map(({ most }) => most));
  const cut = new Map<number, number>();
  // The shortest first: what it does not need is the others'.
  for (const [done, { index, most }] of names.entries()) {
    const each = Math.min(most, Math.floor(left / (names.length - done)));
    if (each < Math.min(most, SHORTEST_NAME)) return undefined;
    cut.set(index, each);
    left -= each;
  }
  return measured.map(({ index, most }) => cut.get(index) ?? most);
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each, 0);
}

function inColumns(row: readonly string[], columns: readonly Column[], widths: readonly number[]): string {
  const cells = row.map((cell, index) => {
    const width = widths[index] ?? 0;
    return columns[index]?.isAmount ? ' '.repeat(width - stringWidth(cell)) + cell : column(cell, width);
  });
  return (INDENT + cells.join(' '.repeat(GAP))).trimEnd();
}

function inWords([name = '', ...cells]: readonly string[], [, ...columns]: readonly Column[]): string {
  const parts = cells.flatMap((cell, index) => (cell === '' ? [] : [`${columns[index]?.name ?? ''} ${cell}`]));
  return truncate(`${name}: ${parts.join(', ')}`, 400);
}
