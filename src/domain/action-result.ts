import type { LedgerEntry, LedgerOutcome } from './ledger.ts';

/**
 * How an action ended. `not-reached`: the run was ended before it was begun, so the ledger has no line of this attempt.
 * The other members are as in the ledger's last line.
 */
export interface ActionResult
  extends Pick<LedgerEntry, 'actionId' | 'arn' | 'action' | 'code' | 'deniedBy' | 'requestId' | 'message'> {
  readonly outcome: Exclude<LedgerOutcome, 'started'> | 'not-reached';
}
