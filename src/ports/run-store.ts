import type { Remembered } from '../domain/alerts.ts';
import type { CheckpointLine } from '../domain/checkpoint.ts';
import type { IsoInstant } from '../domain/dates.ts';
import type { Enclosure } from '../domain/enclosure.ts';
import type { Finding } from '../domain/finding.ts';
import type { LedgerEntry } from '../domain/ledger.ts';
import type { Plan } from '../domain/plan.ts';
import type { ReportHead, ResourceRecord, Run } from '../domain/report.ts';
import type { Ledger } from './ledger.ts';

/** Where a run's files go while it walks. Appending keeps the order of the calls. */
export interface RunWriter {
  readonly runId: string;
  /** Where the run will lie, for a person. */
  readonly place: string;
  append(findings: readonly Finding[], resources: readonly ResourceRecord[]): Promise<void>;
  /** Appends to the memory of the run. A run for which this is never called has none. */
  remember(records: readonly Remembered[]): Promise<void>;
  /** Keeps a file beside the report, in the place of an earlier one of that name. */
  enclose(name: Enclosure, text: string): Promise<void>;
  /** Appends to the checkpoint, which lasts only where the run is finished as one that can be resumed. */
  record(line: CheckpointLine): Promise<void>;
  /**
   * Writes the manifest and then, whole or not at all, the report, which is what makes the run a finished one. Gives it
   * back for the reporters. A later part of a run takes the place of the parts before it: whatever happens meanwhile,
   * nobody sees files of both. Throws ConfigError where another part has done so first.
   */
  finish(head: ReportHead, end?: RunEnd): Promise<Run>;
  /**
   * Closes the files of a run that will not be finished; it leaves no report. What earlier parts of the run left stays
   * as it is.
   */
  abandon(): Promise<void>;
}

export interface RunEnd {
  /** Whether the checkpoint is kept. */
  readonly isResumable: boolean;
}

/** A run that has a checkpoint: its last part was cut off, or its process died. */
export interface UnfinishedRun {
  readonly runId: string;
  /** In the order in which they were recorded; can be read more than once. Throws SyntaxError where one is damaged. */
  checkpoint(): AsyncIterable<CheckpointLine>;
  /** Begins the next part, whose checkpoint has all of these lines already. */
  begin(): Promise<RunWriter>;
}

/** What a run did to tags, which is read when it is asked for. */
export interface StoredLedger {
  readonly runId: string;
  /** Throws ConfigError, SyntaxError or AwsError where it is damaged, each with its place. */
  entries(): Promise<readonly LedgerEntry[]>;
}

export interface RunStore {
  /** Reserves the id `<now>-<suffix>`, with `-2`, `-3` … where it is taken. */
  begin(now: IsoInstant, suffix: string): Promise<RunWriter>;
  /** An unfinished run, named as for {@link open}; undefined where there is none, or none with a checkpoint. */
  resume(run: string): Promise<UnfinishedRun | undefined>;
  /** The ids of all finished runs, the newest first. */
  runs(): AsyncIterable<string>;
  /** A finished run by id, by folder, or `latest`: the newest without a selection. Undefined where there is none. */
  open(run: string): Promise<Run | undefined>;
  /** Keeps the plan beside the run's report, whole or not at all, in the place of an earlier one; gives its place. */
  writePlan(run: Run, plan: Plan): Promise<string>;
  /** The run's plan as text, to be checked before use; undefined where there is none. */
  readPlan(run: Run): Promise<string | undefined>;
  /** The run's ledger, which begins with its first line. */
  openLedger(run: Run): Promise<Ledger>;
  /** The ledgers of all runs that have one, the oldest run first. */
  ledgers(): AsyncIterable<StoredLedger>;
}
