import type { LedgerEntry } from '../domain/ledger.ts';

/** What was done to tags, line by line, in the order in which it happened. Lines are only ever added. */
export interface Ledger {
  /** What it has so far. A last line that a crash tore off is left out: what it would have said did not begin. */
  entries(): Promise<readonly LedgerEntry[]>;
  /** Resolves once the line is where a crash cannot take it. */
  append(entry: LedgerEntry): Promise<void>;
  close(): Promise<void>;
}
