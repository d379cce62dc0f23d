import type { Finding } from '../domain/finding.ts';
import type { Decimal } from '../domain/money.ts';
import { TARGET_OUTCOMES } from '../domain/outcome.ts';
import type { ReportHead, Run } from '../domain/report.ts';
import type { CoverageGap } from '../domain/target.ts';
import {
  asideOf,
  defectsOf,
  extentOf,
  type FindingSummary,
  noteOf,
  pastOf,
  type RuleGroup,
  scopeOf,
  summarizeFindings,
} from './finding-groups.ts';
import { type GapGroup, groupGaps, regionsOf } from './gap-groups.ts';
import { code, fenced, LONGEST_SENTENCE, prose, row } from './markdown-escape.ts';
import { moneyBlocks } from './markdown-money.ts';
import { capped, fitting, lengthOf, table } from './markdown-table.ts';
import { isSome, money } from './money.ts';
import { nextSteps } from './next-steps.ts';
import { isPrintable } from './printable.ts';
import type { ReportContext } from './reporter.ts';
import { OUTCOME_MEANINGS, verdictOf } from './verdict.ts';
import { count, firstOf, number } from './words.ts';

/** GitHub takes 65,536 characters in a comment. */
const LONGEST_REPORT = 60_000;
/** Characters for each part that grows with the organization; the table of findings takes what is left. */
const BUDGET = { money: 8_000, gaps: 8_000, rules: 6_000, details: 12_000, unread: 6_000, accepted: 4_000 } as const;
const COMMANDS_PER_RULE = 3;
const LONGEST_COMMAND = 1_000;

/** The report for a pull request or a wiki, of at most 60,000 characters. */
export async function* markdown(run: Run, context: ReportContext): AsyncGenerator<string> {
  const { head } = run;
  const summary = await summarizeFindings(run.findings(), { examplesPerRule: COMMANDS_PER_RULE, worst: 400 });
  const before = [
    ...verdictBlocks(head, summary),
    ...moneyBlocks(run, summary.accounts, BUDGET.money),
    ...coverageBlocks(run),
    ...ruleBlocks(summary, context, run),
    ...acceptedBlocks(summary, run),
  ];
  const after = [...unreadBlocks(run), ...originBlocks(run)];
  // The place is named once more below the table.
  const left = LONGEST_REPORT - 300 - code(run.place).length - lengthOf([...before, ...after]);
  yield `${[...before, ...findingBlocks(summary, run, left), ...after].join('\n\n')}\n`;
}

