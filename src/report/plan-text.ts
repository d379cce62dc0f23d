import type { Plan, PlanAction, Refusal, RefusalReason } from '../domain/plan.ts';
import { REFUSAL_REASONS } from '../domain/plan.ts';
import type { RemediationSettings } from '../domain/remediation.ts';
import type { ReportHead } from '../domain/report.ts';
import { NARROWEST, wrap } from './layout.ts';
import { isPrintable, printable } from './printable.ts';
import { REFUSAL_MEANINGS } from './refusal-reasons.ts';
import { shellLines, visibleCommand } from './shell-lines.ts';
import { tagChange } from './tag-change.ts';
import { clean, type Line, line, lines, paint } from './text-lines.ts';
import { count, number } from './words.ts';

const EXAMPLES_PER_REASON = 3;

/** Beyond this age of the run the plan speaks of a state that may be gone. */
const OLD_MS = 24 * 60 * 60_000;

export interface PlanTextContext {
  readonly color: boolean;
  /** In columns. */
  readonly width: number;
  /** Of the run that was planned for. */
  readonly head: Pick<ReportHead, 'now' | 'configuration' | 'coverage'>;
  /** Of `plan.json`. */
  readonly place: string;
  readonly remediation: Pick<RemediationSettings, 'mode' | 'allowed'>;
  /** The command that applies the plan, quoted for a shell. */
  readonly command: string;
}

/** The plan for whoever approves it: what would change and why that is certain, what would not, and how to go on. */
export function planText(plan: Plan, context: PlanTextContext): string {
  const width = Math.max(NARROWEST, context.width);
  const sections = [
    headLines(plan, context.head, width),
    changeLines(plan.actions, width),
    refusalLines(plan.refusals, width),
    stepLines(plan, context, width),
    // Not broken: it is there to be copied.
    [line(`Plan ${plan.hash.slice(0, 12)}: ${printable(context.place)}`, 'informational')],
  ].filter((section) => section.length > 0);
  return sections.map((section) => section.map((each) => `${paint(each, context.color)}\n`).join('')).join('\n');
}

function headLines(plan: Plan, head: PlanTextContext['head'], width: number): readonly Line[] {
  const { actions, refusals, runId, coverageComplete, configurationSha256, createdAt } = plan;
  const accounts = new Set(actions.map(({ accountId }) => accountId)).size;
  const changes =
    actions.length === 0 ? 'Nothing to change' : `${count(actions.length, 'change')} in ${count(accounts, 'account')}`;
  const refused = `${count(refusals.length, 'finding')} refused`;
  const coverage = coverageComplete ? 'complete' : 'INCOMPLETE';
  const isOld = Date.parse(createdAt) - Date.parse(head.now) > OLD_MS;
  const remarks = [
    ...(coverageComplete
      ? []
      : [`${count(head.coverage.gaps.length, 'target')} could not be read: what is there is in no plan.`]),
    ...(configurationSha256 === head.configuration.sha256
      ? []
      : ['The configuration has changed since the run; values follow the present one.']),
    ...(isOld ? [`The run is of ${head.now}, more than 24 hours before the plan: audit again to be up to date.`] : []),
  ];
  return [
    ...lines(wrap(`${changes}; ${refused}; run ${printable(runId)}, coverage ${coverage}.`, width), 'title'),
    ...remarks.flatMap((remark) => lines(wrap(remark, width), 'warning')),
  ];
}

function changeLines(actions: readonly PlanAction[], width: number): readonly Line[] {
  if (actions.length === 0) return [];
  const targets = grouped(actions, ({ accountId, region }) => `${accountId}/${region}`);
  return [line('CHANGES', 'title'), ...[...targets.values()].flatMap((group) => targetLines(group, width))];
}

function targetLines(actions: readonly PlanAction[], width: number): readonly Line[] {
  const [first] = actions;
  if (first === undefined) return [];
  const place = `${printable(first.accountName)} (${first.accountId}), ${printable(first.region)}`;
  return [...lines(wrap(place, width, '  ')), ...actions.flatMap((each) => actionLines(each, width))];
}

function actionLines(action: PlanAction, width: number): readonly Line[] {
  const { id, name, defect, reason } = action;
  return [
    ...lines(wrap(`${printable(name)}  ${defect}, action ${id}`, width, '    ')),
    // Not broken: it is there to be copied.
    line(`      ${printable(action.action.arn)}`),
    ...lines(wrap(tagChange(action), width, '      ', '        '), 'good'),
    ...lines(wrap(clean(reason), width, '      ')),
  ];
}

function refusalLines(refusals: readonly Refusal[], width: number): readonly Line[] {
  if (refusals.length === 0) return [];
  const groups = grouped(refusals, ({ reason }) => reason);
  const inOrder = REFUSAL_REASONS.flatMap((reason) => {
    const group = groups.get(reason);
    return group ? reasonLines(reason, group, width) : [];
  });
  return [line('REFUSED', 'title'), ...inOrder];
}

function reasonLines(reason: RefusalReason, refusals: readonly Refusal[], width: number): readonly Line[] {
  const shared = new Set(refusals.map(({ detail }) => detail)).size === 1 ? refusals[0]?.detail : undefined;
  const shown = refusals.slice(0, EXAMPLES_PER_REASON);
  const more = refusals.length - shown.length;
  const detail = (text: string, indent: string) => lines(wrap(clean(text), width, indent));
  return [
    ...lines(wrap(`${number(refusals.length)} ${reason}: ${REFUSAL_MEANINGS[reason]}`, width, '  ', '    '), 'warning'),
    ...(shared === undefined ? [] : detail(shared, '    ')),
    ...shown.flatMap((each) => [
      line(`    ${printable(each.arn ?? each.findingId)}`),
      ...(shared === undefined ? detail(each.detail, '      ') : []),
    ]),
    ...(more > 0 ? [line(`    and ${number(more)} more in plan.json`)] : []),
  ];
}

function stepLines(plan: Plan, context: PlanTextContext, width: number): readonly Line[] {
  const sentence = (text: string) => lines(wrap(text, width, '  '));
  if (plan.actions.length === 0) return [];
  return [
    line('HOW TO GO ON', 'title'),
    ...modeSentences(context.remediation).flatMap(sentence),
    ...sentence('Nothing was written. Read every change above, then:'),
    ...commandLines(context.command, width),
    ...(plan.coverageComplete
      ? []
      : sentence(
          '--accept-incomplete is needed, since the run did not see the whole organization: read its gaps first.',
        )),
  ];
}

function modeSentences({ mode, allowed }: PlanTextContext['remediation']): readonly string[] {
  const allowsNone = allowed !== 'all' && allowed.accounts.length === 0 && allowed.ous.length === 0;
  const places = allowsNone ? ', and name the accounts or OUs there, or accounts: all' : '';
  if (mode === 'apply' && !allowsNone) return [];
  return [
    `The configuration allows no writing: set mode: apply under remediation${places}.`,
    allowsNone ? 'Plan again after that.' : 'The plan stays valid.',
  ];
}

/** To be copied: broken only where a shell puts it together again. */
export function commandLines(command: string, width: number): readonly Line[] {
  const visible = visibleCommand(command);
  return isPrintable(visible) ? lines(shellLines(visible, width, '    ') ?? [`    ${visible}`]) : [];
}

/** In the order in which each group begins. */
function grouped<T>(values: readonly T[], keyOf: (value: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group) group.push(value);
    else groups.set(keyOf(value), [value]);
  }
  return groups;
}
