import type { Finding } from '../domain/finding.ts';
import { TARGET_OUTCOMES } from '../domain/outcome.ts';
import type { ReportHead, Run } from '../domain/report.ts';
import type { CoverageGap } from '../domain/target.ts';
import { defectsOf, type FindingSummary, type RuleGroup, scopeOf, summarizeFindings } from './finding-groups.ts';
import { type GapGroup, groupGaps, regionsOf } from './gap-groups.ts';
import { code, fenced, prose, row, tableHead } from './markdown-escape.ts';
import { nextSteps } from './next-steps.ts';
import { isPrintable } from './printable.ts';
import type { ReportContext } from './reporter.ts';
import { OUTCOME_MEANINGS, verdictOf } from './verdict.ts';
import { count, firstOf, number } from './words.ts';

/** GitHub takes 65,536 characters in a comment. */
const LONGEST_REPORT = 60_000;
/** Characters for each part that grows with the organization; the table of findings takes what is left. */
const BUDGET = { gaps: 9_000, rules: 7_000, details: 14_000, unread: 7_000 } as const;
const COMMANDS_PER_RULE = 3;
const LONGEST_COMMAND = 1_000;

/** The report for a pull request or a wiki, of at most 60,000 characters. */
export async function* markdown(run: Run, context: ReportContext): AsyncGenerator<string> {
  const { head } = run;
  const summary = await summarizeFindings(run.findings(), { examplesPerRule: COMMANDS_PER_RULE, worst: 400 });
  const before = [...verdictBlocks(head, summary), ...coverageBlocks(run), ...ruleBlocks(summary, context, run)];
  const after = [...unreadBlocks(run), ...originBlocks(run)];
  // The place is named once more below the table.
  const left = LONGEST_REPORT - 300 - code(run.place).length - lengthOf([...before, ...after]);
  yield `${[...before, ...findingBlocks(summary, run, left), ...after].join('\n\n')}\n`;
}

function verdictBlocks(head: ReportHead, summary: FindingSummary): readonly string[] {
  const verdict = verdictOf(head);
  const steps = nextSteps(head, summary).map((step, index) => `${index + 1}. ${prose(step)}`);
  return [
    `# ${prose(verdict.headline)}`,
    `**${prose(verdict.coverage)}** ${verdict.findings}`,
    ...verdict.remarks.map((remark) => prose(remark, 2_000)),
    ...(steps.length > 0 ? ['## What to do next', steps.join('\n')] : []),
  ];
}

function coverageBlocks(run: Run): readonly string[] {
  const { targets, byOutcome, gaps } = run.head.coverage;
  const outcomes = TARGET_OUTCOMES.filter((outcome) => byOutcome[outcome] > 0);
  const counts = outcomes.map((outcome) => row([outcome, number(byOutcome[outcome]), OUTCOME_MEANINGS[outcome]]));
  const groups = groupGaps(gaps).map(gapRow);
  return [
    '## Coverage',
    `${count(targets, 'target')}; a target is one account in one region.`,
    table(['outcome', 'targets', 'meaning'], counts),
    ...(groups.length === 0 ? [] : ['### Gaps by cause']),
    ...capped(['targets', 'outcome', 'call and error', 'accounts', 'regions', 'remedy'], groups, {
      budget: BUDGET.gaps,
      more: (hidden) =>
        `and ${count(hidden, 'more cause', 'more causes')}: ${code('report.json')} in ${code(run.place)}`,
    }),
  ];
}

function gapRow(group: GapGroup): string {
  return row([
    number(group.targets),
    group.outcome,
    `${code(group.operation)} ${code(group.code)}`,
    prose(firstOf(group.accounts, 3)),
    prose(regionsOf(group)),
    prose(firstOf(group.remedies, 2), 600),
  ]);
}

function ruleBlocks(summary: FindingSummary, context: ReportContext, run: Run): readonly string[] {
  if (summary.groups.length === 0) return [];
  const rows = summary.groups.map((group) =>
    row([
      group.severity,
      code(group.ruleId),
      number(group.findings),
      number(group.accounts),
      prose(context.rules.get(group.ruleId)?.title ?? ''),
    ]),
  );
  const details = summary.groups.map((group) => ruleDetails(group, context));
  const shown = fitting(details, BUDGET.details);
  const more = (hidden: number) =>
    `and ${count(hidden, 'more rule')}: ${code('findings.ndjson')} in ${code(run.place)}`;
  return [
    '## Findings by rule',
    ...capped(['severity', 'rule', 'findings', 'accounts', 'what must hold'], rows, { budget: BUDGET.rules, more }),
    ...shown,
    ...(shown.length < details.length ? [more(details.length - shown.length)] : []),
  ];
}

