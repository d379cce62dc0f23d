import { stringify } from 'csv-stringify/sync';
import type { Finding } from '../domain/finding.ts';
import type { Run } from '../domain/report.ts';

/** Rows that are turned into text at once: few enough to stream, enough to be fast. */
const ROWS_AT_ONCE = 256;

const COLUMNS: readonly (readonly [name: string, of: (finding: Finding) => string | null])[] = [
  ['id', (finding) => finding.id],
  ['ruleId', (finding) => finding.ruleId],
  ['severity', (finding) => finding.severity],
  ['status', (finding) => finding.status],
  ['accountId', (finding) => finding.accountId],
  ['accountName', (finding) => finding.accountName],
  ['ouPath', (finding) => finding.ouPath],
  ['region', (finding) => finding.region],
  ['resourceType', (finding) => finding.resource.type],
  ['resourceName', (finding) => finding.resource.name],
  ['arn', (finding) => finding.resource.arn],
  ['defect', (finding) => finding.defect],
  ['tagValue', tagValue],
  ['message', (finding) => finding.message],
  ['remediation', (finding) => finding.remediation.kind],
  ['command', (finding) => finding.remediation.command],
  ['lost', (finding) => finding.lost?.amount ?? null],
  ['lostCurrency', (finding) => finding.lost?.currency ?? null],
  ['atRisk', (finding) => finding.atRisk?.amount ?? null],
  ['owner', (finding) => finding.owner],
  ['firstSeen', (finding) => finding.firstSeen],
  ['lastSeen', (finding) => finding.lastSeen],
  ['inBaseline', (finding) => String(finding.inBaseline)],
  ['waivedBy', (finding) => finding.waiver?.owner ?? null],
  ['waivedUntil', (finding) => finding.waiver?.until ?? null],
  ['waiverReason', (finding) => finding.waiver?.reason ?? null],
];

/** In a column of numbers, what is one stays one, also below zero. */
const PLAIN_DECIMAL = /^-?\d+(?:\.\d+)?$/;
const NUMBERS: ReadonlySet<string> = new Set(['lost', 'atRisk']);

/** A line a finding under a header row, by RFC 4180, for spreadsheets and scripts alike. */
export async function* csv(run: Run): AsyncGenerator<string> {
  yield lines([COLUMNS.map(([name]) => name)]);
  let rows: string[][] = [];
  for await (const finding of run.findings()) {
    rows.push(COLUMNS.map(([name, of]) => cell(name, of(finding) ?? '')));
    if (rows.length < ROWS_AT_ONCE) continue;
    yield lines(rows);
    rows = [];
  }
  if (rows.length > 0) yield lines(rows);
}

/** Everything is quoted: an account id that begins with a zero is text. */
function lines(rows: string[][]): string {
  return stringify(rows, { record_delimiter: 'windows', quoted: true, quoted_empty: true });
}

function cell(column: string, text: string): string {
  return NUMBERS.has(column) && PLAIN_DECIMAL.test(text) ? text : inert(text);
}

/**
 * A spreadsheet takes a cell that begins with one of these for a formula, and some do so after quotes or blanks too;
 * the apostrophe makes it text. Source: OWASP, "CSV Injection".
 */
function inert(text: string): string {
  return /^(?:[\t\r\n]|[\s"']*[=+\-@＝＋－＠])/.test(text) ? `'${text}` : text;
}

/** The value of the map tag as far as the rule looked at it. */
function tagValue(finding: Finding): string | null {
  const value = finding.evidence['tag.value'];
  return typeof value === 'string' ? value : null;
}
