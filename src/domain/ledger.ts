import type { IsoInstant } from './dates.ts';
import type { Action } from './finding.ts';
import type { TagRecord } from './plan.ts';

/**
 * What became of an action. `started` is written before the call to AWS, one of the others after it: an action whose
 * last line is `started` was cut off, and one more read tells what became of it.
 */
export const LEDGER_OUTCOMES = ['started', 'applied', 'unchanged', 'conflicted', 'refused', 'unknown'] as const;
export type LedgerOutcome = (typeof LEDGER_OUTCOMES)[number];

/** One line of `ledger.ndjson`. */
export interface LedgerEntry {
  readonly at: IsoInstant;
  readonly operation: 'apply' | 'undo';
  /** Of the plan that is carried out, or undone. */
  readonly planHash: string;
  /** The plan's id of the action; an undo keeps the id of what it undoes. */
  readonly actionId: string;
  readonly arn: string;
  /** What is done: an undo's own action, not the one that it undoes. */
  readonly action: Action;
  readonly outcome: LedgerOutcome;
  /** All tags as read just before; null where they could not be read. */
  readonly before: TagRecord | null;
  /** All tags as read after; null where nothing was written or nothing could be read. */
  readonly after: TagRecord | null;
  /** AWS's error code, or a word of ours where AWS gave none. */
  readonly code: string | null;
  /** Which kind of policy denied the call; null where none did. */
  readonly deniedBy: 'policy' | 'service-control-policy' | null;
  readonly requestId: string | null;
  readonly message: string | null;
}
