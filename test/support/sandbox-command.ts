import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { runProgram } from '../../src/cli/program.ts';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { BUNDLED_COMMAND } from './bundle-command.ts';
import { captureIo, temporaryFolder } from './sandbox-scene.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line in process. */
export async function runCommand(argv: readonly string[], interrupted?: AbortSignal): Promise<Ended> {
  const { io, stdout, stderr } = captureIo(interrupted);
  const code = await runProgram(argv, io);
  return { code, stdout: stdout(), stderr: stderr() };
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

/** Starts the real command, with no environment but the given one. */
export function startCommand(argv: readonly string[], env: Readonly<Record<string, string>>, cwd = ROOT): Child {
  // Of the developer's own environment only what finds programs and folders.
  const { PATH = '', HOME = '', TMPDIR } = process.env;
  return spawn(process.execPath, [BUNDLED_COMMAND, ...argv], {
    cwd,
    env: { PATH, HOME, ...(TMPDIR !== undefined && { TMPDIR }), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Runs the real command to its end, or until it is killed without a chance to tidy up. */
export async function spawnCommand(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
  { killed, cwd }: { readonly killed?: AbortSignal; readonly cwd?: string } = {},
): Promise<Ended> {
  const child = startCommand(argv, env, cwd);
  killed?.addEventListener('abort', () => child.kill('SIGKILL'));
  const [stdout, stderr, [code]] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    once(child, 'close'),
  ]);
  return { code, stdout, stderr };
}

async function textOf(stream: Readable): Promise<string> {
  const chunks: string[] = [];
  for await (const chunk of stream.setEncoding('utf8')) chunks.push(chunk);
  return chunks.join('');
}

/** What `mapwarden sandbox` says when it is ready. */
export interface Served {
  readonly url: string;
  readonly managementAccountId: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly configuration: object;
  /** Interrupts it as a person would, and gives its exit code. */
  stop(): Promise<number | null>;
}

/** Starts `mapwarden sandbox` as a process; it ends with the test. */
export async function serveSandbox(argv: readonly string[]): Promise<Served> {
  const child = startCommand(['sandbox', ...argv], {});
  const ended = once(child, 'close');
  const errors = textOf(child.stderr);
  const stop = async () => {
    child.kill('SIGINT');
    const [code] = await ended;
    return code;
  };
  onTestFinished(async () => void (await stop()));
  for await (const line of createInterface({ input: child.stdout })) {
    return { ...JSON.parse(line), stop };
  }
  throw new Error(`the sandbox ended before it was ready: ${await errors}`);
}

/** Writes the sandbox's configuration, changed as given, to a file of the test's own. */
export async function configurationFile(
  { configuration }: Pick<Sandbox, 'configuration'>,
  change: object = {},
): Promise<string> {
  const file = path.join(await temporaryFolder(), 'mapwarden.json');
  await writeFile(file, JSON.stringify({ ...configuration, ...change }));
  return file;
}

/** The folders of the runs under `out`, oldest first. */
export async function runFolders(out: string): Promise<readonly string[]> {
  const runs = path.join(out, 'runs');
  const days = await readdir(runs).catch(() => []);
  const folders = await Promise.all(
    days
      .sort()
      .map(async (day) => (await readdir(path.join(runs, day))).sort().map((run) => path.join(runs, day, run))),
  );
  return folders.flat();
}

/** The files of the only run under `out`, by name; reports for people say where they lie, which is made `OUT` here. */
export async function onlyRun(out: string): Promise<Readonly<Record<string, string>>> {
  const [folder, ...others] = await runFolders(out);
  if (folder === undefined || others.length > 0) throw new Error(`expected one run in ${out}`);
  const names = (await readdir(folder)).sort();
  const texts = await Promise.all(names.map((name) => readFile(path.join(folder, name), 'utf8')));
  return Object.fromEntries(names.map((name, index) => [name, (texts[index] ?? '').replaceAll(out, 'OUT')]));
}
