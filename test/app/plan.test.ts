import { describe, expect, test } from 'vitest';
import { derivePlan, makePlan } from '../../src/app/plan.ts';
import { ConfigError } from '../../src/domain/errors.ts';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import type { PlanAction } from '../../src/domain/plan.ts';
import type { ResourceRecord } from '../../src/domain/report.ts';
import { aRecord } from '../contract/records.ts';
import { CATALOG, NOW } from '../engine/support/world.ts';
import { untagged, wrongTag } from '../engine/support/wrong-tags.ts';
import { settings, someRemediation } from '../support/builders.ts';
import { builtinRules } from '../support/builtin-rules.ts';
import { aRun, aSpendFinding, type RunParts } from '../support/run-builder.ts';

const ground = { settings: settings(), catalog: CATALOG, rules: builtinRules(), now: NOW };

/** A run that read these carriers, with the finding of each wrong tag among others. */
function runOf(records: readonly ResourceRecord[], parts: RunParts = {}) {
  const findings = records.flatMap((record) => wrongTag(record, ground.settings)?.finding ?? []);
  return aRun({ findings: [aSpendFinding('12.5'), ...findings], resources: records, ...parts });
}

function done({ id, action, before, after }: PlanAction, operation: LedgerEntry['operation'] = 'apply'): LedgerEntry {
  return {
    at: NOW,
    operation,
    planHash: '0'.repeat(64),
    actionId: id,
    arn: action.arn,
    action,
    outcome: 'applied',
    before,
    after,
    code: null,
    deniedBy: null,
    requestId: null,
    message: null,
  };
}

describe('the plan of a stored run', () => {
  test('has a word for each finding about a map tag, and for no other', async () => {
    const old = { ...aRecord({ id: 'old' }), tags: {}, createdAt: '2020-01-01T00:00:00.000Z' };
    const right = aRecord({ id: 'right' });
    const plan = await makePlan(runOf([...untagged(2), old, right]), ground);

    expect(plan.runId).toBe('20260601T000000Z-abc123');
    expect(plan.createdAt).toBe(NOW);
    expect(plan.actions.map(({ action }) => action.arn)).toEqual(untagged(2).map(({ arn }) => arn));
    expect(plan.refusals.map(({ arn, reason }) => [arn, reason])).toEqual([[old.arn, 'created-before-acceptance']]);
  });

  test('leaves out what its own ledger says is repaired, and has it again once that is undone', async () => {
    const run = runOf(untagged(3));
    const { actions } = await makePlan(run, ground);
    const [first, ...others] = actions;
    if (!first) throw new Error('no action');

    expect((await makePlan(run, ground, [done(first)])).actions).toEqual(others);
    expect(
      (
        await makePlan(
          run,
          ground,
          actions.map((each) => done(each)),
        )
      ).actions,
    ).toEqual([]);
    const undone = [done(first), done(first, 'undo')];
    expect((await makePlan(run, ground, undone)).actions).toEqual(actions);
  });

  test('counts the carriers whose tags were read, not the others', async () => {
    const right = Array.from({ length: 98 }, (_, index) => aRecord({ id: `right${index}` }));
    const unread = { ...aRecord({ id: 'unread' }), tags: null };
    expect((await makePlan(runOf([...untagged(11), ...right, aRecord({ id: 'last' })]), ground)).actions).toHaveLength(
      11,
    );
    expect((await makePlan(runOf([...untagged(11), ...right, unread]), ground)).actions).toEqual([]);
  });

  test('says whether the run was complete', async () => {
    const { head } = aRun();
    const incomplete = { head: { ...head, coverage: { ...head.coverage, complete: false } } };
    expect((await makePlan(runOf([]), ground)).coverageComplete).toBe(true);
    expect((await makePlan({ ...runOf([]), ...incomplete }, ground)).coverageComplete).toBe(false);
  });

  test('is refused where the resource of a finding is not among those of the run', async () => {
    const run = runOf(untagged(1), { resources: [] });
    await expect(makePlan(run, ground)).rejects.toThrow(ConfigError);
  });
});

describe('what a plan may ask for', () => {
  test('is every action of the run, also beyond the cap, so that plan after plan can be applied', async () => {
    const capped = { ...ground, settings: settings({ remediation: someRemediation({ maxChanges: 2 }) }) };
    const run = runOf(untagged(5));
    const first = await makePlan(run, capped);
    const second = await makePlan(
      run,
      capped,
      first.actions.map((each) => done(each)),
    );
    const { derived, carriersRead } = await derivePlan(run, capped);

    expect(first.actions).toHaveLength(2);
    expect(second.actions).toHaveLength(2);
    const ids = derived.actions.map(({ id }) => id);
    expect(ids).toHaveLength(5);
    expect(carriersRead).toBe(5);
    for (const { id } of [...first.actions, ...second.actions]) expect(ids).toContain(id);
  });

  test('is every action also where together they would be too many: how many a plan has is asked of the plan', async () => {
    expect((await derivePlan(runOf(untagged(11)), ground)).derived.actions).toHaveLength(11);
  });

  test('is nothing of what the present configuration leaves out', async () => {
    const run = runOf(untagged(1));
    const [record] = untagged(1);
    const without = [
      { ...ground, rules: builtinRules().filter(({ definition }) => definition.id !== 'map-tag-missing') },
      { ...ground, settings: settings({ exclude: { ous: [], accounts: [record?.accountId ?? ''] } }) },
      { ...ground, settings: settings({ include: { ous: ['ou-other'], accounts: [] } }) },
      { ...ground, settings: settings({ regions: ['eu-west-1'] }) },
    ];
    for (const each of without) {
      const { derived } = await derivePlan(run, each);
      expect(derived.actions).toEqual([]);
      expect(derived.refusals.map(({ reason }) => reason)).toEqual(['configuration-changed']);
    }
  });

  test('is nothing that a rule of the operator says, whatever the rule is called', async () => {
    const run = runOf([], { resources: untagged(1) });
    const findings = untagged(1).map((record) => ({
      ...wrongTag(record, ground.settings)?.finding,
      ruleId: 'map-tag-of-ours',
    }));
    const own = {
      ...run,
      findings: async function* () {
        yield* findings as never[];
      },
    };
    expect((await makePlan(own, ground)).actions).toEqual([]);
  });
});
