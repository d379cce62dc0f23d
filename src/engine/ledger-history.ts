import type { IsoInstant } from '../domain/dates.ts';
import type { Action } from '../domain/finding.ts';
import type { LedgerEntry } from '../domain/ledger.ts';
import type { TagRecord } from '../domain/plan.ts';

/** A change that was begun. */
export interface Change {
  readonly at: IsoInstant;
  readonly planHash: string;
  readonly action: Action;
  /** All tags before it. */
  readonly before: TagRecord;
}

/**
 * Where an action stands by the ledger alone. `applying` and `undoing` were cut off, or their end could not be seen:
 * one more read tells. `earlier` is where it stood before that.
 */
export type ActionHistory =
  | { readonly state: 'applying'; readonly change: Change; readonly earlier: ActionHistory | undefined }
  | { readonly state: 'applied'; readonly change: Change }
  | {
      readonly state: 'undoing';
      readonly change: Change;
      /** All tags before the undo. */
      readonly before: TagRecord;
      readonly earlier: ActionHistory;
    }
  | { readonly state: 'undone' };

/** By action id, what changed last at the end. An action that is not among them never wrote anything. */
export function actionHistories(entries: readonly LedgerEntry[]): ReadonlyMap<string, ActionHistory> {
  const histories = new Map<string, ActionHistory>();
  for (const entry of entries) {
    const known = histories.get(entry.actionId);
    const next = entry.operation === 'apply' ? afterApply(entry, known) : afterUndo(entry, known);
    if (next === known) continue;
    histories.delete(entry.actionId);
    if (next) histories.set(entry.actionId, next);
  }
  return histories;
}

function afterApply(entry: LedgerEntry, known: ActionHistory | undefined): ActionHistory | undefined {
  const { at, planHash, action, before } = entry;
  const change = before && { at, planHash, action, before };
  switch (entry.outcome) {
    case 'started':
      return change ? { state: 'applying', change, earlier: known } : known;
    case 'applied': {
      const begun = known?.state === 'applying' ? known.change : change;
      return begun ? { state: 'applied', change: begun } : known;
    }
    case 'refused':
      // AWS certainly did not write what was begun.
      return known?.state === 'applying' ? known.earlier : known;
    case 'unchanged':
    case 'conflicted':
    case 'unknown':
      return known;
    default:
      return entry.outcome satisfies never;
  }
}

function afterUndo(entry: LedgerEntry, known: ActionHistory | undefined): ActionHistory | undefined {
  if (known === undefined || known.state === 'undone') return known;
  switch (entry.outcome) {
    case 'started':
      return entry.before ? { state: 'undoing', change: known.change, before: entry.before, earlier: known } : known;
    case 'applied':
    case 'unchanged':
      return { state: 'undone' };
    case 'refused':
      return known.state === 'undoing' ? known.earlier : known;
    case 'conflicted':
    case 'unknown':
      return known;
    default:
      return entry.outcome satisfies never;
  }
}
