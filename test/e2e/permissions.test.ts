import { describe, expect, test } from 'vitest';
import { parseFault, type RecordedRequest, type Sandbox } from '../../src/sandbox/server.ts';
import { buildRole, MANAGEMENT_AUDIT_ACTIONS } from '../../src/sandbox/world.ts';
import { asked, type Deployed, denied, deployment, type Recorded, unused } from '../support/permission-replay.ts';
import { brokenWorld } from '../support/remediation-scene.ts';
import { configurationFile, runCommand } from '../support/sandbox-command.ts';
import { audit, open, stubEnvironment } from '../support/sandbox-scene.ts';
import { EMPTY_UNIT, goodProfile, MANAGEMENT, MEMBER, NOW, OTHER } from '../support/sandbox-world.ts';
import { monthOfUsage, settingsOf } from '../support/spend-scene.ts';

/** Everything that the code asks AWS for: audit with bill, owners and alerts; its failures; plan, apply, undo, report. */
async function record({ accountId, named, configuration }: Deployed): Promise<readonly Recorded[]> {
  const broken = brokenWorld();
  const accounts = broken.accounts.map((one) =>
    one.id === MANAGEMENT
      ? { ...one, roles: [...one.roles.slice(1), buildRole({ actions: MANAGEMENT_AUDIT_ACTIONS })] }
      : one,
  );
  let isStoreUnreadable = false;
  const sandbox = await open(
    {
      tagLagMs: 0,
      failCall: ({ operation }) =>
        isStoreUnreadable && operation === 'GetObject' ? { code: 'AccessDenied', status: 403 } : undefined,
    },
    brokenWorld({
      ...named,
      accounts,
      profiles: [...broken.profiles, goodProfile({ accountId, id: 'ownuntagged1', tags: [] })],
      ...(accountId !== MANAGEMENT && { delegatedAdministrators: [accountId], caller: { accountId } }),
      books: monthOfUsage('2026-06-01', MEMBER, '10'),
    }),
  );
  stubEnvironment(sandbox.environment);
  const [agreement] = Object(sandbox.configuration).agreements;
  const config = await configurationFile(sandbox, configuration);
  const unit = await configurationFile(sandbox, {
    ...configuration,
    agreements: [{ ...agreement, scope: { ous: [EMPTY_UNIT] } }],
  });
  const run = (file: string, argv: readonly string[], now: string = NOW) =>
    runCommand([...argv, '--config', file, '--quiet', '--now', now]);
  const taken = (): readonly RecordedRequest[] => {
    const calls = sandbox.requests();
    sandbox.resetMetrics();
    return calls;
  };

  expect((await run(config, ['audit', '--alert'])).code).toBe(1);
  expect((await run(config, ['plan'])).code).toBe(0);
  await withFault(sandbox, `regions-denied@${MEMBER}`, () => run(config, ['audit', '--no-spend']));
  expect((await run(unit, ['audit', '--no-spend'])).code).toBe(1);
  isStoreUnreadable = true;
  expect((await run(config, ['audit', '--no-spend'], '2026-06-02T00:00:00.000Z')).code).toBe(3);
  isStoreUnreadable = false;
  await askForTagsOfPrincipals(sandbox);
  const audited = { functionRole: 'AuditRole', memberRole: 'AuditRole', calls: taken() };
  const reported = await run(config, ['report', '--format', 'json']);
  expect(reported.code).toBe(0);
  const report = { functionRole: 'ReportRole', memberRole: 'nobody', calls: taken() };
  const { runId } = JSON.parse((await run(config, ['audit', '--no-spend', '--format', 'json'])).stdout);
  expect((await run(config, ['plan', '--run', runId])).code).toBe(0);
  taken();
  expect((await run(config, ['apply', runId, '--approve'])).code).toBe(0);
  expect((await run(config, ['undo', runId, '--approve'])).code).toBe(0);
  return [audited, report, { functionRole: 'ApplyRole', memberRole: 'RemediationRole', calls: taken() }];
}

async function withFault(sandbox: Sandbox, text: string, work: () => Promise<unknown>) {
  const fault = parseFault(text);
  sandbox.setFaults(fault ? [fault] : []);
  await work();
  sandbox.setFaults([]);
}

/** No configuration of this version leads to it, since the carriers of that method cannot be read yet. */
async function askForTagsOfPrincipals(sandbox: Sandbox) {
  await audit(sandbox, { spend: true, settings: { ...settingsOf(sandbox), method: 'any' } });
}

/** What a role allows that no call of the code can show, and why. */
const UNSEEN: readonly (readonly [RegExp, string])[] = [
  [/ (logs|sqs):/, 'Lambda logs and leaves what failed in the name of the function'],
  [/ kms:/, 'SNS asks for the key of its topic in the name of the publisher'],
  [/:provisioned-model\/\*$/, 'the sandbox has no provisioned throughput; test/aws/remediation-policy.test.ts asks'],
  [/mapwarden\.yaml$/, 'only the handlers read the configuration there'],
  [/\/(state|reports)\/\*$/, 'only the handlers remember there, and put there what a link leads to'],
  [/ (scheduler|iam|lambda):/, 'only the handlers go on later, and call each other'],
];

describe.for([
  ['in the management account', MANAGEMENT, 'secret'],
  ['in a delegated administrator', OTHER, 'parameter'],
] as const)('deployed %s', ([, accountId, slack]) => {
  test('every call is allowed by the policies of the templates, and each permission is used by one', async () => {
    const deployed = deployment(accountId, slack);
    const all = asked(deployed, await record(deployed));
    expect(denied(all)).toEqual([]);
    const seen = unused(all).filter((grant) => !UNSEEN.some(([pattern]) => pattern.test(grant)));
    expect(seen).toEqual([]);
    const roles = ['ApplyRole', 'AuditRole', 'ReportRole', 'member AuditRole', 'member RemediationRole'];
    expect([...new Set(all.map(({ role }) => role))].sort()).toEqual(roles);
    expect(all.length).toBeGreaterThan(60);
  });
});
