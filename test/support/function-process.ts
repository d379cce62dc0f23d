import { type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Metafile } from 'esbuild';
import { buildFunctions } from '../../.ci/lambda-bundle.ts';
import type { Sandbox } from '../../src/sandbox/server.ts';

const DRIVER = fileURLToPath(new URL('./function-driver.mjs', import.meta.url));

/** The built functions in a folder of their own. */
export interface Deployment {
  readonly folder: string;
  readonly metafile: Metafile;
  remove(): Promise<void>;
}

/** Builds the functions and puts them where nothing else is, least of all `node_modules`. */
export async function deployFunctions(): Promise<Deployment> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'mapwarden-lambda-'));
  const { files, metafile } = await buildFunctions();
  await mkdir(folder, { recursive: true });
  for (const { name, contents } of files) await writeFile(path.join(folder, name), contents);
  return { folder, metafile, remove: () => rm(folder, { recursive: true, force: true }) };
}

export interface InvocationResult {
  /** What the function gave back. */
  readonly answer?: unknown;
  /** As Lambda tells the failure of a function. */
  readonly error?: { readonly errorType: string; readonly errorMessage: string };
  /** Lines that are JSON with a level, the warnings and errors among them last. */
  readonly logs: readonly Readonly<Record<string, unknown>>[];
  /** Documents in CloudWatch's embedded metric format. */
  readonly metrics: readonly Readonly<Record<string, unknown>>[];
  /** Lines of neither kind. */
  readonly other: readonly string[];
  readonly stdout: string;
  readonly stderr: string;
}

export interface InvocationOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  readonly requestId?: string;
}

/** What the template gives a function, and Lambda beside it: nothing of the machine that the test runs on. */
export function functionEnvironment(sandbox: Sandbox): Readonly<Record<string, string>> {
  const { bucket, topicArn, functionArn, scheduleGroup } = sandbox.destinations;
  const account = sandbox.managementAccountId;
  return {
    ...sandbox.environment,
    TMPDIR: os.tmpdir(),
    MAPWARDEN_CONFIG: `s3://${bucket}/mapwarden.yaml`,
    MAPWARDEN_BUCKET: bucket,
    MAPWARDEN_TOPIC_ARN: topicArn,
    MAPWARDEN_REMEDIATION: 'as-configured',
    MAPWARDEN_APPLY_FUNCTION: functionArn,
    MAPWARDEN_SCHEDULE_GROUP: scheduleGroup,
    MAPWARDEN_SCHEDULER_ROLE_ARN: `arn:aws:iam::${account}:role/mapwarden-scheduler`,
    MAPWARDEN_DEAD_LETTER_ARN: `arn:aws:sqs:us-east-1:${account}:mapwarden-dead-letters`,
    POWERTOOLS_SERVICE_NAME: 'mapwarden',
    POWERTOOLS_LOG_LEVEL: 'INFO',
    POWERTOOLS_METRICS_NAMESPACE: 'Mapwarden',
    NODE_OPTIONS: '--enable-source-maps',
  };
}

/** Invokes a built function in a process of its own. */
export async function invokeFunction(
  { folder }: Deployment,
  name: 'audit' | 'report' | 'apply',
  event: unknown,
  { env = {}, timeoutMs = 900_000, requestId = '8e3a5f10-0000-4000-8000-000000000001' }: InvocationOptions,
): Promise<InvocationResult> {
  const context = {
    timeoutMs,
    awsRequestId: requestId,
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:999988887777:function:mapwarden-audit',
  };
  const file = pathToFileURL(path.join(folder, `${name}.mjs`)).href;
  const options: SpawnOptions = { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] };
  const child = spawn(process.execPath, [DRIVER, file, JSON.stringify(event), JSON.stringify(context)], options);
  const [, out, err, answer] = child.stdio;
  const [stdout, stderr, given] = await Promise.all([
    textOf(out as Readable),
    textOf(err as Readable),
    textOf(answer as Readable),
    once(child, 'close'),
  ]);
  if (given === '') throw new Error(`the function did not run: ${stderr}${stdout}`);
  // CloudWatch gets both; Powertools writes warnings and errors to the second one.
  const { logs } = sorted(stderr);
  const told = sorted(stdout);
  return { ...JSON.parse(given), ...told, logs: [...told.logs, ...logs], stdout, stderr };
}

function sorted(stdout: string): Pick<InvocationResult, 'logs' | 'metrics' | 'other'> {
  const lines = stdout.split('\n').filter((line) => line !== '');
  const parsed = lines.map((line) => ({ line, value: parse(line) }));
  return {
    logs: parsed.flatMap(({ value }) => (value !== undefined && 'level' in value ? [value] : [])),
    metrics: parsed.flatMap(({ value }) => (value !== undefined && '_aws' in value ? [value] : [])),
    other: parsed.flatMap(({ value, line }) => (value === undefined ? [line] : [])),
  };
}

function parse(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

async function textOf(stream: Readable): Promise<string> {
  const chunks: string[] = [];
  for await (const chunk of stream.setEncoding('utf8')) chunks.push(chunk);
  return chunks.join('');
}
