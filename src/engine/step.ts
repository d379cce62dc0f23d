import type { Tags } from '../domain/carrier.ts';
import type { IsoInstant } from '../domain/dates.ts';
import type { Action } from '../domain/finding.ts';
import type { LedgerEntry } from '../domain/ledger.ts';
import type { PlanAction, TagRecord } from '../domain/plan.ts';
import type { ActionHistory } from './ledger-history.ts';

/** One action to carry out, with all that decides whether it may be written. */
export interface Step {
  readonly operation: LedgerEntry['operation'];
  readonly planHash: string;
  readonly actionId: string;
  readonly action: Action;
  readonly expected: Expected;
  readonly past: Past;
}

/** What must be there to be written over: all tags as planned, or the one value that an apply left. */
export type Expected = { readonly tags: TagRecord } | { readonly value: string | undefined };

/** What the ledger says of it. */
export type Past =
  /** Nothing of this step was written. */
  | { readonly state: 'none' }
  /** It was begun and its end is not known: what is there may be its own. */
  | { readonly state: 'cut-off'; readonly before: TagRecord }
  /** It was written, and seen. */
  | { readonly state: 'applied' }
  /** An apply that is now undone was cut off, and may show late. */
  | { readonly state: 'apply-cut-off'; readonly at: IsoInstant }
  /** What is to be undone was written anew by another run since. */
  | { readonly state: 'overtaken'; readonly runId: string }
  /** An undo of what is now applied was cut off. */
  | { readonly state: 'undo-cut-off' };

/** What the present tags make of a step. */
export type Verdict = { readonly outcome: 'write' } | Settled;

/** A step of which the present tags say how it ends, without a write. */
export type Settled =
  | { readonly outcome: 'applied' | 'unchanged' }
  | { readonly outcome: 'conflicted' | 'unknown'; readonly code: string; readonly message: string };

/** AWS states no bound on how long a write takes to show. What does not by then is taken not to have happened. */
const LATEST_MS = 15 * 60_000;

/** The step that applies an action of a plan. */
export function applyStep(
  planHash: string,
  { id, action, before }: Pick<PlanAction, 'id' | 'action' | 'before'>,
  history: ActionHistory | undefined,
): Step {
  return {
    operation: 'apply',
    planHash,
    actionId: id,
    action,
    expected: { tags: before },
    past: pastOfApply(history),
  };
}

function pastOfApply(history: ActionHistory | undefined): Past {
  switch (history?.state) {
    case undefined:
    case 'undone':
      return { state: 'none' };
    case 'applying':
      return { state: 'cut-off', before: history.change.before };
    case 'applied':
      return { state: 'applied' };
    case 'undoing':
      return { state: 'undo-cut-off' };
    default:
      return history satisfies never;
  }
}

/** The value that an action leaves under its key; undefined for none. */
export function valueAfter(action: Action): string | undefined {
  return action.type === 'put-tag' ? action.value : undefined;
}

/** Whether the tags are as the action leaves them. */
export function isDone(action: Action, tags: Tags): boolean {
  return tags.get(action.key) === valueAfter(action);
}

/** Whether a write of before may show only in a later read, so that these tags must not be judged yet. */
export function mayBeLate(step: Step, tags: Tags): boolean {
  if (step.past.state === 'cut-off') return !isDone(step.action, tags);
  return step.past.state === 'apply-cut-off' && !isExpected(step, tags);
}

/** Whether the step is done, may be written, or must not be: what others changed is never written over. */
export function verdictOn(step: Step, tags: Tags, now: IsoInstant): Verdict {
  const { action, past } = step;
  if (past.state === 'undo-cut-off') {
    return conflict('UndoUnfinished', 'An undo of this action was cut off: carry the undo out again first.');
  }
  if (past.state === 'overtaken') {
    return conflict('WrittenByLaterRun', `Run ${past.runId} wrote this tag later: undo that run first.`);
  }
  if (isDone(action, tags)) return verdictOnDone(past, now);
  if (past.state === 'applied') {
    return conflict('Stripped', `The tag was written before and is gone again: find what takes ${action.key} away.`);
  }
  return isExpected(step, tags) ? { outcome: 'write' } : conflict('TagsChanged', differenceText(step, tags));
}

function verdictOnDone(past: Past, now: IsoInstant): Settled {
  if (past.state === 'cut-off') return { outcome: 'applied' };
  // Whatever cannot be compared is not known to be old.
  const isOld = past.state !== 'apply-cut-off' || Date.parse(now) - Date.parse(past.at) >= LATEST_MS;
  if (isOld) return { outcome: 'unchanged' };
  const message = `The write that began at ${past.at} does not show, and may still come: undo it again 15 minutes after that.`;
  return { outcome: 'unknown', code: 'NotVisible', message };
}

function conflict(code: string, message: string): Verdict {
  return { outcome: 'conflicted', code, message };
}

function isExpected(step: Step, tags: Tags): boolean {
  return differingKeys(step, tags).length === 0;
}

/** Sorted. */
function differingKeys({ expected, action }: Step, tags: Tags): readonly string[] {
  if (!('tags' in expected)) return tags.get(action.key) === expected.value ? [] : [action.key];
  // A map, since `__proto__` is a legal tag key.
  const planned = new Map(Object.entries(expected.tags));
  const keys = new Set([...planned.keys(), ...tags.keys()]);
  return [...keys].filter((key) => planned.get(key) !== tags.get(key)).sort();
}

function differenceText(step: Step, tags: Tags): string {
  const since = step.operation === 'apply' ? 'since the plan was made' : 'since the run wrote it';
  return `What the resource bears under ${differingKeys(step, tags).join(', ')} has changed ${since}.`;
}
