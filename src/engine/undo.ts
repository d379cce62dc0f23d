import type { IsoInstant } from '../domain/dates.ts';
import type { Action } from '../domain/finding.ts';
import type { LedgerEntry } from '../domain/ledger.ts';
import { type ActionHistory, actionHistories, type Change } from './ledger-history.ts';
import { type Past, type Step, valueAfter } from './step.ts';

/** Ledgers of runs, the oldest run first. */
type Ledgers = readonly { readonly runId: string; readonly entries: readonly LedgerEntry[] }[];

/**
 * What takes back all that a run wrote and that is not undone yet, the last change first. `ledgers` are those of all
 * runs: what another one has written since must not be taken for the run's own.
 */
export function undoSteps(
  entries: readonly LedgerEntry[],
  { runId, ledgers }: { readonly runId: string; readonly ledgers: Ledgers },
): readonly Step[] {
  const writes = writesOfOthers(ledgers, runId);
  return [...actionHistories(entries)].reverse().flatMap(([actionId, history]) => {
    if (history.state === 'undone') return [];
    const { change } = history;
    const later = writes.get(tagOf(change))?.findLast((write) => isLater(write, change));
    return [
      {
        operation: 'undo' as const,
        planHash: change.planHash,
        actionId,
        action: inverseOf(change),
        expected: { value: valueAfter(change.action) },
        past: later ? { state: 'overtaken' as const, runId: later.runId } : pastOfUndo(history),
      },
    ];
  });
}

/** A write of another run that stands, as far as its ledger knows. */
interface Write {
  readonly at: IsoInstant;
  readonly runId: string;
  /** Whether the other run is the newer one, which decides where both have written at the same instant. */
  readonly isNewer: boolean;
}

/** By tag, the first write first; of those of one instant, the oldest run's. */
function writesOfOthers(ledgers: Ledgers, ownId: string): ReadonlyMap<string, readonly Write[]> {
  const own = ledgers.findIndex(({ runId }) => runId === ownId);
  const writes = ledgers.flatMap(({ runId, entries }, index) => {
    const histories = index === own ? [] : [...actionHistories(entries).values()];
    return histories.flatMap((history) =>
      history.state === 'undone' ? [] : [{ change: history.change, runId, isNewer: index > own }],
    );
  });
  const byTag = new Map<string, Write[]>();
  for (const { change, ...rest } of writes.sort((a, b) => Date.parse(a.change.at) - Date.parse(b.change.at))) {
    const tag = tagOf(change);
    const known = byTag.get(tag) ?? [];
    known.push({ at: change.at, ...rest });
    byTag.set(tag, known);
  }
  return byTag;
}

function tagOf({ action: { arn, key } }: Change): string {
  return JSON.stringify([arn, key]);
}

function isLater({ at, isNewer }: Write, change: Change): boolean {
  const ms = Date.parse(at) - Date.parse(change.at);
  return ms === 0 ? isNewer : ms > 0;
}

function pastOfUndo(history: Exclude<ActionHistory, { readonly state: 'undone' }>): Past {
  switch (history.state) {
    case 'applied':
      return { state: 'none' };
    case 'applying':
      return { state: 'apply-cut-off', at: history.change.at };
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
