import type { IsoInstant } from '../domain/dates.ts';

/** The machine that a use case runs on, passed in by the edge, so that a test can be that machine. */
export interface Machine {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The machine's clock. */
  readonly instant: () => IsoInstant;
  readonly epochMs: () => number;
  readonly monotonicMs: () => number;
  /** Aborted when whoever started it wants an end. */
  readonly interrupted: AbortSignal;
}
