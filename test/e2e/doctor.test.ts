import { writeFile } from 'node:fs/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { buildRemediationRole, buildRole, MANAGEMENT_AUDIT_ACTIONS } from '../../src/sandbox/world.ts';
import { doctorScene } from '../support/doctor-scene.ts';
import { callsOf, inputOf, stubEnvironment } from '../support/sandbox-scene.ts';
import { account, MANAGEMENT, MEMBER, OTHER } from '../support/sandbox-world.ts';

beforeEach(() => stubEnvironment());

const APPLY = { remediation: { mode: 'apply', accounts: 'all' } };

describe('where everything is in place', () => {
  test('an audit can run: exit 0, and every account, region, role and the bill were tried', async () => {
    const { examine, sandbox } = await doctorScene({ change: APPLY });

    const { code, checkup, states } = await examine();

    expect(code).toBe(0);
    expect(checkup).toMatchObject({ readiness: 'ready', costRequests: 3, counts: { failed: 0, unknown: 0 } });
    expect(states('audit-role')).toEqual([`ok ${MEMBER}`, `ok ${OTHER}`, `skipped ${MANAGEMENT}`]);
    expect(states('remediation-role')).toEqual([`ok ${MEMBER}`, `ok ${OTHER}`]);
    expect(states('bedrock')).toEqual([`ok ${MEMBER}`, `ok ${OTHER}`, `ok ${MANAGEMENT}`]);
    expect(checkup.checks.find(({ id }) => id === 'bedrock')?.regions).toEqual(['eu-west-1', 'us-east-1']);
    expect(states('tags')).toEqual([`ok ${MEMBER}`, `ok ${OTHER}`, `skipped ${MANAGEMENT}`]);
    expect(states('cost-explorer')).toEqual(['ok', 'ok']);
    expect(states('cost-allocation-tag')).toEqual(['ok']);
    expect(states('trusted-access')).toEqual(['ok']);
    expect(callsOf(sandbox, 'ListInferenceProfiles')).toHaveLength(6);
    expect(sandbox.writes()).toEqual([]);
  });

  test('the session says in the trail of the account that it was the doctor', async () => {
    const { examine, sandbox } = await doctorScene();
    await examine('--account', MEMBER);

    const [call] = callsOf(sandbox, 'AssumeRole');

    expect(call && inputOf(call, 'RoleSessionName')).toBe('mapwarden-doctor-20260601T000000Z');
  });

  test('--account asks that account alone', async () => {
    const { examine, sandbox } = await doctorScene({ change: APPLY });

    const { code, states } = await examine('--account', MEMBER, '--no-spend');

    expect(code).toBe(0);
    expect(states('bedrock')).toEqual([`ok ${MEMBER}`]);
    expect(callsOf(sandbox, 'AssumeRole').every((call) => inputOf(call, 'RoleArn').includes(MEMBER))).toBe(true);
  });

  test('--no-spend asks Cost Explorer nothing, and says so', async () => {
    const { examine, sandbox } = await doctorScene();

    const { code, checkup, states, stderr } = await examine('--no-spend');

    expect({ code, requests: checkup.costRequests }).toEqual({ code: 0, requests: 0 });
    expect(states('cost-explorer')).toEqual(['skipped']);
    expect(callsOf(sandbox, 'GetCostAndUsage')).toEqual([]);
    expect(stderr).not.toContain('$0.01');
  });

  test('what it costs is said before it is asked for', async () => {
    const { read } = await doctorScene();

    const { stderr, stdout } = await read();

    expect(stderr).toContain('Cost Explorer: at most 3 requests, for which AWS charges $0.01 each.');
    expect(stdout).toContain('3 requests to Cost Explorer, at most $0.03.');
  });
});

