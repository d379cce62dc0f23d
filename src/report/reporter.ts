import type { Run } from '../domain/report.ts';
import type { RunPoint } from '../domain/run-history.ts';
import type { Severity } from '../domain/severity.ts';

/** What a reader is told about a rule beside its findings. */
export interface RuleInfo {
  readonly title: string;
  readonly severity: Severity;
  /** What a person does about its findings. */
  readonly note: string;
}

/** How a report is to look, and what it says that is not in the run itself. */
export interface ReportContext {
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  readonly rules: ReadonlyMap<string, RuleInfo>;
  /**
   * Points of a trend, the oldest first: earlier runs of the whole organization that are still stored, and at the end
   * this one. Empty for a run with a selection, which is no successor of any. Read only when asked for.
   */
  readonly past: () => Promise<readonly RunPoint[]>;
}

/** Turns a run into text or bytes, piece by piece, so that a report may be larger than memory. */
export type Reporter = (run: Run, context: ReportContext) => AsyncIterable<string | Uint8Array>;
