import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../src/sandbox/server.ts';
import type { World } from '../../../src/sandbox/world.ts';
import { stubEnvironment, temporaryFolder } from '../../support/sandbox-scene.ts';
import { NOW, smallWorld } from '../../support/sandbox-world.ts';

export interface AuditedSandbox {
  readonly sandbox: Sandbox;
  readonly dir: string;
  /** `audit`, with the configuration and the output folder of the test. */
  readonly argv: readonly string[];
  readonly config: string;
}

/** A sandbox that the environment of this process leads to, as a user would have it. */
export async function auditedSandbox(
  world: World = smallWorld(),
  options: Partial<SandboxOptions> = {},
): Promise<AuditedSandbox> {
  const sandbox = await startSandbox({ now: NOW, tagLagMs: 0, ...options }, world);
  onTestFinished(() => sandbox.close());
  stubEnvironment(sandbox.environment);
  const dir = await temporaryFolder();
  const config = path.join(dir, 'mapwarden.json');
  await writeFile(config, JSON.stringify(sandbox.configuration));
  return { sandbox, dir, config, argv: ['audit', '--config', config, '--out', path.join(dir, 'out'), '--now', NOW] };
}
