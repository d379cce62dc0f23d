import { AwsError, ConfigError } from '../domain/errors.ts';
import type { LedgerEntry } from '../domain/ledger.ts';
import type { Progress } from '../ports/progress.ts';
import type { RunStore } from '../ports/run-store.ts';

/** What a run did to tags. */
export interface RunLedger {
  readonly runId: string;
  readonly entries: readonly LedgerEntry[];
}

/** The ledgers of all runs, the oldest run first. Throws where one is damaged: who writes must know them all. */
export async function ledgersOf(store: Pick<RunStore, 'ledgers'>): Promise<readonly RunLedger[]> {
  const ledgers: RunLedger[] = [];
  for await (const { runId, entries } of store.ledgers()) ledgers.push({ runId, entries: await entries() });
  return ledgers;
}

/** As {@link ledgersOf}, without those that are damaged, each of which is noted: an audit writes nothing to AWS. */
export async function readableLedgers(
  store: Pick<RunStore, 'ledgers'>,
  progress: Progress,
): Promise<readonly RunLedger[]> {
  const ledgers: RunLedger[] = [];
  for await (const { runId, entries } of store.ledgers()) {
    try {
      ledgers.push({ runId, entries: await entries() });
    } catch (error) {
      if (!isDamage(error)) throw error;
      progress.note(
        `The ledger of run ${runId} is damaged, and what that run did to tags is left out: ${error.message}`,
      );
    }
  }
  return ledgers;
}

/** A store that cannot be reached is another matter: then nothing is known of any ledger. */
function isDamage(error: unknown): error is Error {
  if (error instanceof AwsError) return error.failure.code === 'NoSuchKey';
  return error instanceof ConfigError || error instanceof SyntaxError;
}
