import type { Machine } from '../compose/machine.ts';

/** A stream to write to; a terminal or not. */
export type Output = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** The world outside, passed in, so that a test can be that world. */
export interface Io extends Machine {
  readonly stdout: Output;
  readonly stderr: Output;
  /** `20.19.0`; where it is left out, nothing is said about it. */
  readonly nodeVersion?: string;
}

export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5;
