import type { Check, CheckState, Checkup, Readiness } from '../domain/checkup.ts';
import { requestWords } from '../domain/errors.ts';
import { NARROWEST, wrap } from './layout.ts';
import { printable } from './printable.ts';
import { clean, type Line, line, lines, paint, type Style } from './text-lines.ts';
import { count, firstOf, joined, number } from './words.ts';

/** Accounts, and regions, that are named before the rest is counted: of what is in order nobody needs the names. */
const MOST_NAMES: Readonly<Record<CheckState, number>> = { ok: 0, failed: 5, unknown: 5, skipped: 5 };

/** One JSON document. */
export function checkupJson(checkup: Checkup, toolVersion: string): string {
  const tool = { name: 'mapwarden', version: toolVersion };
  return `${JSON.stringify({ schemaVersion: 1, tool, ...checkup }, null, 2)}\n`;
}

/** Checks of one kind that came to the same. */
interface Group {
  readonly example: Check;
  readonly checks: readonly [Check, ...Check[]];
}

/** For people: the verdict first, then what failed with what to do about it, and last what is in order. */
export function checkupText(
  checkup: Checkup,
  { color, width: columns }: { readonly color: boolean; readonly width: number },
): string {
  const width = Math.max(NARROWEST, columns);
  const groups = grouped(checkup.checks);
  const among = (state: CheckState, required?: boolean) =>
    groups.filter(({ example }) => example.state === state && (required ?? example.required) === example.required);
  const sections: readonly (readonly Line[])[] = [
    headLines(checkup, width),
    section('FAILED', among('failed', true), width, 'critical'),
    section('UNKNOWN', among('unknown', true), width, 'warning'),
    section('WRONG, BUT NOT NEEDED', [...among('failed', false), ...among('unknown', false)], width, 'low'),
    section('OK', among('ok'), width, 'good'),
    section('SKIPPED', among('skipped'), width, 'informational'),
    costLines(checkup, width),
  ].filter((each) => each.length > 0);
  return sections.map((each) => each.map((one) => `${paint(one, color)}\n`).join('')).join('\n');
}

const VERDICTS: Readonly<Record<Readiness, { readonly text: string; readonly style: Style }>> = {
  ready: { text: 'An audit can run, and nothing that is configured is missing', style: 'good' },
  lacking: { text: 'An audit can run, and something would be missing from it', style: 'warning' },
  blocked: { text: 'An audit cannot run', style: 'critical' },
  unknown: { text: 'Whether an audit can run is not known', style: 'warning' },
};

function headLines({ readiness, counts, caller, organization }: Checkup, width: number): readonly Line[] {
  const { text, style } = VERDICTS[readiness];
  const told = [
    `${number(counts.ok)} ok`,
    `${number(counts.failed)} failed`,
    `${number(counts.unknown)} unknown`,
    `${number(counts.skipped)} skipped`,
  ];
  const who = caller === null ? [] : [`Caller ${caller.arn}${organization === null ? '' : `, ${organization.id}`}.`];
  return [
    ...lines(wrap(`${text}: ${joined(told)}.`, width), style),
    ...who.flatMap((each) => lines(wrap(clean(each), width))),
  ];
}

function section(title: string, groups: readonly Group[], width: number, style: Style): readonly Line[] {
  if (groups.length === 0) return [];
  return [line(title, style), ...groups.flatMap((group) => groupLines(group, width))];
}

function groupLines({ example, checks }: Group, width: number): readonly Line[] {
  const { id, state, subject, message, remedy, failure } = example;
  const most = MOST_NAMES[state];
  const about = [subject === null ? '' : clean(subject), accountsOf(checks, most), regionsOf(checks, most)].filter(
    (part) => part !== '',
  );
  const indented = (text: string) => lines(wrap(clean(text), width, '    '));
  return [
    ...lines(wrap(`${id}${about.length === 0 ? '' : `: ${about.join('; ')}`}`, width, '  ', '    '), 'title'),
    ...indented(message),
    ...(failure === null ? [] : indented(saidBy(failure))),
    ...(remedy === null ? [] : indented(`What to do: ${remedy}`)),
  ];
}

function saidBy({ operation, code, requestId, message }: NonNullable<Check['failure']>): string {
  return `${operation}: ${code}${requestWords(requestId)}: ${message}`;
}

function accountsOf(checks: readonly Check[], most: number): string {
  const names = checks.flatMap(({ accountId, accountName }) =>
    accountId === null ? [] : [accountName ? `${clean(accountName)} (${accountId})` : accountId],
  );
  return named(names, 'account', most);
}

function regionsOf(checks: readonly Check[], most: number): string {
  const regions = [...new Set(checks.flatMap((check) => check.regions))].sort();
  return named(regions.map(printable), 'region', most);
}

/** The only one, or how many and the first few. */
function named(names: readonly string[], one: string, most: number): string {
  if (names.length <= 1) return names.join('');
  return most === 0 ? count(names.length, one) : `${count(names.length, one)}: ${firstOf(names, most)}`;
}

function costLines({ costRequests }: Checkup, width: number): readonly Line[] {
  if (costRequests === 0) return [];
  const times = `${count(costRequests, 'request')} to Cost Explorer, at most $${(costRequests / 100).toFixed(2)}.`;
  return lines(wrap(times, width));
}

/** Accounts that share a cause share its sentences. */
function grouped(checks: readonly Check[]): readonly Group[] {
  const groups = new Map<string, [Check, ...Check[]]>();
  for (const check of checks) {
    const { id, state, required, subject, message, remedy, failure } = check;
    const key = JSON.stringify([id, state, required, subject, message, remedy, failure?.code]);
    const group = groups.get(key);
    if (group) group.push(check);
    else groups.set(key, [check]);
  }
  return [...groups.values()].map((all) => ({ example: all[0], checks: all }));
}
