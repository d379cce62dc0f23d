import { stringify } from 'csv-stringify/sync';
import type { Run } from '../domain/report.ts';
import { COVERAGE, GAPS, RULES } from './coverage-tables.ts';
import { FINDINGS } from './findings-table.ts';
import { ACCOUNTS, AGREEMENTS, DEFECTS, MONTHS, OUS, SERVICES } from './spend-tables.ts';
import type { Cell, ColumnKind, Table } from './table.ts';

/** Rows that are turned into text at once: few enough to stream, enough to be fast. */
const ROWS_AT_ONCE = 256;

/** In a column of numbers, what is one stays one, also below zero. */
const PLAIN_DECIMAL = /^-?\d+(?:\.\d+)?$/;

/** A line a row under a header row, by RFC 4180, for spreadsheets and scripts alike. */
export const CSV = {
  csv: csvOf(FINDINGS),
  'csv:accounts': csvOf(ACCOUNTS),
  'csv:agreements': csvOf(AGREEMENTS),
  'csv:services': csvOf(SERVICES),
  'csv:months': csvOf(MONTHS),
  'csv:ous': csvOf(OUS),
  'csv:defects': csvOf(DEFECTS),
  'csv:coverage': csvOf(COVERAGE),
  'csv:gaps': csvOf(GAPS),
  'csv:rules': csvOf(RULES),
} as const;

function csvOf({ columns, rows: rowsOf }: Table): (run: Run) => AsyncGenerator<string> {
  return async function* (run) {
    yield lines([columns.map(({ name }) => name)]);
    let rows: string[][] = [];
    for await (const row of rowsOf(run)) {
      rows.push(columns.map(({ kind }, index) => textOf(kind, row[index] ?? '')));
      if (rows.length < ROWS_AT_ONCE) continue;
      yield lines(rows);
      rows = [];
    }
    if (rows.length > 0) yield lines(rows);
  };
}

/** Everything is quoted: an account id that begins with a zero is text. */
function lines(rows: string[][]): string {
  return stringify(rows, { record_delimiter: 'windows', quoted: true, quoted_empty: true });
}

function textOf(kind: ColumnKind, value: NonNullable<Cell>): string {
  const text = String(value);
  return kind === 'count' || (kind === 'money' && PLAIN_DECIMAL.test(text)) ? text : inert(text);
}

/**
 * A spreadsheet takes a cell that begins with one of these for a formula, and some do so after quotes or blanks too;
 * the apostrophe makes it text. Source: OWASP, "CSV Injection".
 */
function inert(text: string): string {
  return /^(?:[\t\r\n]|[\s"']*[=+\-@＝＋－＠])/.test(text) ? `'${text}` : text;
}