function verdictBlocks(head: ReportHead, summary: FindingSummary): readonly string[] {
  const verdict = verdictOf(head);
  const [first, ...others] = verdict.opening;
  const steps = nextSteps(head, summary).map((step, index) => `${index + 1}. ${prose(step, LONGEST_SENTENCE)}`);
  return [
    `# ${prose(first.text, LONGEST_SENTENCE)}`,
    `**${others.map(({ text }) => prose(text, LONGEST_SENTENCE)).join(' ')}** ${verdict.findings}`,
    ...verdict.remarks.map((remark) => prose(remark, LONGEST_SENTENCE)),
    ...(asideOf(summary) === '' ? [] : [asideOf(summary)]),
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

function acceptedBlocks({ accepted }: FindingSummary, run: Run): readonly string[] {
  if (accepted.length === 0) return [];
  const rows = accepted.map(({ waiver, findings }) =>
    row([
      number(findings),
      code(waiver.rule),
      code(waiver.resource),
      prose(waiver.owner),
      waiver.until,
      prose(waiver.reason),
    ]),
  );
  return [
    '## Accepted, not counted',
    ...capped(['findings', 'rule', 'resource', 'owner', 'until', 'reason'], rows, {
      budget: BUDGET.accepted,
      more: (hidden) => `and ${count(hidden, 'more waiver')}: ${code('findings.ndjson')} in ${code(run.place)}`,
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
    prose(firstOf(group.remedies, 2), LONGEST_SENTENCE),
  ]);
}

function ruleBlocks(summary: FindingSummary, context: ReportContext, run: Run): readonly string[] {
  if (summary.groups.length === 0) return [];
  const hasLost = summary.groups.some(({ losses }) => isSome(losses.lost));
  const rows = summary.groups.map((group) =>
    row([
      group.severity,
      code(group.ruleId),
      number(group.findings),
      number(group.accounts),
      ...(hasLost ? [amountOf(group.losses.lost, group.losses.currency)] : []),
      prose(context.rules.get(group.ruleId)?.title ?? ''),
    ]),
  );
  const columns = ['severity', 'rule', 'findings', 'accounts', ...(hasLost ? ['lost'] : []), 'what must hold'];
  const details = summary.groups.map((group) => ruleDetails(group, context));
  const shown = fitting(details, BUDGET.details);
  const more = (hidden: number) =>
    `and ${count(hidden, 'more rule')}: ${code('findings.ndjson')} in ${code(run.place)}`;
  return [
    '## Findings by rule',
    ...capped(columns, rows, { budget: BUDGET.rules, more }),
    ...shown,
    ...(shown.length < details.length ? [more(details.length - shown.length)] : []),
  ];
}

function ruleDetails(group: RuleGroup, context: ReportContext): string {
  const note = noteOf(group, context.rules.get(group.ruleId)?.note ?? '');
  const commands = group.examples.flatMap(({ remediation: { command } }) =>
    command !== null && isPrintable(command) && command.length <= LONGEST_COMMAND ? [command] : [],
  );
  const corrections = `Corrections (${number(commands.length)} of ${number(Math.max(group.kinds.automatic, commands.length))}):`;
  return [
    `### ${code(group.ruleId)}: ${prose(extentOf(group))}, ${group.severity}`,
    ...(note === '' ? [] : [prose(note, LONGEST_SENTENCE)]),
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
  const extra = EXTRA_COLUMNS.filter(({ of }) => summary.worst.some((finding) => of(finding) !== ''));
  const columns = ['severity', 'rule', 'account', 'region', 'resource', 'what is wrong', 'remedy'];
  const rows = summary.worst.map((finding) => findingRow(finding, extra));
  return [
    '## Findings, worst first',
    ...capped([...columns, ...extra.map(({ name }) => name)], rows, {
      budget,
      of: summary.listable,
      more: (hidden) => `and ${number(hidden)} more: ${code('findings.ndjson')} in ${code(run.place)}`,
    }),
    ...(summary.listable < summary.findings
      ? [`${count(summary.findings - summary.listable, 'finding')} grouped by agreement above.`]
      : []),
  ];
}

/** Shown where a finding has any. */
const EXTRA_COLUMNS: readonly { readonly name: string; of(finding: Finding): string }[] = [
  { name: 'lost', of: ({ lost }) => (lost === null ? '' : amountOf(lost.amount, lost.currency)) },
  { name: 'at risk', of: ({ atRisk }) => (atRisk === null ? '' : amountOf(atRisk.amount, atRisk.currency)) },
  { name: 'since', of: (finding) => pastOf(finding).join(', ').replace('open since ', '') },
  { name: 'owner', of: ({ owner }) => (owner === null ? '' : code(owner, 80)) },
];

function amountOf(amount: Decimal, currency: string): string {
  return isSome(amount) ? prose(money(amount, currency)) : '';
}

function findingRow(finding: Finding, extra: typeof EXTRA_COLUMNS): string {
  return row([
    finding.severity,
    code(finding.ruleId),
    finding.accountId === null ? '' : `${code(finding.accountName ?? '', 80)} ${finding.accountId}`,
    prose(finding.region ?? ''),
    code(finding.accountId === null ? finding.resource.id : finding.resource.name, 100),
    prose(finding.message),
    remedyOf(finding),
    ...extra.map(({ of }) => of(finding)),
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
