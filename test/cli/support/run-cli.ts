import { Writable } from 'node:stream';
import type { ExitCode, Io, Output } from '../../../src/cli/io.ts';
import { runProgram } from '../../../src/cli/program.ts';
import { pause } from '../../../src/compose/machine.ts';

export const NOW = '2026-06-01T12:00:00.000Z';

/** What a test says of the world around a command; the rest is a quiet machine without a terminal. */
export interface Surroundings {
  readonly env?: Io['env'];
  readonly terminal?: boolean;
  readonly columns?: number;
  readonly nodeVersion?: string;
  readonly interrupted?: AbortSignal;
  /** Standard output, where it is not to be kept. */
  readonly stdout?: Output;
}

export interface Ended {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line in this process. */
export async function runCli(argv: readonly string[], around: Surroundings = {}): Promise<Ended> {
  const stdout = keeper(around);
  const stderr = keeper(around);
  const code = await runProgram(argv, {
    env: around.env ?? {},
    stdout: around.stdout ?? stdout.stream,
    stderr: stderr.stream,
    instant: () => NOW,
    epochMs: () => Date.now(),
    monotonicMs: () => performance.now(),
    pause,
    interrupted: around.interrupted ?? new AbortController().signal,
    ...(around.nodeVersion !== undefined && { nodeVersion: around.nodeVersion }),
  });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

function keeper({ terminal = false, columns = 80 }: Surroundings) {
  const chunks: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  return {
    stream: terminal ? Object.assign(stream, { isTTY: true, columns }) : stream,
    text: () => chunks.join(''),
  };
}
