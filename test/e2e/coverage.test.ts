import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import type { EvaluationOutcome } from '../../src/domain/evaluation.ts';
import { isGapOutcome, TARGET_OUTCOMES } from '../../src/domain/outcome.ts';
import { FAULT_KINDS, type Fault, startSandbox } from '../../src/sandbox/server.ts';
import { buildRole, buildWorld, profileArn, type World } from '../../src/sandbox/world.ts';
import { type Audited, audit, QUICK, stubEnvironment } from '../support/sandbox-scene.ts';
import { account, GOOD_TAG, goodProfile, NOW, smallWorld } from '../support/sandbox-world.ts';

beforeEach(() => stubEnvironment());

const REGION_NAMES = ['us-east-1', 'eu-west-1', 'ap-east-1', 'af-south-1'] as const;
const idAt = (index: number) => `30000000000${index}`;

/** Faults of silence cost their time in every call, so there are none here: the other tests have them. */
const QUICK_KINDS = FAULT_KINDS.filter((kind) => kind !== 'hang');

const status = fc.constantFrom('ENABLED', 'ENABLED_BY_DEFAULT', 'DISABLED', 'ENABLING', 'DISABLING');

/** Up to four accounts in any state, with any regions switched on, with or without the role; the first is the caller's. */
const worlds: fc.Arbitrary<World> = fc
  .array(
    fc.record({
      state: fc.constantFrom('ACTIVE', 'ACTIVE', 'ACTIVE', 'PENDING_CLOSURE', 'SUSPENDED', 'CLOSED'),
      hasRole: fc.boolean(),
      // The home region is on in every account: AWS gives nobody a choice there.
      others: fc.tuple(status, status, status),
      profiles: fc.array(
        fc.record({
          region: fc.constantFrom('us-east-1', 'eu-west-1', 'af-south-1'),
          tags: fc.constantFrom([GOOD_TAG], [], [{ key: 'Map-Migrated', value: GOOD_TAG.value }]),
          everTagged: fc.boolean(),
        }),
        { maxLength: 3 },
      ),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((members) => {
    const accounts = members.map(({ state, hasRole, others }, index) =>
      account({
        id: idAt(index),
        name: `account-${index}`,
        state: index === 0 ? 'ACTIVE' : state,
        roles: hasRole ? [buildRole()] : [],
        regions: REGION_NAMES.map((region, at) => ({ region, status: others[at - 1] ?? 'ENABLED_BY_DEFAULT' })),
      }),
    );
    const profiles = members.flatMap((member, index) =>
      member.profiles.map((profile, at) =>
        goodProfile({ ...profile, accountId: idAt(index), id: `carrier0${index}0${at}00` }),
      ),
    );
    return buildWorld(accounts, { profiles, agreements: smallWorld().agreements });
  });

const faults: fc.Arbitrary<readonly Fault[]> = fc.array(
  fc
    .record({
      kind: fc.constantFrom(...QUICK_KINDS),
      accountId: fc.constantFrom('*', idAt(0), idAt(1), idAt(2), idAt(3)),
      region: fc.constantFrom(undefined, ...REGION_NAMES),
    })
    .map(({ region, ...fault }): Fault => (region === undefined ? fault : { ...fault, region }))
    // The home region cannot be switched off, and the audit could not even begin.
    .filter(({ kind, region }) => kind !== 'region-disabled' || (region !== undefined && region !== 'us-east-1')),
  { maxLength: 3 },
);

/** Profiles that nothing but a denial or a broken call can hide. */
function readableIn(world: World, struck: readonly Fault[]): readonly string[] {
  const isOff = (kinds: readonly string[], accountId: string, region: string) =>
    struck.some(
      (fault) =>
        kinds.includes(fault.kind) &&
        ['*', accountId].includes(fault.accountId) &&
        // Of faults that concern whole accounts, the region says nothing.
        (fault.kind !== 'region-disabled' || fault.region === region),
    );
  return world.profiles
    .filter(({ accountId, region }) => {
      const owner = world.accounts.find(({ id }) => id === accountId);
      const isOn = owner?.regions.some((one) => one.region === region && USABLE.includes(one.status));
      const isActive = owner?.state === 'ACTIVE' || owner?.state === 'PENDING_CLOSURE';
      return isOn && isActive && !isOff(['region-disabled', 'suspended', 'closed'], accountId, region);
    })
    .map((profile) => profileArn(profile));
}

const USABLE: readonly string[] = ['ENABLED', 'ENABLED_BY_DEFAULT', 'DISABLING'];

function isVerdict(outcome: EvaluationOutcome): boolean {
  return outcome === 'compliant' || outcome === 'non_compliant';
}

/** How many gaps the findings about accounts tell of. */
function gapsFound({ findings }: Audited): number {
  return findings
    .filter(({ ruleId }) => ruleId === 'audit-coverage-gap')
    .reduce((sum, { evidence }) => sum + Number(evidence['coverage.gaps']), 0);
}

function check(audited: Audited, world: World, struck: readonly Fault[]): void {
  const { head, resources, exit } = audited;
  const { byOutcome, gaps, targets, complete } = head.coverage;

  // Every account in every region once: where nobody would name the regions, in those of the dated list.
  expect(TARGET_OUTCOMES.reduce((sum, outcome) => sum + byOutcome[outcome], 0)).toBe(targets);
  expect([4, 34]).toContain(targets / world.accounts.length);
  const inactive = world.accounts.filter(({ state }) => state === 'SUSPENDED' || state === 'CLOSED').length;
  expect(byOutcome['account-inactive']).toBeGreaterThanOrEqual((inactive * targets) / world.accounts.length);

  // Each gap is told once, by the ledger, by the findings and by the exit code.
  const lost = TARGET_OUTCOMES.filter(isGapOutcome).reduce((sum, outcome) => sum + byOutcome[outcome], 0);
  expect(gaps).toHaveLength(lost);
  expect(new Set(gaps.map(({ accountId, region }) => `${accountId}/${region}`)).size).toBe(lost);
  expect(gapsFound(audited)).toBe(lost);
  expect({ complete, isFour: exit === 4 }).toEqual({ complete: lost === 0, isFour: lost > 0 });

  // Nothing is made up, nothing unread is judged, and where all was read nothing that can be read is missing.
  const existing = new Map(world.profiles.map((profile) => [profileArn(profile), profile]));
  for (const { arn, tags, outcomes } of resources) {
    const profile = existing.get(arn);
    expect(profile).toBeDefined();
    if (tags === null) expect(Object.values(outcomes).filter(isVerdict)).toEqual([]);
    else expect(tags).toEqual(Object.fromEntries((profile?.tags ?? []).map(({ key, value }) => [key, value])));
  }
  const readable = readableIn(world, struck);
  for (const { arn } of resources) expect(readable).toContain(arn);
  if (complete) expect(resources.map(({ arn }) => arn).sort()).toEqual([...readable].sort());
  const { resources: all, compliant, nonCompliant, insufficientData, notApplicable } = head.totals;
  expect(compliant + nonCompliant + insufficientData + notApplicable).toBe(all);
  if (complete) expect(insufficientData).toBe(0);
}

test('whatever the organization and whatever goes wrong, every target is accounted for', async () => {
  await fc.assert(
    fc.asyncProperty(worlds, faults, async (world, struck) => {
      const sandbox = await startSandbox({ now: NOW, strict: true, faults: struck }, world);
      try {
        // One attempt: what pauses between several is another test's concern.
        const patience = { ...QUICK, throttledAttempts: 1, transientAttempts: 1 };
        check(await audit(sandbox, { aws: { patience } }), world, struck);
        expect(sandbox.violations()).toEqual([]);
      } finally {
        await sandbox.close();
      }
    }),
    { numRuns: 30, endOnFailure: true },
  );
});
