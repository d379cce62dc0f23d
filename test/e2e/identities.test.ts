import { beforeEach, describe, expect, test, vi } from 'vitest';
import { parseFault } from '../../src/sandbox/server.ts';
import { AUDIT_ACTIONS, buildRole, type World } from '../../src/sandbox/world.ts';
import { configurationFile, runCommand } from '../support/sandbox-command.ts';
import {
  assumedAccounts,
  audit,
  callsOf,
  inputOf,
  open,
  stubEnvironment,
  temporaryFolder,
} from '../support/sandbox-scene.ts';
import {
  account,
  goodProfile,
  MANAGEMENT,
  MEMBER,
  OTHER,
  smallAccounts,
  smallWorld,
} from '../support/sandbox-world.ts';

beforeEach(() => stubEnvironment());

/** The audit runs in a member account to which the organization has delegated its administration. */
function delegatedWorld(change: Parameters<typeof smallWorld>[0] = {}): World {
  return smallWorld({ delegatedAdministrators: [OTHER], caller: { accountId: OTHER }, ...change });
}

const withoutListRegions = buildRole({ actions: AUDIT_ACTIONS.filter((action) => action !== 'account:ListRegions') });

describe('application inference profiles', () => {
  test('are asked for by their type, and none that is system-defined is taken for one', async () => {
    const sandbox = await open();
    const { resources } = await audit(sandbox);
    expect(resources.map(({ id }) => id).sort()).toEqual(sandbox.world.profiles.map(({ id }) => id).sort());
    for (const { arn } of resources) expect(arn).toContain(':application-inference-profile/');
    const asked = callsOf(sandbox, 'ListInferenceProfiles').map((call) => inputOf(call, 'typeEquals'));
    expect(new Set(asked)).toEqual(new Set(['APPLICATION']));
  });
});

describe('the account of the caller', () => {
  test('is read with the credentials of the caller, and every other one through its role', async () => {
    const sandbox = await open();
    const { head, exit } = await audit(sandbox);
    expect([...assumedAccounts(sandbox)].sort()).toEqual([MEMBER, OTHER]);
    expect(head.caller).toEqual({ arn: `arn:aws:iam::${MANAGEMENT}:user/finops`, accountId: MANAGEMENT });
    const readers = callsOf(sandbox, 'ListInferenceProfiles').map(({ accountId }) => accountId);
    expect(readers.sort()).toEqual([MEMBER, MEMBER, OTHER, OTHER, MANAGEMENT, MANAGEMENT]);
    expect(exit).toBe(0);
  });

  test('need not have the role', async () => {
    const accounts = smallAccounts.map((one) => (one.id === MANAGEMENT ? { ...one, roles: [] } : one));
    const { head } = await audit(await open({}, smallWorld({ accounts })));
    expect(head.coverage).toMatchObject({ complete: true, byOutcome: { scanned: 6 } });
  });

  test('may be a delegated administrator: then the management account is read through the role too', async () => {
    const sandbox = await open({}, delegatedWorld());
    const { head, resources, exit } = await audit(sandbox);
    expect([...assumedAccounts(sandbox)].sort()).toEqual([MEMBER, MANAGEMENT]);
    expect(head.caller.accountId).toBe(OTHER);
    expect(head.organization.managementAccountId).toBe(MANAGEMENT);
    expect(resources.filter(({ accountId }) => accountId === MANAGEMENT)).toHaveLength(1);
    expect(exit).toBe(0);
  });

  test('may be a session of a role itself: then no session is asked for longer than an hour', async () => {
    const accounts = smallAccounts.map((one) =>
      one.id === OTHER ? { ...one, roles: [...one.roles, buildRole({ name: 'FinOps', actions: ['*'] })] } : one,
    );
    const sandbox = await open({}, delegatedWorld({ accounts, caller: { accountId: OTHER, roleName: 'FinOps' } }));
    const { head, exit } = await audit(sandbox);
    expect(head.caller.arn).toBe(`arn:aws:sts::${OTHER}:assumed-role/FinOps/finops`);
    expect(callsOf(sandbox, 'AssumeRole').map((call) => inputOf(call, 'DurationSeconds'))).toEqual(['3600', '3600']);
    expect(exit).toBe(0);
  });
});

