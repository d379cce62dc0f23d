import type { Sandbox, SandboxOptions } from '../../src/sandbox/server.ts';
import type { World } from '../../src/sandbox/world.ts';
import {
  type Deployment,
  functionEnvironment,
  type InvocationOptions,
  type InvocationResult,
  invokeFunction,
} from './function-process.ts';
import { type BucketView, bucketView } from './function-scene.ts';
import { brokenWorld } from './remediation-scene.ts';
import { open } from './sandbox-scene.ts';

/** The deployed functions, a sandbox in the place of AWS, and a configuration in its bucket. */
export interface BuiltStage {
  readonly sandbox: Sandbox;
  readonly bucket: BucketView;
  /** As it lies in the bucket. */
  readonly configuration: object;
  /** Each invocation has a process and a request id of its own. */
  invoke(
    name: 'audit' | 'report' | 'apply',
    event: unknown,
    options?: Omit<InvocationOptions, 'requestId'>,
  ): Promise<InvocationResult>;
}

export interface BuiltStageOptions {
  readonly world?: World;
  readonly sandbox?: Partial<SandboxOptions>;
  /** Of the configuration. */
  readonly change?: (sandbox: Sandbox) => object;
}

export async function builtStage(
  deployment: () => Deployment,
  { world = brokenWorld(), sandbox: options = {}, change = () => ({}) }: BuiltStageOptions = {},
): Promise<BuiltStage> {
  const sandbox = await open({ tagLagMs: 0, now: new Date().toISOString(), ...options }, world);
  const bucket = bucketView(sandbox);
  const configuration = {
    ...sandbox.configuration,
    remediation: { mode: 'apply', accounts: 'all' },
    ...change(sandbox),
  };
  await bucket.put('mapwarden.yaml', JSON.stringify(configuration));
  const env = functionEnvironment(sandbox);
  const counter = { invocations: 0 };
  return {
    sandbox,
    bucket,
    configuration,
    invoke(name, event, options = {}) {
      counter.invocations += 1;
      const requestId = `8e3a5f10-0000-4000-8000-${String(counter.invocations).padStart(12, '0')}`;
      return invokeFunction(deployment(), name, event, { ...options, requestId, env: { ...env, ...options.env } });
    },
  };
}
