import { connectCloud } from '../../src/compose/cloud.ts';
import { pause } from '../../src/compose/machine.ts';
import { applyHandler } from '../../src/lambda/apply-handler.ts';
import { auditHandler } from '../../src/lambda/audit-handler.ts';
import type { FunctionTools, Metric } from '../../src/lambda/function-tools.ts';
import { reportHandler } from '../../src/lambda/report-handler.ts';
import { Alert } from '../../src/report/alert-schema.ts';
import type { Sandbox, SandboxOptions } from '../../src/sandbox/server.ts';
import type { World } from '../../src/sandbox/world.ts';
import { functionEnvironment } from './function-process.ts';
import { bucketView } from './function-scene.ts';
import { brokenWorld } from './remediation-scene.ts';
import { open, stubEnvironment } from './sandbox-scene.ts';

export interface StageOptions {
  readonly world?: World;
  readonly sandbox?: Partial<SandboxOptions>;
  readonly configuration?: object;
  readonly env?: Readonly<Record<string, string>>;
}

/** The handlers in this process, with a sandbox in the place of AWS and a list in the place of log and metrics. */
export async function functionStage({ world = brokenWorld(), ...options }: StageOptions = {}) {
  const sandbox = await open({ tagLagMs: 0, now: new Date().toISOString(), ...options.sandbox }, world);
  stubEnvironment({ ...functionEnvironment(sandbox), ...options.env });
  const bucket = bucketView(sandbox);
  const configure = (change: object) =>
    bucket.put('mapwarden.yaml', JSON.stringify({ ...sandbox.configuration, spend: { enabled: false }, ...change }));
  await configure(options.configuration ?? {});
  const lines: string[] = [];
  const metrics: Metric[] = [];
  const say =
    (level: string) =>
    (message: string, members: object = {}) =>
      void lines.push(`${level} ${message} ${JSON.stringify(members)}`);
  const tools: FunctionTools = {
    machine: {
      env: process.env,
      instant: () => new Date().toISOString(),
      epochMs: () => Date.now(),
      monotonicMs: () => performance.now(),
      pause,
      interrupted: new AbortController().signal,
    },
    cloud: connectCloud(),
    log: {
      info: say('info'),
      warn: say('warn'),
      error: say('error'),
      begin: () => undefined,
      with: () => undefined,
    },
    measure: (all) => void metrics.push(...all),
    folder: '/',
  };
  const counter = { invocations: 0 };
  const invocation = (remainingMs = 900_000) => {
    counter.invocations += 1;
    return {
      awsRequestId: `request-${counter.invocations}`,
      invokedFunctionArn: `arn:aws:lambda:us-east-1:${sandbox.managementAccountId}:function:mapwarden-audit`,
      getRemainingTimeInMillis: () => remainingMs,
    };
  };
  const [audit, report, apply] = [auditHandler(tools), reportHandler(tools), applyHandler(tools)];
  return {
    sandbox,
    bucket,
    configure,
    lines,
    metrics,
    audit: (event: unknown = { action: 'audit' }, remainingMs?: number) => audit(event, invocation(remainingMs)),
    report: (event: unknown) => report(event, invocation()),
    apply: (event: unknown, remainingMs?: number) => apply(event, invocation(remainingMs)),
  };
}

/** The documents that the topic was sent, oldest first. */
export function documentsOf(sandbox: Sandbox) {
  return sandbox.published().map(({ message }) => Alert.parse(JSON.parse(JSON.parse(message).default)));
}

/** What a promise was rejected with, as text. */
export async function refusalOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'not refused';
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}
