import { setTimeout as sleep } from 'node:timers/promises';
import type { IsoInstant } from '../domain/dates.ts';

/** The machine that a use case runs on, passed in by the edge, so that a test can be that machine. */
export interface Machine {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The machine's clock. */
  readonly instant: () => IsoInstant;
  readonly epochMs: () => number;
  readonly monotonicMs: () => number;
  /** Resolves after so many milliseconds, or sooner at the signal: the next call then says why. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Aborted when whoever started it wants an end. */
  readonly interrupted: AbortSignal;
}

/** The pause of a real machine. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
