import type { SandboxOptions } from '../../../src/sandbox/server.ts';
import type { World, WorldProfile } from '../../../src/sandbox/world.ts';
import { callsOf } from '../../support/sandbox-scene.ts';
import { goodProfile, MEMBER, NOW, smallWorld } from '../../support/sandbox-world.ts';
import { auditedSandbox } from './audited-sandbox.ts';
import { expectDecent } from './decent.ts';
import { runCli } from './run-cli.ts';

const WRITES = ['TagResource', 'UntagResource', 'CreateInferenceProfile'];

/** The command of a person in the member account, unless the change says otherwise. */
export async function profileScene(change: Partial<World> = {}, options: Partial<SandboxOptions> = {}) {
  const { sandbox, config, dir } = await auditedSandbox(
    smallWorld({ caller: { accountId: MEMBER }, ...change }),
    options,
  );
  const run = async (...argv: readonly string[]) => {
    const ended = await runCli(['profile', ...argv, '--config', config, '--now', NOW]);
    expectDecent(ended);
    return ended;
  };
  const writes = () => WRITES.flatMap((operation) => callsOf(sandbox, operation));
  return { run, writes, sandbox, dir, config };
}

export function arnOf(id: string, { region = 'us-east-1', accountId = MEMBER } = {}): string {
  return `arn:aws:bedrock:${region}:${accountId}:application-inference-profile/${id}`;
}

/** A profile of the member account that every rule is content with, changed as given. */
export function mine(change: Partial<WorldProfile> = {}): WorldProfile {
  return goodProfile({ accountId: MEMBER, id: 'payments0001', name: 'payments', ...change });
}
