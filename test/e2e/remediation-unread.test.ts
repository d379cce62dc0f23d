import { beforeEach, expect, test } from 'vitest';
import type { FaultKind } from '../../src/sandbox/faults.ts';
import { brokenWorld, deskAt } from '../support/remediation-scene.ts';
import { callsOf, open, stubEnvironment } from '../support/sandbox-scene.ts';
import { OTHER } from '../support/sandbox-world.ts';

beforeEach(() => stubEnvironment());

test.for<readonly [FaultKind, string]>([
  ['server-error', 'InternalServerException'],
  ['reset', 'ECONNRESET'],
])(
  'a read before the write that ends in %s is unknown, says that nothing was written, and is made up for',
  async ([kind, code]) => {
    const sandbox = await open({ tagLagMs: 0 }, brokenWorld());
    const desk = await deskAt(sandbox);
    await desk.run(['audit', '--no-spend']);
    await desk.run(['plan']);
    sandbox.setFaults([{ kind, accountId: OTHER }]);

    const ended = await desk.run(['apply', 'latest', '--approve']);

    expect(ended.code).toBe(3);
    expect(ended.stdout).toMatch(/^5 actions of run \S+: 4 applied and 1 unknown\.\n/);
    expect(ended.stdout).toContain(`1 unknown: ${code}`);
    expect(ended.stdout.replaceAll(/\s+/g, ' ')).toContain('Nothing was written, since the tags could not be read: ');
    expect(ended.stdout).not.toContain('Correct what is told');
    expect(callsOf(sandbox, 'TagResource').filter(({ accountId }) => accountId === OTHER)).toEqual([]);
    sandbox.setFaults([]);
    expect((await desk.run(['apply', 'latest', '--approve'])).code).toBe(0);
  },
);

test('a role that an SCP keeps from being assumed is refused by that SCP', async () => {
  const isDenied = { now: false };
  const denial = {
    code: 'AccessDenied',
    status: 403,
    message: 'not authorized to perform: sts:AssumeRole with an explicit deny in a service control policy',
  };
  const sandbox = await open(
    { tagLagMs: 0, failCall: ({ operation }) => (isDenied.now && operation === 'AssumeRole' ? denial : undefined) },
    brokenWorld(),
  );
  const desk = await deskAt(sandbox);
  await desk.run(['audit', '--no-spend']);
  await desk.run(['plan']);
  isDenied.now = true;

  const { code, stdout } = await desk.run(['apply', 'latest', '--approve']);

  expect(code).toBe(3);
  expect(stdout).toContain('4 refused: AccessDenied, denied by a service control policy');
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain('whoever assumes it, from the service control policy');
  const refused = (await desk.ledger()).filter(({ outcome }) => outcome === 'refused');
  expect(refused.map(({ deniedBy }) => deniedBy)).toEqual(refused.map(() => 'service-control-policy'));
});