function ruleDetails(group: RuleGroup, context: ReportContext): string {
  const note = context.rules.get(group.ruleId)?.note ?? '';
  const commands = group.examples.flatMap(({ remediation: { command } }) =>
    command !== null && isPrintable(command) && command.length <= LONGEST_COMMAND ? [command] : [],
  );
  const corrections = `Corrections (${number(commands.length)} of ${number(Math.max(group.kinds.automatic, commands.length))}):`;
  return [
    `### ${code(group.ruleId)}: ${scopeOf(group)}, ${group.severity}`,
    ...(note === '' ? [] : [prose(note, 1_000)]),
    ...(group.defects.size > 1 ? [`Defects: ${defectsOf(group)}.`] : []),
    ...agreementList(group),
    ...(commands.length === 0 ? [] : [corrections, fenced(commands, 'sh')]),
  ].join('\n\n');
}

/** One line an agreement: its resources all say the same. */
function agreementList(group: RuleGroup): readonly string[] {
  const shown = group.agreements.slice(0, 20).map((each) => `- ${prose(each.message)}: ${scopeOf(each)}`);
  if (shown.length === 0) return [];
  const hidden = group.agreements.length - shown.length;
  return [[...shown, ...(hidden > 0 ? [`- and ${count(hidden, 'more agreement')}`] : [])].join('\n')];
}

function findingBlocks(summary: FindingSummary, run: Run, budget: number): readonly string[] {
  if (summary.listable === 0) return [];
  const columns = ['severity', 'rule', 'account', 'region', 'resource', 'what is wrong', 'remedy'];
  return [
    '## Findings, worst first',
    ...capped(columns, summary.worst.map(findingRow), {
      budget,
      of: summary.listable,
      more: (hidden) => `and ${number(hidden)} more: ${code('findings.ndjson')} in ${code(run.place)}`,
    }),
    ...(summary.listable < summary.findings
      ? [`${count(summary.findings - summary.listable, 'finding')} grouped by agreement above.`]
      : []),
  ];
}

function findingRow(finding: Finding): string {
  return row([
    finding.severity,
    code(finding.ruleId),
    finding.accountId === null ? '' : `${code(finding.accountName ?? '', 80)} ${finding.accountId}`,
    prose(finding.region ?? ''),
    code(finding.accountId === null ? finding.resource.id : finding.resource.name, 100),
    prose(finding.message),
    remedyOf(finding),
  ]);
}

function remedyOf({ remediation: { action, kind } }: Finding): string {
  if (action?.type === 'put-tag') return `${code(action.key)} = ${code(action.value)}`;
  if (action?.type === 'remove-tag') return `remove ${code(action.key)}`;
  return kind === 'none' ? '' : kind;
}

function unreadBlocks(run: Run): readonly string[] {
  const { gaps } = run.head.coverage;
  if (gaps.length === 0) return [];
  return [
    '## What was not read',
    ...capped(['account', 'region', 'outcome', 'error', 'request id'], gaps.map(unreadRow), {
      budget: BUDGET.unread,
      more: (hidden) => `and ${count(hidden, 'more target')}: ${code('report.json')} in ${code(run.place)}`,
    }),
  ];
}

function unreadRow(gap: CoverageGap): string {
  const account = `${code(gap.accountName, 80)} ${gap.accountId}`;
  return row([account, prose(gap.region), gap.outcome, code(gap.code, 80), code(gap.requestId ?? '', 80)]);
}

function originBlocks({ head, place }: Run): readonly string[] {
  return [
    '## How to reproduce',
    'Equal input gives an equal report. This one was made from:',
    [
      `- run ${code(head.runId)}, as of ${code(head.now)}`,
      `- mapwarden ${code(head.tool.version)}, configuration ${code(head.configuration.sha256)}`,
      `- organization ${code(head.organization.id)}, read by ${code(head.caller.arn)}`,
      `- files ${code('report.json')}, ${code('findings.ndjson')} and ${code('resources.ndjson')} in ${code(place)}`,
    ].join('\n'),
  ];
}

interface Cap {
  readonly budget: number;
  /** How many rows there are, where not all of them were kept. */
  readonly of?: number;
  more(hidden: number): string;
}

/** A table of the rows that fit, and a line that says how many do not. No rows, no table. */
function capped(columns: readonly string[], rows: readonly string[], cap: Cap): readonly string[] {
  if (rows.length === 0) return [];
  const shown = fitting(rows, cap.budget - tableHead(columns).length);
  const hidden = (cap.of ?? rows.length) - shown.length;
  return [table(columns, shown), ...(hidden > 0 ? [cap.more(hidden)] : [])];
}

function table(columns: readonly string[], rows: readonly string[]): string {
  return [tableHead(columns), ...rows].join('\n');
}

/** As many of the first blocks as fit in so many characters. */
function fitting(blocks: readonly string[], budget: number): readonly string[] {
  let left = budget;
  const fit = blocks.findIndex((block) => {
    left -= block.length + 2;
    return left < 0;
  });
  return fit === -1 ? blocks : blocks.slice(0, fit);
}

function lengthOf(blocks: readonly string[]): number {
  return blocks.reduce((sum, block) => sum + block.length + 2, 0);
}
