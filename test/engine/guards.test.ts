import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/domain/plan.ts';
import { type Approval, type Ground, guardProblems, selectedActions, undoProblems } from '../../src/engine/guards.ts';
import { planOf } from '../../src/engine/plan.ts';
import { planHash } from '../../src/engine/plan-hash.ts';
import { settings, someRemediation } from '../support/builders.ts';
import { NOW } from './support/world.ts';
import { planInput, untagged } from './support/wrong-tags.ts';

const INPUT = planInput(untagged(3));
const PLAN = planOf(INPUT);
const APPROVAL: Approval = { approved: true, only: [], acceptStale: false, acceptIncomplete: false };
const GROUND: Ground = { settings: settings(), derived: PLAN, carriersRead: 30, now: NOW };

function signed(plan: Plan): Plan {
  const { hash: _, ...content } = plan;
  return { ...content, hash: planHash(content) };
}

const problems = (plan: Plan, approval: Partial<Approval> = {}, ground: Partial<Ground> = {}) =>
  guardProblems(plan, { ...APPROVAL, ...approval }, { ...GROUND, ...ground }).map(
    ({ place, text }) => `${place}: ${text}`,
  );
const ids = PLAN.actions.map(({ id }) => id);
const firstId = ids[0] ?? '';

test('an approved plan of today that the run still gives is let through', () => {
  expect(problems(PLAN)).toEqual([]);
});

describe('a guard refuses', () => {
  const edited = { ...PLAN, actions: PLAN.actions.map((action) => ({ ...action, name: 'other' })) };
  const forged = signed({
    ...PLAN,
    actions: PLAN.actions.map((own) => ({
      ...own,
      action: { ...own.action, type: 'put-tag' as const, value: 'migSTRANGER1' },
    })),
  });
  const incomplete = signed({ ...PLAN, coverageComplete: false });

  test.for<[string, readonly string[], RegExp]>([
    ['a plan that was edited', problems(edited), /^PLAN: .*hash does not hold/],
    [
      'a plan of another configuration',
      problems(PLAN, {}, { settings: settings({ sha256: 'f'.repeat(64) }) }),
      /^PLAN: the configuration has changed/,
    ],
    [
      'where writing is not switched on',
      problems(PLAN, {}, { settings: settings({ remediation: someRemediation({ mode: 'report' }) }) }),
      /^remediation\.mode: /,
    ],
    ['without approval', problems(PLAN, { approved: false }), /^--approve: /],
    ['a plan of another day', problems(PLAN, {}, { now: '2026-06-02T08:00:00.001Z' }), /^--accept-stale: /],
    ['a plan from the future', problems(PLAN, {}, { now: '2026-05-31T07:59:59.999Z' }), /^--accept-stale: /],
    ['a plan of a part', problems(incomplete, {}, { derived: incomplete }), /^--accept-incomplete: /],
    ['more than the person wants', problems(PLAN, { maxChanges: 2 }), /^--max-changes: 3 changes .* at most 2/],
    [
      'more than the configuration allows',
      problems(PLAN, {}, { settings: settings({ remediation: someRemediation({ maxChanges: 2 }) }) }),
      /^remediation\.maxChanges: 3 changes .* at most 2/,
    ],
    ['an action that the plan does not have', problems(PLAN, { only: ['000000000000'] }), /^--only: .*000000000000/],
    ['no action at all', problems(PLAN, { only: [''] }), /^--only: /],
  ])('%s', ([, told, expected]) => {
    expect(told).toEqual([expect.stringMatching(expected)]);
  });

  test('a value that was put into the plan, though its hash was made anew', () => {
    expect(problems(forged)).toEqual(ids.map(() => expect.stringMatching(/^PLAN: .*do not ask for action/)));
  });

  test('what the run no longer gives, and says why', () => {
    const derived = planOf({ ...INPUT, settings: settings({ remediation: someRemediation({ classes: [] }) }) });
    expect(problems(PLAN, {}, { derived })).toEqual(ids.map(() => expect.stringContaining('class-not-allowed')));
  });

  test('a plan whose other words were changed, though its hash was made anew', () => {
    for (const changed of [{ reason: 'because' }, { accountName: 'other' }, { after: {} }]) {
      const plan = signed({
        ...PLAN,
        actions: PLAN.actions.map((own, at) => (at === 0 ? { ...own, ...changed } : own)),
      });
      expect(problems(plan)).toEqual([expect.stringMatching(/^PLAN: .*do not ask for action/)]);
    }
  });

  test('an action that stands in the plan twice', () => {
    const plan = signed({ ...PLAN, actions: [...PLAN.actions, ...PLAN.actions.slice(0, 1)] });
    expect(problems(plan)).toEqual([expect.stringMatching(/^PLAN: .*twice/)]);
  });

  test('a plan that says of a part that it is the whole', () => {
    const derived = { ...PLAN, coverageComplete: false };
    expect(problems(PLAN, {}, { derived })).toEqual([expect.stringMatching(/^--accept-incomplete: /)]);
  });

  test('more than the share of the carriers that the configuration allows', () => {
    const many = planOf(planInput(untagged(11), { remediation: someRemediation({ maxChangePercent: 100 }) }));
    const told = (carriersRead: number) => problems(many, {}, { derived: many, carriersRead });
    expect(told(110)).toEqual([]);
    expect(told(109)).toEqual([expect.stringMatching(/^remediation\.maxChangePercent: 11 actions are more than 10 %/)]);
  });

  test('everything at once', () => {
    const later = { ...GROUND, now: '2026-07-01T00:00:00.000Z', derived: incomplete };
    expect(problems(incomplete, { approved: false, maxChanges: 0 }, later)).toHaveLength(4);
  });

  test('more strangers than a person would read with their number', () => {
    const many = planOf(planInput(untagged(9)));
    const told = problems(many, {}, { derived: { ...many, actions: [] } });
    expect(told).toHaveLength(6);
    expect(told.at(-1)).toMatch(/and 4 more actions/);
  });
});

describe('a guard lets through', () => {
  test.for<[string, readonly string[]]>([
    ['a plan of exactly a day ago', problems(PLAN, {}, { now: '2026-06-02T08:00:00.000Z' })],
    ['an old plan that was accepted', problems(PLAN, { acceptStale: true }, { now: '2026-07-02T08:00:00.000Z' })],
    ['as many changes as the person wants', problems(PLAN, { maxChanges: 3 })],
    ['one of them, where the person wants one', problems(PLAN, { only: [firstId], maxChanges: 1 })],
  ])('%s', ([, told]) => {
    expect(told).toEqual([]);
  });
});

test('only what was asked for is selected, in the order of the plan', () => {
  expect(selectedActions(PLAN, [])).toEqual(PLAN.actions);
  const [first, , third] = PLAN.actions;
  expect(selectedActions(PLAN, [third?.id ?? '', first?.id ?? ''])).toEqual([first, third]);
});

test('an undo keeps to mode, approval and the number of changes', () => {
  const ground = { settings: settings() };
  expect(undoProblems(50, { approved: true }, ground)).toEqual([]);
  expect(undoProblems(51, { approved: false }, ground).map(({ place }) => place)).toEqual([
    '--approve',
    'remediation.maxChanges',
  ]);
  const report = { settings: settings({ remediation: someRemediation({ mode: 'report' }) }) };
  expect(undoProblems(1, { approved: true }, report).map(({ place }) => place)).toEqual(['remediation.mode']);
});
