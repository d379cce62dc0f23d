import type { LedgerEntry } from '../domain/ledger.ts';

/**
 * ARNs of which the ledger of a run says that the tag is right by now, though the run read it wrong: applied, or found
 * to be so, and not undone since. What a line in doubt is about is not among them.
 */
export function repairedArns(entries: readonly LedgerEntry[]): ReadonlySet<string> {
  const repaired = new Set<string>();
  for (const { operation, outcome, arn } of entries) {
    if (outcome !== 'applied' && outcome !== 'unchanged') continue;
    if (operation === 'apply') repaired.add(arn);
    else repaired.delete(arn);
  }
  return repaired;
}
