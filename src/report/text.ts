import type { Finding } from '../domain/finding.ts';
import type { ReportHead, Run } from '../domain/report.ts';
import { acceptedText } from './accepted.ts';
import {
  asideOf,
  defectsOf,
  extentOf,
  type FindingSummary,
  noteOf,
  type RuleGroup,
  scopeOf,
  summarizeFindings,
} from './finding-groups.ts';
import { type GapGroup, groupGaps, regionsOf } from './gap-groups.ts';
import { column, NARROWEST, truncate, wrap } from './layout.ts';
import { nextSteps } from './next-steps.ts';
import { isPrintable, printable } from './printable.ts';
import type { ReportContext } from './reporter.ts';
import { shellLines } from './shell-lines.ts';
import { clean, type Line, LONGEST_SENTENCE, line, lines, paint } from './text-lines.ts';
import { costLines, moneyLines } from './text-money.ts';
import { OUTCOME_MEANINGS, verdictOf } from './verdict.ts';
import { count, firstOf, number } from './words.ts';

const EXAMPLES_PER_RULE = 3;
/** Waivers that are told one by one. */
const MOST_WAIVERS = 20;

/** The report for a terminal: the verdict first, then money, what was not read, and findings, the worst first. */
export async function* text(run: Run, context: ReportContext): AsyncGenerator<string> {
  const width = Math.max(NARROWEST, context.width);
  const summary = await summarizeFindings(run.findings(), { examplesPerRule: EXAMPLES_PER_RULE, worst: 0 });
  const sections = [
    verdictLines(run.head, width),
    moneyLines(run.head, summary.accounts, width),
    gapLines(run.head, width),
    summary.groups.length === 0 ? [] : [line('FINDINGS, WORST FIRST', 'title')],
    ...summary.groups.map((group) => ruleLines(group, context, width)),
    asideLines(summary, width),
    acceptedLines(summary, width),
    stepLines(run.head, summary, width),
    fileLines(run, width),
  ].filter((section) => section.length > 0);
  for (const [index, section] of sections.entries()) {
    if (index > 0) yield '\n';
    for (const each of section) yield `${paint(each, context.color)}\n`;
  }
}

function verdictLines(head: ReportHead, width: number): readonly Line[] {
  const verdict = verdictOf(head);
  return [
    ...verdict.opening.flatMap(({ text: sentence, tone }) => lines(wrap(clean(sentence), width), tone)),
    ...verdict.remarks.flatMap((remark) => lines(wrap(truncate(remark, LONGEST_SENTENCE), width))),
    ...lines(wrap(verdict.findings, width)),
  ];
}

function gapLines(head: ReportHead, width: number): readonly Line[] {
  const { gaps } = head.coverage;
  if (gaps.length === 0) return [];
  return [
    line('NOT READ', 'title'),
    ...lines(wrap(`${count(gaps.length, 'target')}; a target is one account in one region.`, width)),
    ...groupGaps(gaps).flatMap((group) => gapGroupLines(group, width)),
  ];
}

function gapGroupLines(group: GapGroup, width: number): readonly Line[] {
  const title = `${count(group.targets, 'target')} ${group.outcome}: ${OUTCOME_MEANINGS[group.outcome]}`;
  const field = (name: string, value: string) =>
    lines(wrap(truncate(value, LONGEST_SENTENCE), width, `      ${name.padEnd(9)} `, ' '.repeat(16)));
  return [
    ...lines(wrap(title, width, '  ', '    '), 'warning'),
    ...field('call', `${printable(group.operation)}, which answered ${printable(group.code)}`),
    ...field(group.accounts.length === 1 ? 'account' : 'accounts', firstOf(group.accounts, 3)),
    ...field(group.regions.length === 1 ? 'region' : 'regions', printable(regionsOf(group))),
    ...group.remedies.slice(0, 3).flatMap((remedy) => field('remedy', remedy)),
    ...(group.remedies.length > 3 ? field('', `and ${number(group.remedies.length - 3)} more in report.json`) : []),
  ];
}

