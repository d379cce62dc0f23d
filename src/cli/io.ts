import type { IsoInstant } from '../domain/dates.ts';

/** A stream to write to; a terminal or not. */
export type Output = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** The world outside, passed in, so that a test can be that world. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** The machine's clock. */
  readonly instant: () => IsoInstant;
  readonly epochMs: () => number;
  readonly monotonicMs: () => number;
  /** Aborted when the person interrupts. */
  readonly interrupted: AbortSignal;
  /** `20.19.0`; where it is left out, nothing is said about it. */
  readonly nodeVersion?: string;
}

export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5;
