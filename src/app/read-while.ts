import type { Tags } from '../domain/carrier.ts';
import { AwsError, type Failure } from '../domain/errors.ts';
import type { TaggingPort } from '../ports/tagging.ts';

/**
 * Pauses between reads while a write may not show yet, about 24 s in all. AWS states no bound on how long a tag takes
 * from write to read; it is mostly there at once.
 */
const LAG_PAUSES_MS: readonly number[] = [200, 500, 1_000, 2_000, 4_000, 8_000, 8_000];

export interface ReadPorts {
  readonly tagging: TaggingPort;
  /** Resolves after so many milliseconds, or sooner at the run's end. */
  readonly pause: (ms: number) => Promise<void>;
  readonly lagPausesMs?: readonly number[];
}

export type Reading = { readonly tags: Tags } | { readonly failure: Failure };

/** The first reading that is not open any more, or the last one that there was patience for. */
export async function readWhile(
  { tagging, pause, lagPausesMs = LAG_PAUSES_MS }: ReadPorts,
  arn: string,
  isOpen: (reading: Reading) => boolean,
): Promise<Reading> {
  let reading = await read(tagging, arn);
  for (const ms of lagPausesMs) {
    const isOver = 'failure' in reading && reading.failure.outcome === 'not-reached';
    if (isOver || !isOpen(reading)) break;
    await pause(ms);
    reading = await read(tagging, arn);
  }
  return reading;
}

async function read(tagging: TaggingPort, arn: string): Promise<Reading> {
  try {
    return { tags: await tagging.read(arn) };
  } catch (error) {
    if (error instanceof AwsError) return { failure: error.failure };
    throw error;
  }
}
