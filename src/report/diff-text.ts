import type { Finding } from '../domain/finding.ts';
import type { ChangedFinding, DiffSide, DiffTarget, RunDiff } from '../domain/run-diff.ts';
import { findingInOrder } from './in-order.ts';
import { column, truncate, wrap } from './layout.ts';
import { printable } from './printable.ts';
import { clean, type Line, line, lines, paint } from './text-lines.ts';
import { count, firstOf, number } from './words.ts';

/** Findings of each kind that are shown; the others are in the JSON. */
const MOST = 50;

/** Two runs compared, for programs. */
export function diffJson(diff: RunDiff): string {
  const inOrder = (findings: readonly Finding[]) => findings.map(findingInOrder);
  const changed = diff.changed.map(({ finding, changes }) => ({ finding: findingInOrder(finding), changes }));
  const { notLookedAt, resolved, new: fresh } = diff;
  const document = {
    ...diff,
    new: inOrder(fresh),
    resolved: inOrder(resolved),
    changed,
    notLookedAt: inOrder(notLookedAt),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** Two runs compared, for people: counts first, then each finding on a line. */
export function diffText(diff: RunDiff, { color, width }: { readonly color: boolean; readonly width: number }): string {
  const { new: fresh, resolved, changed, notLookedAt, coverage } = diff;
  const counts = `${number(fresh.length)} new, ${number(resolved.length)} resolved, ${number(changed.length)} changed, ${number(notLookedAt.length)} not looked at.`;
  const sections: readonly (readonly Line[])[] = [
    [
      line(`from ${sideText(diff.from)}`),
      line(`to   ${sideText(diff.to)}`),
      ...lines(wrap(counts, width), 'title'),
      ...coverageLines(coverage, width),
    ],
    section('NEW', fresh, width, findingLines),
    section('CHANGED', changed, width, changedLines),
    section('RESOLVED', resolved, width, findingLines),
    section('NOT LOOKED AT: they may be there still', notLookedAt, width, findingLines),
  ].filter((each) => each.length > 0);
  return sections.map((each) => each.map((one) => `${paint(one, color)}\n`).join('')).join('\n');
}

function sideText({ runId, now, complete }: DiffSide): string {
  return printable(`${runId}, as of ${now}${complete ? '' : ', INCOMPLETE'}`);
}

function coverageLines({ lost, regained }: RunDiff['coverage'], width: number): readonly Line[] {
  const sentence = (targets: readonly DiffTarget[], what: string) =>
    targets.length === 0
      ? []
      : wrap(`${count(targets.length, 'target')} ${what}: ${firstOf(targets.map(targetText), 5)}.`, width);
  return [
    ...lines(sentence(lost, 'could be read in the first run and not in the second'), 'warning'),
    ...lines(sentence(regained, 'could be read in the second run and not in the first')),
  ];
}

function targetText({ accountName, accountId, region }: DiffTarget): string {
  return `${clean(accountName)} (${accountId}) ${printable(region)}`;
}

function section<T>(
  title: string,
  entries: readonly T[],
  width: number,
  linesOf: (entry: T, width: number) => readonly Line[],
): readonly Line[] {
  if (entries.length === 0) return [];
  const hidden = entries.length - MOST;
  return [
    line(`${title} (${number(entries.length)})`, 'title'),
    ...entries.slice(0, MOST).flatMap((entry) => linesOf(entry, width)),
    ...(hidden > 0 ? [line(`  and ${number(hidden)} more: --format json`)] : []),
  ];
}

function findingLines({ severity, ruleId, accountId, region, message }: Finding, width: number): readonly Line[] {
  const place = `${column(accountId ?? '', 12)} ${column(printable(region ?? ''), 14)}`;
  const text = `  ${column(severity, 13)} ${place} ${printable(ruleId)}: ${clean(message)}`;
  return [line(truncate(text, width), severity)];
}

function changedLines({ finding, changes }: ChangedFinding, width: number): readonly Line[] {
  const what = changes.map(({ what: name, from, to }) => `${name} ${from ?? 'none'} → ${to ?? 'none'}`).join(', ');
  return [...findingLines(finding, width), ...lines(wrap(clean(what), width, '      '))];
}
