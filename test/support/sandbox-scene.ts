import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { expect, onTestFinished, vi } from 'vitest';
import type { Patience } from '../../src/aws/patience.ts';
import type { Io } from '../../src/cli/io.ts';
import { type AuditOrder, runAudit } from '../../src/cli/run-audit.ts';
import { pause } from '../../src/compose/machine.ts';
import { readDocument } from '../../src/config/document.ts';
import { configurationOf } from '../../src/config/load.ts';
import { loadRegionCatalog } from '../../src/config/region-catalog.ts';
import { createDirectoryStore } from '../../src/disk/directory-store.ts';
import type { Finding } from '../../src/domain/finding.ts';
import type { ReportHead, ResourceRecord, Run } from '../../src/domain/report.ts';
import { auditExitCode } from '../../src/engine/exit-code.ts';
import { json } from '../../src/report/json.ts';
import { type RecordedRequest, type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/server.ts';
import type { World } from '../../src/sandbox/world.ts';
import { NOW, smallWorld } from './sandbox-world.ts';

/** Quick to give up and never pausing, so that a fault costs no time; silence is waited for long enough on a busy machine. */
export const QUICK: Patience = {
  connectionMs: 5_000,
  requestMs: 5_000,
  callMs: 20_000,
  throttledAttempts: 2,
  transientAttempts: 2,
  silentAttempts: 1,
  backoff: { setDelayBase: () => undefined, computeNextBackoffDelay: () => 0 },
};

/** A strict sandbox of the small world; where it broke the rules of AWS itself, the test fails. */
export async function open(options: Partial<SandboxOptions> = {}, world: World = smallWorld()): Promise<Sandbox> {
  return opened({ now: NOW, ...options }, world);
}

/** The same with the default story, or as much of it as asked for. */
export async function openStory(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  return opened({ now: NOW, ...options });
}

async function opened(options: SandboxOptions, world?: World): Promise<Sandbox> {
  const sandbox = await startSandbox({ strict: true, ...options }, world);
  onTestFinished(async () => {
    await sandbox.close();
    expect(sandbox.violations()).toEqual([]);
  });
  return sandbox;
}

/** What an audit left behind, read to the end. */
export interface Audited {
  readonly head: ReportHead;
  readonly findings: readonly Finding[];
  readonly resources: readonly ResourceRecord[];
  readonly exit: 0 | 1 | 4;
  readonly run: Run;
}

export interface AuditChange extends Partial<Omit<AuditOrder, 'aws' | 'store'>> {
  readonly out?: string;
  readonly aws?: AuditOrder['aws'];
  readonly interrupted?: AbortSignal;
}

/** Audits the sandbox in process, as the demo does. */
export async function audit(sandbox: Sandbox, change: AuditChange = {}): Promise<Audited> {
  const { aws, interrupted, out = await temporaryFolder(), ...order } = change;
  const { io } = captureIo(interrupted);
  const configuration = configurationOf(readDocument(JSON.stringify(sandbox.configuration), 'sandbox'));
  const { run } = await runAudit(
    {
      settings: configuration.settings,
      rules: configuration.rules,
      regionCatalog: await loadRegionCatalog(),
      modelCatalog: configuration.catalog,
      spend: false,
      selection: null,
      placeOf: () => 'sandbox',
      store: createDirectoryStore({ root: out, render: json }),
      now: NOW,
      concurrency: 16,
      quiet: true,
      ...order,
      aws: {
        credentials: sandbox.credentials,
        endpoint: sandbox.url,
        homeRegion: 'us-east-1',
        loopbackOnly: true,
        patience: QUICK,
        ...aws,
      },
    },
    io,
  );
  return { ...(await readRun(run)), run };
}

async function readRun(run: Run): Promise<Omit<Audited, 'run'>> {
  const findings = await collect(run.findings());
  const resources = await collect(run.resources());
  return { head: run.head, findings, resources, exit: auditExitCode(run.head, 'high') };
}

async function collect<T>(source: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const one of source) all.push(one);
  return all;
}

/** The edge of the process as a test sees it: nothing is printed, everything is kept. */
export function captureIo(interrupted: AbortSignal = new AbortController().signal) {
  const stdout = sink();
  const stderr = sink();
  const io: Io = {
    env: process.env,
    stdout: stdout.stream,
    stderr: stderr.stream,
    instant: () => new Date().toISOString(),
    epochMs: () => Date.now(),
    monotonicMs: () => performance.now(),
    // Tags of the sandbox show after some reads or a third of a second; the patience for AWS is half a minute.
    pause: (ms, signal) => pause(ms / 20, signal),
    interrupted,
  };
  return { io, stdout: stdout.text, stderr: stderr.text };
}

function sink() {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  return { stream, text: () => chunks.join('') };
}

/** A folder of the test's own, gone with it. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'mapwarden-e2e-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Takes away, until the test ends, whatever the developer's shell says of AWS and proxies, then sets what is given. */
export function stubEnvironment(settings: Readonly<Record<string, string>> = {}): void {
  onTestFinished(() => void vi.unstubAllEnvs());
  const hidden = Object.keys(process.env).filter((name) =>
    /^(AWS|MAPWARDEN)_|_proxy$|^NODE_USE_ENV_PROXY$/i.test(name),
  );
  for (const name of hidden) vi.stubEnv(name, undefined);
  const isolated = {
    AWS_CONFIG_FILE: os.devNull,
    AWS_SHARED_CREDENTIALS_FILE: os.devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
  for (const [name, value] of Object.entries({ ...isolated, ...settings })) vi.stubEnv(name, value);
}

/** Calls of one operation, in the order in which they came. */
export function callsOf(sandbox: Sandbox, operation: string): readonly RecordedRequest[] {
  return sandbox.requests().filter((request) => request.operation === operation);
}

/** A member of a call's input, as text; '' where it was not given. */
export function inputOf({ input }: RecordedRequest, member: string): string {
  const given: unknown = typeof input === 'object' && input !== null ? Reflect.get(input, member) : undefined;
  return given === undefined ? '' : String(given);
}

/** Whom each AssumeRole asked for, in the order of the calls. */
export function assumedAccounts(sandbox: Sandbox): readonly string[] {
  return callsOf(sandbox, 'AssumeRole').map((call) => inputOf(call, 'RoleArn').split(':')[4] ?? '');
}