describe('the regions of accounts', () => {
  test('that nobody is told, neither the account nor the caller, are lacking', async () => {
    const { examine } = await doctorScene({ sandbox: { faults: [{ kind: 'regions-denied', accountId: MEMBER }] } });

    const { code, wrong, states } = await examine();

    expect(code).toBe(1);
    expect(wrong('regions')).toMatchObject({ accountId: MEMBER, required: true });
    expect(wrong('trusted-access')).toMatchObject({
      required: true,
      remedy: expect.stringContaining('enable-aws-service-access --service-principal account.amazonaws.com'),
    });
    expect(states('bedrock')).toContain(`ok ${MEMBER}`);
  });

  test('are no reason to fail where a caller without trusted access does not need it', async () => {
    const { examine } = await doctorScene({
      world: {
        caller: { accountId: OTHER },
        accounts: [
          account({ id: MANAGEMENT, roles: [buildRole({ trusts: [OTHER], actions: MANAGEMENT_AUDIT_ACTIONS })] }),
          account({ id: MEMBER, roles: [buildRole({ trusts: [OTHER] })] }),
          account({ id: OTHER, roles: [buildRole()] }),
        ],
      },
    });

    const { checkup, wrong, states } = await examine('--account', MEMBER);

    expect(wrong('trusted-access')).toMatchObject({
      required: false,
      message: expect.stringContaining('Nobody needs it'),
    });
    // The member is no delegated administrator, so that the organization does not answer it.
    expect(checkup.readiness).toBe('blocked');
    expect(states('accounts')).toEqual(['failed']);
    expect(states('audit-role')).toEqual([`ok ${MEMBER}`]);
  });
});

describe('a caller outside the management account', () => {
  const accounts = [
    account({ id: MANAGEMENT, roles: [buildRole({ actions: MANAGEMENT_AUDIT_ACTIONS }), buildRemediationRole()] }),
    account({ id: MEMBER, roles: [buildRole()] }),
    account({ id: OTHER, roles: [buildRole()] }),
  ];
  const world = { accounts, caller: { accountId: OTHER }, delegatedAdministrators: [OTHER] };

  test('reads the bill through the management role', async () => {
    const { examine } = await doctorScene({ world });

    const { code, states } = await examine();

    expect(code).toBe(0);
    expect(states('management-role')).toEqual(['ok']);
    expect(states('cost-explorer')).toEqual(['ok', 'ok']);
  });

  test('is told that the bill cannot be asked where that role does not let it in', async () => {
    const { examine } = await doctorScene({ world, change: { organization: { managementRole: 'Elsewhere' } } });

    const { code, wrong } = await examine();

    expect(code).toBe(1);
    expect(wrong('management-role')).toMatchObject({ remedy: expect.stringContaining('organization.managementRole') });
    expect(wrong('cost-explorer')).toMatchObject({ state: 'unknown', message: expect.stringContaining('Not asked') });
    expect(wrong('cost-allocation-tag').state).toBe('unknown');
  });
});

describe('the end of it', () => {
  test('without credentials is exit 3, with the remedy and nothing passed off as ok', async () => {
    const { examine } = await doctorScene();
    stubEnvironment({ AWS_REGION: 'us-east-1' });

    const { code, checkup, wrong } = await examine();

    expect({ code, readiness: checkup.readiness }).toEqual({ code: 3, readiness: 'blocked' });
    expect(wrong('credentials').remedy).toContain('aws sso login');
    expect(checkup.checks.filter(({ state }) => state === 'ok').map(({ id }) => id)).toEqual(['store']);
  });

  test('of a deadline leaves what was not reached unknown', async () => {
    const { examine } = await doctorScene({ sandbox: { faults: [{ kind: 'hang', accountId: MEMBER }] } });

    const { code, wrong } = await examine('--deadline', '3', '--no-spend');

    expect(code).toBe(1);
    expect(wrong('bedrock')).toMatchObject({ state: 'unknown', accountId: MEMBER });
  });

  test.for([['--account', '123123123123'], ['--alert']])('of a mistake, such as %s, is exit 2', async (argv) => {
    const { read } = await doctorScene();

    expect(await read(...argv)).toMatchObject({ code: 2, stdout: '' });
  });

  test('of a configuration that names another payer is exit 2', async () => {
    const { read, config, sandbox } = await doctorScene();
    const configuration = JSON.parse(JSON.stringify(sandbox.configuration));
    configuration.agreements[0].payerAccountId = OTHER;
    await writeFile(config, JSON.stringify(configuration));

    const { code, stderr } = await read();

    expect(code).toBe(2);
    expect(stderr).toContain('bound to another payer');
  });
});
