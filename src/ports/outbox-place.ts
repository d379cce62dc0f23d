import type { Outbox } from './alerts.ts';

/** Where an outbox keeps its texts, beside the runs. Methods throw what the place throws: AwsError, or Node's own. */
export interface OutboxPlace {
  /** For a person, of what is kept under the name. */
  addressOf(name: string): string;
  names(): Promise<readonly string[]>;
  /** Undefined where there is nothing, or nothing any more. */
  read(name: string): Promise<string | undefined>;
  /** Whole or not at all, in the place of an earlier text. */
  write(name: string, text: string): Promise<void>;
  /** Does nothing where there is nothing. */
  remove(name: string): Promise<void>;
  /** Whether the run has its report. */
  isFinished(runId: string): Promise<boolean>;
  readonly linkTo: Outbox['linkTo'];
}
