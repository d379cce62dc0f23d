import type { IsoInstant } from '../domain/dates.ts';
import type { Finding } from '../domain/finding.ts';
import type { ReportHead, ResourceRecord, Run } from '../domain/report.ts';

/** Where a run's files go while it walks. Appending keeps the order of the calls. */
export interface RunWriter {
  readonly runId: string;
  append(findings: readonly Finding[], resources: readonly ResourceRecord[]): Promise<void>;
  /** Writes the report, whole or not at all, and gives the run back for the reporters. */
  finish(head: ReportHead): Promise<Run>;
  /** Closes the files of a run that will not be finished; it leaves no report. */
  abandon(): Promise<void>;
}

export interface RunStore {
  /** Reserves the id `<now>-<suffix>`, with `-2`, `-3` … where it is taken. */
  begin(now: IsoInstant, suffix: string): Promise<RunWriter>;
  /** A finished run by id, by folder, or `latest`: the newest without a selection. Undefined where there is none. */
  open(run: string): Promise<Run | undefined>;
}
