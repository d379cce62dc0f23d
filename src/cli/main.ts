#!/usr/bin/env node
import process from 'node:process';
import { pause } from '../compose/machine.ts';
import { silenceSdkBanner } from './isolate.ts';
import { runProgram } from './program.ts';

silenceSdkBanner(process.env);

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // The first ends the run in order: what was read is reported, the rest is not reached. The second ends it at once.
  process.once(signal, () => interruption.abort());
}

const broken: { reason?: string } = {};
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that has seen enough, such as `head`, is no failure of the audit; a full disk is.
  if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') broken.reason = error.message;
});
// Where stderr is gone there is nobody left to tell.
process.stderr.on('error', () => undefined);

const code = await runProgram(process.argv.slice(2), {
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  instant: () => new Date().toISOString(),
  epochMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  pause,
  interrupted: interruption.signal,
  nodeVersion: process.versions.node,
});

await Promise.all(
  [process.stdout, process.stderr].map((stream) => new Promise((resolve) => stream.write('', resolve))),
);
if (broken.reason !== undefined) process.stderr.write(`The result could not be written: ${broken.reason}\n`);
// Pauses between attempts of a cut-off call may still be counting down: nothing waits for them.
process.exit(broken.reason === undefined ? code : 3);
