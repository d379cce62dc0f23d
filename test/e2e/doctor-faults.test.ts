import { beforeEach, describe, expect, test } from 'vitest';
import type { CheckId } from '../../src/domain/checkup.ts';
import type { FaultKind } from '../../src/sandbox/faults.ts';
import { buildRole } from '../../src/sandbox/world.ts';
import { doctorScene } from '../support/doctor-scene.ts';
import { stubEnvironment } from '../support/sandbox-scene.ts';
import { account, MEMBER, OTHER, smallAccounts, UNIT } from '../support/sandbox-world.ts';

beforeEach(() => stubEnvironment());

const [management, member, other] = smallAccounts;

interface Wrong {
  readonly fault: FaultKind;
  readonly id: CheckId;
  readonly state?: 'failed' | 'unknown';
  readonly accountId?: string;
  readonly code: string;
  readonly says: string;
  readonly remedy: string;
}

const WRONG: readonly Wrong[] = [
  {
    fault: 'role-denied',
    id: 'audit-role',
    accountId: MEMBER,
    code: 'AccessDenied',
    says: 'AWS answers alike for a role that does not exist',
    remedy: 'Create the role MapwardenAudit in the account, or compare its trust policy',
  },
  {
    fault: 'identity-mismatch',
    id: 'audit-role',
    accountId: MEMBER,
    code: 'IdentityMismatch',
    says: 'failed with IdentityMismatch',
    remedy: 'Find out who answers for the role MapwardenAudit',
  },
  {
    fault: 'access-denied',
    id: 'bedrock',
    accountId: MEMBER,
    code: 'AccessDeniedException',
    says: 'bedrock:ListInferenceProfiles is denied.',
    remedy: 'Allow bedrock:ListInferenceProfiles to the role MapwardenAudit of the account',
  },
  {
    fault: 'scp-denied',
    id: 'bedrock',
    accountId: MEMBER,
    code: 'AccessDeniedException',
    says: 'is denied by a service control policy',
    remedy: 'Exempt the role MapwardenAudit of the account from the service control policy p-sandboxfault',
  },
  {
    fault: 'tags-denied',
    id: 'tags',
    accountId: MEMBER,
    code: 'AccessDeniedException',
    says: 'targets with profiles are gaps',
    remedy: 'Allow bedrock:ListTagsForResource to the role',
  },
  {
    fault: 'ce-denied',
    id: 'cost-explorer',
    code: 'AccessDeniedException',
    says: 'an audit says nothing of money',
    remedy: 'Allow ce:GetCostAndUsage to the caller',
  },
  {
    fault: 'ce-not-enabled',
    id: 'cost-explorer',
    code: 'AccessDeniedException',
    says: 'an audit says nothing of money',
    remedy: 'See that Cost Explorer is switched on in the management account',
  },
  {
    fault: 'ce-unavailable',
    id: 'cost-explorer',
    code: 'DataUnavailableException',
    says: 'failed with DataUnavailableException',
    remedy: 'data is missing for up to a day after Cost Explorer was switched on',
  },
  {
    fault: 'ce-denied',
    id: 'cost-allocation-tag',
    state: 'unknown',
    code: 'AccessDeniedException',
    says: 'is not known',
    remedy: 'Allow ce:ListCostAllocationTags',
  },
  {
    fault: 'reset',
    id: 'bedrock',
    state: 'unknown',
    accountId: MEMBER,
    code: 'ECONNRESET',
    says: 'failed with ECONNRESET',
    remedy: 'Check the network',
  },
];