describe('the regions of an account', () => {
  test('are asked for by the account itself, without an id', async () => {
    const sandbox = await open();
    await audit(sandbox);
    const calls = callsOf(sandbox, 'ListRegions').map((call) => [call.accountId, inputOf(call, 'AccountId')]);
    expect(calls.sort()).toEqual([
      [MEMBER, ''],
      [OTHER, ''],
      [MANAGEMENT, ''],
    ]);
  });

  test('are asked for by the caller where the role may not', async () => {
    const accounts = smallAccounts.map((one) => (one.id === MEMBER ? { ...one, roles: [withoutListRegions] } : one));
    const sandbox = await open({}, smallWorld({ accounts }));
    const { head } = await audit(sandbox);
    const onBehalf = callsOf(sandbox, 'ListRegions').filter((call) => inputOf(call, 'AccountId') !== '');
    expect(onBehalf.map((call) => [call.accountId, inputOf(call, 'AccountId')])).toEqual([[MANAGEMENT, MEMBER]]);
    expect(head.coverage).toMatchObject({ complete: true, byOutcome: { scanned: 6, 'region-disabled': 3 } });
    // Known to be off in this account, so nobody had to try.
    expect(callsOf(sandbox, 'ListInferenceProfiles').map(({ region }) => region)).not.toContain('af-south-1');
  });

  test.for([
    ['the caller is in it', smallWorld(), 'regions-denied@*'],
    ['its role is missing and the caller is elsewhere', delegatedWorld(), `role-denied@${MANAGEMENT}`],
    ['its role may not ask and the caller is elsewhere', delegatedWorld(), `regions-denied@${MANAGEMENT}`],
  ] as const)('are never asked for with the id of the management account: %s', async ([, world, text]) => {
    const fault = parseFault(text);
    const sandbox = await open({ faults: fault ? [fault] : [] }, world);
    const { head } = await audit(sandbox);
    expect(callsOf(sandbox, 'ListRegions').map((call) => inputOf(call, 'AccountId'))).not.toContain(MANAGEMENT);
    const sum = Object.values(head.coverage.byOutcome).reduce((total, count) => total + count, 0);
    expect(sum).toBe(head.coverage.targets);
  });
});

describe('a Bedrock API key in the environment', () => {
  test('does not take the place of the assumed roles', async () => {
    const plain = await audit(await open());
    vi.stubEnv('AWS_BEARER_TOKEN_BEDROCK', 'bedrock-api-key-of-somebody');
    vi.stubEnv('AWS_AUTH_SCHEME_PREFERENCE', 'httpBearerAuth');
    const sandbox = await open();
    const { head, resources, exit } = await audit(sandbox);
    expect(exit).toBe(0);
    expect({ head, resources }).toEqual({ head: plain.head, resources: plain.resources });
    const readers = new Set(callsOf(sandbox, 'ListInferenceProfiles').map(({ accountId }) => accountId));
    expect(readers).toEqual(new Set([MEMBER, OTHER, MANAGEMENT]));
  });
});

