import type { Account } from './account.ts';
import type { Failure } from './errors.ts';
import type { CompleteOutcome } from './outcome.ts';

/** One account in one region: the unit of coverage. */
export interface Target {
  readonly account: Account;
  readonly region: string;
}

/** How a target ended: read (or known not to need reading), or a gap with its cause. */
export type TargetResult =
  | { readonly target: Target; readonly outcome: CompleteOutcome }
  | { readonly target: Target; readonly outcome: Failure['outcome']; readonly failure: Failure };

/** A target that could not be read, as the report shows it. */
export interface CoverageGap {
  readonly accountId: string;
  readonly accountName: string;
  readonly region: string;
  readonly outcome: Failure['outcome'];
  readonly operation: string;
  readonly code: string;
  readonly requestId: string | null;
  readonly message: string;
  /** One sentence: what a person does about it. */
  readonly remedy: string;
}
