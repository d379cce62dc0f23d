import type { IsoInstant } from './dates.ts';
import { ConfigError, type Failure } from './errors.ts';
import type { Selection } from './report.ts';

/** What a run was begun with: who goes on with it must go on with the same. The first line of a checkpoint. */
export interface CheckpointHead {
  readonly of: 'run';
  readonly schemaVersion: 1;
  readonly runId: string;
  /** The run's instant, by which dates are judged in all of its parts. */
  readonly now: IsoInstant;
  readonly toolVersion: string;
  readonly callerAccountId: string;
  readonly organizationId: string;
  readonly configurationSha256: string;
  readonly rulesetSha256: string;
  /** Of the list of models. */
  readonly catalogSha256: string;
  /** Edition of the list of regions. */
  readonly regionsEdition: string;
  readonly selection: Selection | null;
  /** Whether the bill is read. */
  readonly spend: boolean;
  /** The run whose findings do not fail this one. */
  readonly baseline: string | null;
}

/** One answer of AWS, or its refusal, by what was asked: `target/111122223333/eu-west-1`. */
export type Reading = {
  readonly of: string;
  /** Requests to Cost Explorer that it took. */
  readonly requests?: number;
} & ({ readonly answer: unknown } | { readonly failure: Failure });

/** That a part of the run came to its end in order: its report was written, and its news were told. */
export interface PartEnd {
  readonly of: 'part';
}

/** A line of `checkpoint.ndjson`. */
export type CheckpointLine = CheckpointHead | Reading | PartEnd;

export function isHead(line: CheckpointLine): line is CheckpointHead {
  return line.of === 'run';
}

export function isPartEnd(line: CheckpointLine): line is PartEnd {
  return line.of === 'part';
}

/** Of two that go on with one run, the one that came too late. Its readings are lost, the run is not. */
export function overtaken(runId: string): ConfigError {
  const text = `somebody else has gone on with run ${runId} in the meantime; what was read here is dropped, and the run is as they left it`;
  return new ConfigError([{ place: '--resume', path: '', text }]);
}
