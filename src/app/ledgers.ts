import type { RunLedger, RunStore } from '../ports/run-store.ts';

/** The ledgers of all runs, the oldest run first. */
export async function ledgersOf(store: Pick<RunStore, 'ledgers'>): Promise<readonly RunLedger[]> {
  const ledgers: RunLedger[] = [];
  for await (const ledger of store.ledgers()) ledgers.push(ledger);
  return ledgers;
}
