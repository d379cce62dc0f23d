import type { Action } from '../domain/finding.ts';
import type { LedgerEntry } from '../domain/ledger.ts';
import { type ActionHistory, actionHistories, type Change } from './ledger-history.ts';
import { type Past, type Step, valueAfter } from './step.ts';

/** What takes back all that a run wrote and that is not undone yet, the last change first. */
export function undoSteps(entries: readonly LedgerEntry[]): readonly Step[] {
  return [...actionHistories(entries)].reverse().flatMap(([actionId, history]) => {
    if (history.state === 'undone') return [];
    const { change } = history;
    return [
      {
        operation: 'undo' as const,
        planHash: change.planHash,
        actionId,
        action: inverseOf(change),
        expected: { value: valueAfter(change.action) },
        past: pastOfUndo(history),
      },
    ];
  });
}

function pastOfUndo(history: Exclude<ActionHistory, { readonly state: 'undone' }>): Past {
  switch (history.state) {
    case 'applied':
      return { state: 'none' };
    case 'applying':
      return { state: 'apply-cut-off' };
    case 'undoing':
      return { state: 'cut-off', before: history.before };
    default:
      return history satisfies never;
  }
}

/** Brings back what was under the key, or that there was nothing. */
function inverseOf({ action: { arn, key }, before }: Change): Action {
  const value = new Map(Object.entries(before)).get(key);
  return value === undefined ? { type: 'remove-tag', arn, key } : { type: 'put-tag', arn, key, value };
}