function ruleLines(group: RuleGroup, context: ReportContext, width: number): readonly Line[] {
  const info = context.rules.get(group.ruleId);
  const note = noteOf(group, info?.note ?? '');
  const sentence = (value: string) => lines(wrap(clean(value), width, '  '));
  const title = `${group.severity.toUpperCase()}  ${printable(group.ruleId)}  ${extentOf(group)}`;
  const more = group.findings - group.examples.length;
  return [
    ...lines(wrap(title, width, '', '  '), group.severity),
    ...(info ? sentence(`Rule: ${info.title}`) : []),
    ...(group.defects.size > 1 ? sentence(`Defects: ${defectsOf(group)}`) : []),
    ...group.agreements.flatMap((agreement) => sentence(`- ${clean(agreement.message)}: ${scopeOf(agreement)}`)),
    ...group.examples.flatMap((finding) => exampleLines(finding, width)),
    ...(group.agreements.length === 0 && more > 0 ? [line(`    and ${number(more)} more`)] : []),
    ...commandLines(group, width),
    ...(note === '' ? [] : sentence(`What to do: ${note}`)),
  ];
}

function exampleLines(finding: Finding, width: number): readonly Line[] {
  const half = Math.floor((width - 4) / 2);
  const account =
    finding.accountId === null
      ? printable(finding.resource.id)
      : `${truncate(printable(finding.accountName ?? ''), half - 15)} (${finding.accountId})`;
  const place = `${column(account, half)} ${column(printable(finding.region ?? ''), 14)} ${printable(finding.resource.name)}`;
  return [
    line(truncate(`    ${place}`, width).trimEnd()),
    ...lines(wrap(clean(finding.message), width, '      ')),
    ...costLines(finding, width),
  ];
}

/** The command that corrects the first example, to be copied; the others are in the files. */
function commandLines(group: RuleGroup, width: number): readonly Line[] {
  const command = group.examples.find((finding) => finding.remediation.command !== null)?.remediation.command ?? null;
  if (command === null || !isPrintable(command)) return [];
  const shown = shellLines(command, width, '      ');
  if (shown === undefined) return [];
  const which = group.kinds.automatic > 1 ? 'Correction of the first that has one:' : 'Correction:';
  return lines([...wrap(which, width, '    '), ...shown]);
}

function asideLines(summary: FindingSummary, width: number): readonly Line[] {
  const aside = asideOf(summary);
  return aside === '' ? [] : lines(wrap(aside, width));
}

/** Nobody should have to look into a file to see what is left out, and on whose word. */
function acceptedLines({ accepted }: FindingSummary, width: number): readonly Line[] {
  if (accepted.length === 0) return [];
  const more = accepted.length - MOST_WAIVERS;
  return [
    line('ACCEPTED, NOT COUNTED', 'title'),
    ...accepted.slice(0, MOST_WAIVERS).flatMap((each) => lines(wrap(clean(acceptedText(each)), width, '  ', '    '))),
    ...(more > 0 ? [line(`  and ${number(more)} more in findings.ndjson`)] : []),
  ];
}

function stepLines(head: ReportHead, summary: FindingSummary, width: number): readonly Line[] {
  const steps = nextSteps(head, summary);
  if (steps.length === 0) return [];
  const numbered = steps.flatMap((step, index) => wrap(printable(step), width, `  ${index + 1}. `, '     '));
  return [line('WHAT TO DO NEXT', 'title'), ...lines(numbered)];
}

function fileLines(run: Run, width: number): readonly Line[] {
  const { head } = run;
  const made = `Run ${head.runId}, as of ${head.now}, mapwarden ${head.tool.version}, configuration ${head.configuration.sha256.slice(0, 12)}`;
  return [
    ...lines(wrap(`Files (report.json, findings.ndjson, resources.ndjson): ${printable(run.place)}`, width)),
    ...lines(wrap(printable(made), width), 'informational'),
  ];
}
