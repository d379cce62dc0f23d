import type { ActionResult } from '../domain/action-result.ts';
import { requestWords } from '../domain/errors.ts';
import type { LedgerEntry } from '../domain/ledger.ts';
import { type AdviceSubject, adviceOn } from './apply-advice.ts';
import { NARROWEST, wrap } from './layout.ts';
import { commandLines } from './plan-text.ts';
import { printable } from './printable.ts';
import { clean, type Line, line, lines, paint } from './text-lines.ts';
import { count, joined, number } from './words.ts';

/** What an apply or undo came to. */
export interface Applied {
  readonly operation: LedgerEntry['operation'];
  readonly runId: string;
  readonly results: readonly ActionResult[];
}

export interface ApplyTextContext {
  readonly color: boolean;
  /** In columns. */
  readonly width: number;
  /** Of `ledger.ndjson`. */
  readonly ledger: string;
  /** The command that takes an apply back, quoted for a shell. */
  readonly undoCommand: string;
}

/** In the order of the report: good news first, then what a person must look at, the worst first. */
const OUTCOMES = ['applied', 'unchanged', 'refused', 'unknown', 'conflicted', 'not-reached'] as const;

/** How often each outcome occurred: always all six. */
export function outcomeCounts(results: readonly ActionResult[]): Readonly<Record<ActionResult['outcome'], number>> {
  const counted = OUTCOMES.map((each) => [each, results.filter(({ outcome }) => outcome === each).length]);
  // fromEntries forgets its keys; they are all of OUTCOMES.
  return Object.fromEntries(counted) as Record<ActionResult['outcome'], number>;
}

/** One JSON document: how often each outcome occurred, and the result of each action. */
export function applyJson({ operation, runId, results }: Applied): string {
  return `${JSON.stringify({ schemaVersion: 1, operation, runId, counts: outcomeCounts(results), results }, null, 2)}\n`;
}

/** What became of the actions: counts first, then each one that is not done, with what to do about it. */
export function applyText(applied: Applied, context: ApplyTextContext): string {
  const width = Math.max(NARROWEST, context.width);
  if (applied.results.length === 0) return `${headline(applied)}\n`;
  const counts = outcomeCounts(applied.results);
  const sections = [
    lines(wrap(headline(applied), width), 'title'),
    leftLines(applied, width),
    endLines(counts.applied > 0, applied, context, width),
  ].filter((section) => section.length > 0);
  return sections.map((section) => section.map((each) => `${paint(each, context.color)}\n`).join('')).join('\n');
}

function headline({ operation, results, runId }: Applied): string {
  const run = `run ${printable(runId)}`;
  if (results.length === 0) {
    return operation === 'apply'
      ? `Nothing to apply: the plan of ${run} has no actions.`
      : `Nothing to undo: of what ${run} wrote nothing is left.`;
  }
  const counts = outcomeCounts(results);
  const told = OUTCOMES.filter((outcome) => counts[outcome] > 0);
  const words = told.map((outcome) => `${number(counts[outcome])} ${wordFor(outcome, operation)}`);
  return `${count(results.length, operation === 'apply' ? 'action' : 'change')} of ${run}: ${joined(words)}.`;
}

function wordFor(outcome: ActionResult['outcome'], operation: Applied['operation']): string {
  if (outcome === 'applied') return operation === 'apply' ? 'applied' : 'undone';
  if (outcome === 'unchanged') return operation === 'apply' ? 'already right' : 'already as before';
  return outcome === 'not-reached' ? 'not begun' : outcome;
}

function leftLines({ results, operation }: Applied, width: number): readonly Line[] {
  const groups = new Map<string, ActionResult[]>();
  for (const outcome of OUTCOMES.slice(2)) {
    for (const result of results.filter((each) => each.outcome === outcome)) {
      const key = JSON.stringify([outcome, result.code, result.deniedBy]);
      const group = groups.get(key);
      if (group) group.push(result);
      else groups.set(key, [result]);
    }
  }
  if (groups.size === 0) return [];
  const title = operation === 'apply' ? 'NOT APPLIED' : 'NOT UNDONE';
  return [line(title, 'title'), ...[...groups.values()].flatMap((group) => groupLines(group, operation, width))];
}

function groupLines(group: readonly ActionResult[], operation: Applied['operation'], width: number): readonly Line[] {
  const [first] = group;
  if (first === undefined) return [];
  const code = first.code === null ? '' : `: ${printable(first.code)}`;
  const title = `${number(group.length)} ${wordFor(first.outcome, operation)}${code}${DENIED_BY[first.deniedBy ?? 'none']}`;
  const subject: AdviceSubject = { ...first, operation };
  return [
    ...lines(wrap(title, width, '  ', '    '), 'warning'),
    ...lines(wrap(`What to do: ${adviceOn(subject)}`, width, '    ')),
    ...group.flatMap((result) => resultLines(result, width)),
  ];
}

const DENIED_BY: Readonly<Record<NonNullable<ActionResult['deniedBy']> | 'none', string>> = {
  none: '',
  policy: ', denied by a permission that is missing',
  'service-control-policy': ', denied by a service control policy',
};

function resultLines({ arn, message, requestId }: ActionResult, width: number): readonly Line[] {
  const sentence = `${message ?? ''}${requestWords(requestId)}`.trim();
  return [
    // Not broken: it is there to be copied.
    line(`    ${printable(arn)}`),
    ...(sentence === '' ? [] : lines(wrap(clean(sentence), width, '      '))),
  ];
}

function endLines(
  hasChanged: boolean,
  { operation }: Applied,
  { ledger, undoCommand }: ApplyTextContext,
  width: number,
): readonly Line[] {
  const account = [line(`Every step is in the ledger: ${printable(ledger)}`)];
  if (operation === 'undo' || !hasChanged) return account;
  return [
    ...account,
    ...lines(wrap('To take back what this run has written:', width)),
    ...commandLines(undoCommand, width),
  ];
}