describe('where something is missing', () => {
  test.for(WRONG)('$fault fails the check $id and shows its own remedy', async (wrong) => {
    const { fault, id, state = 'failed', accountId, code, says, remedy } = wrong;
    const { examine, sandbox } = await doctorScene({
      sandbox: { faults: [{ kind: fault, accountId: accountId ?? '*' }] },
    });

    const { code: exit, wrong: wrongIn, checkup } = await examine();
    sandbox.setFaults([]);
    const { code: mended } = await examine();

    expect({ exit, readiness: checkup.readiness }).toEqual({ exit: 1, readiness: 'lacking' });
    expect(wrongIn(id)).toMatchObject({
      state,
      required: true,
      accountId: accountId ?? null,
      message: expect.stringContaining(says),
      remedy: expect.stringContaining(remedy),
      failure: { code, message: expect.stringMatching(/./) },
    });
    expect(mended).toBe(0);
  });

  test('a role that nobody can assume is told apart from one that only this account lacks', async () => {
    const { examine } = await doctorScene({ sandbox: { faults: [{ kind: 'role-denied', accountId: '*' }] } });

    const { checkup } = await examine();

    const remedies = checkup.checks.filter(({ id }) => id === 'audit-role').map(({ remedy }) => remedy);
    expect(remedies[0]).toContain('Look first at what all accounts share');
    expect(remedies[1]).toBe(remedies[0]);
  });

  test('a region that a policy closes is told, and the others are ok', async () => {
    const { examine } = await doctorScene({
      world: {
        serviceControlPolicies: [{ id: 'p-region001', targets: [UNIT], regions: ['eu-west-1'], denies: ['bedrock:*'] }],
      },
    });

    const { wrong, checkup } = await examine();

    expect(wrong('bedrock')).toMatchObject({
      accountId: MEMBER,
      regions: ['eu-west-1'],
      remedy: expect.stringContaining('p-region001'),
    });
    const fine = checkup.checks.find(
      ({ id, state, accountId }) => id === 'bedrock' && state === 'ok' && accountId === MEMBER,
    );
    expect(fine?.regions).toEqual(['us-east-1']);
  });

  test('a demanded external id that is not configured, and a wrong one, fail alike; the right one passes', async () => {
    const accounts = [management, { ...member, roles: [buildRole({ externalId: 'right' })] }].flatMap(
      (one) => one ?? [],
    );
    const world = { accounts: accounts.map((one) => account({ id: MEMBER, ...one })) };
    const exits: unknown[] = [];
    for (const organization of [{}, { externalId: 'wrong' }, { externalId: 'right' }]) {
      const { examine } = await doctorScene({ world, change: { organization } });
      const { code, states } = await examine('--account', MEMBER);
      exits.push([code, ...states('audit-role')]);
    }

    expect(exits).toEqual([
      [1, `failed ${MEMBER}`],
      [1, `failed ${MEMBER}`],
      [0, `ok ${MEMBER}`],
    ]);
  });

  test('a remediation role counts only where tags may be written', async () => {
    const accounts = [management, member, other].flatMap((one) => (one ? [one] : []));
    const remediation = { mode: 'apply', accounts: [OTHER] };
    const { examine } = await doctorScene({ world: { accounts }, change: { remediation } });

    const { code, wrong } = await examine();

    expect(code).toBe(1);
    expect(wrong('remediation-role')).toMatchObject({
      accountId: OTHER,
      remedy: expect.stringContaining('MapwardenRemediate'),
    });
    const report = await doctorScene({ world: { accounts } });
    expect((await report.examine()).states('remediation-role')).toEqual(['skipped']);
  });

  test.for([
    {
      status: 'inactive',
      tags: [{ key: 'map-migrated', status: 'Inactive', updatedAt: '2026-01-01T00:00:00.000Z' }] as const,
      says: /^Activate it/,
    },
    { status: 'unknown to billing', tags: [], says: /wait 24 hours/ },
  ])('a cost allocation tag that is $status fails with the command that activates it', async ({ tags, says }) => {
    const { examine } = await doctorScene({ world: { allocationTags: tags } });

    const { code, wrong } = await examine();

    expect(code).toBe(1);
    expect(wrong('cost-allocation-tag')).toMatchObject({ state: 'failed', remedy: expect.stringMatching(says) });
    expect(wrong('cost-allocation-tag').remedy).toContain('TagKey=map-migrated,Status=Active');
  });

  test('a shortcut that is closed costs nothing but time: it is told, and the exit is 0', async () => {
    const { examine } = await doctorScene({ sandbox: { faults: [{ kind: 'bulk-tags-denied', accountId: MEMBER }] } });

    const { code, wrong } = await examine();

    expect(code).toBe(0);
    expect(wrong('bulk-tags')).toMatchObject({ required: false, remedy: expect.stringContaining('tag:GetResources') });
  });
});
