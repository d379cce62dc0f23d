import type { Run } from '../domain/report.ts';
import type { Severity } from '../domain/severity.ts';

/** What a reader is told about a rule beside its findings. */
export interface RuleInfo {
  readonly title: string;
  readonly severity: Severity;
  /** What a person does about its findings. */
  readonly note: string;
}

/** How a report is to look; never what it says. */
export interface ReportContext {
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  readonly rules: ReadonlyMap<string, RuleInfo>;
}

/** Turns a run into text, piece by piece, so that a report may be larger than memory. */
export type Reporter = (run: Run, context: ReportContext) => AsyncIterable<string>;