describe('a session in another account', () => {
  test('is opened at the regional STS of the home region', async () => {
    const sandbox = await open();
    await audit(sandbox, { aws: { homeRegion: 'eu-west-1' } });
    const calls = [...callsOf(sandbox, 'AssumeRole'), ...callsOf(sandbox, 'GetCallerIdentity')];
    expect(calls.map(({ region }) => region)).toEqual(['eu-west-1', 'eu-west-1', 'eu-west-1']);
  });

  test('is opened where AWS_REGION says, by the command', async () => {
    const sandbox = await open();
    stubEnvironment({ ...sandbox.environment, AWS_REGION: 'eu-west-1' });
    const out = await temporaryFolder();
    const ended = await runCommand(['audit', '--config', await configurationFile(sandbox), '--out', out, '--quiet']);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(callsOf(sandbox, 'AssumeRole').map(({ region }) => region)).toEqual(['eu-west-1', 'eu-west-1']);
  });

  test('bears the id of the run, and the external id where one is configured', async () => {
    const roles = [buildRole({ externalId: '4d0c-11ee' })];
    const accounts = smallAccounts.map((one) => ({ ...one, roles }));
    const sandbox = await open({}, smallWorld({ accounts }));
    const { head, exit } = await audit(sandbox);
    const calls = callsOf(sandbox, 'AssumeRole');
    expect(calls.map((call) => inputOf(call, 'ExternalId'))).toEqual(['4d0c-11ee', '4d0c-11ee']);
    for (const call of calls) expect(inputOf(call, 'RoleSessionName')).toContain(head.runId);
    expect(exit).toBe(0);
  });

  test('that turns out to be of another account is used for nothing', async () => {
    const fault = parseFault(`identity-mismatch@${MEMBER}`);
    const sandbox = await open({ faults: fault ? [fault] : [] });
    const { head, resources } = await audit(sandbox);
    expect(head.coverage.gaps.map(({ code }) => code)).toEqual(['IdentityMismatch', 'IdentityMismatch']);
    expect(resources.map(({ accountId }) => accountId)).toEqual([OTHER, MANAGEMENT]);
    // The session speaks for the management account, which is read twice by its own caller and by nobody else.
    expect(callsOf(sandbox, 'ListInferenceProfiles').filter(({ accountId }) => accountId === MANAGEMENT)).toHaveLength(
      2,
    );
    expect(assumedAccounts(sandbox).filter((id) => id === MEMBER)).toHaveLength(1);
  });

  test('that expires in the middle is renewed once, and every target is read all the same', async () => {
    const fault = parseFault(`expired-token@${MEMBER}`);
    const profiles = ['us-east-1', 'eu-west-1'].flatMap((region, at) =>
      // Never tagged, so that each costs a call of its own.
      [0, 1, 2, 3].map((n) => goodProfile({ accountId: MEMBER, region, id: `untagged0${at}0${n}`, tags: [] })),
    );
    const sandbox = await open({ faults: fault ? [fault] : [] }, smallWorld({ profiles }));
    const { head, resources } = await audit(sandbox);
    expect(head.coverage).toMatchObject({ complete: true, byOutcome: { scanned: 6 } });
    expect(resources).toHaveLength(8);
    expect(head.totals).toMatchObject({ nonCompliant: 8, insufficientData: 0 });
    expect([...assumedAccounts(sandbox)].sort()).toEqual([MEMBER, MEMBER, OTHER]);
  });
});

describe('the state of an account', () => {
  test('decides whether it is read: active and pending closure are, every other one is inactive', async () => {
    const states = ['ACTIVE', 'PENDING_CLOSURE', 'SUSPENDED', 'CLOSED', 'PENDING_ACTIVATION'] as const;
    const members = states.map((state, index) => account({ id: `20000000000${index}`, name: state, state }));
    const accounts = [account({ id: MANAGEMENT, name: 'management' }), ...members];
    const profiles = members.map(({ id }, index) => goodProfile({ accountId: id, id: `member00000${index}` }));
    const sandbox = await open({}, smallWorld({ accounts, profiles }));
    const { head, resources, exit } = await audit(sandbox);
    expect(resources.map(({ accountName }) => accountName)).toEqual(['ACTIVE', 'PENDING_CLOSURE']);
    expect([...assumedAccounts(sandbox)].sort()).toEqual(['200000000000', '200000000001']);
    expect(head.coverage.byOutcome).toMatchObject({ scanned: 6, 'account-inactive': 12 });
    expect(head.organization.accounts).toBe(6);
    expect(exit).toBe(0);
  });
});
