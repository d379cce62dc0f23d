import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Action } from '../../src/domain/finding.ts';
import { actionHistories } from '../../src/engine/ledger-history.ts';
import { applyStep, isDone, mayBeLate, type Past, type Step, verdictOn } from '../../src/engine/step.ts';
import { undoSteps } from '../../src/engine/undo.ts';
import { ARN, anEntry, KEY, linesOf, PUT } from './support/ledger.ts';

const tags = fc.dictionary(
  fc.oneof(fc.constantFrom(KEY, '__proto__', 'constructor', 'team'), fc.string()),
  fc.string(),
  { maxKeys: 5 },
);
const action = fc.oneof(
  fc.string().map((value): Action => ({ type: 'put-tag', arn: ARN, key: KEY, value })),
  fc.constant<Action>({ type: 'remove-tag', arn: ARN, key: KEY }),
);

/** What AWS does with an action. */
function written(present: ReadonlyMap<string, string>, { key, ...rest }: Action): ReadonlyMap<string, string> {
  const next = new Map(present);
  if (rest.type === 'put-tag') next.set(key, rest.value);
  else next.delete(key);
  return next;
}

const sorted = (map: ReadonlyMap<string, string>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));

describe('the steps of an undo', () => {
  test('give every tag back as it was, whatever it was', () => {
    fc.assert(
      fc.property(tags, action, (before, change) => {
        const present = written(new Map(Object.entries(before)), change);
        const [step] = undoSteps([anEntry({ action: change, before })]);

        expect(step && sorted(written(present, step.action))).toEqual(sorted(new Map(Object.entries(before))));
      }),
    );
  });

  test('may be written exactly where the tag is as the run left it', () => {
    fc.assert(
      fc.property(tags, tags, action, (before, now, change) => {
        const [step] = undoSteps([anEntry({ action: change, before })]);
        const present = new Map(Object.entries(now));
        if (!step) throw new Error('a change that was applied can be undone');

        const { outcome } = verdictOn(step, present);

        if (outcome === 'write') expect(isDone(change, present)).toBe(true);
        if (outcome === 'unchanged') expect(present.get(KEY)).toBe(new Map(Object.entries(before)).get(KEY));
        if (outcome === 'conflicted') expect(isDone(change, present)).toBe(false);
      }),
    );
  });

  test.for<[Past['state'] | undefined, ...string[]]>([
    ['none', 'apply started', 'apply applied'],
    ['apply-cut-off', 'apply started'],
    ['cut-off', 'apply started', 'apply applied', 'undo started'],
    [undefined, 'apply started', 'apply applied', 'undo started', 'undo applied'],
    [undefined, 'apply started', 'apply refused'],
    [undefined, 'apply unchanged'],
  ])('know a past of %s from %s', ([state, ...words]) => {
    expect(undoSteps(linesOf(...words)).map(({ past }) => past.state)).toEqual(state === undefined ? [] : [state]);
  });

  test('keep the id and the plan of what they take back', () => {
    expect(undoSteps([anEntry({ planHash: 'p', actionId: 'a' })])).toMatchObject([
      { operation: 'undo', planHash: 'p', actionId: 'a', action: { type: 'remove-tag', arn: ARN, key: KEY } },
    ]);
  });
});

describe('the step that applies an action', () => {
  const planned = { id: 'aaaaaaaaaaaa', action: PUT, before: { team: 'payments' } };
  const stepAfter = (...words: readonly string[]): Step =>
    applyStep('f'.repeat(64), planned, actionHistories(linesOf(...words)).get(planned.id));
  const before = new Map([['team', 'payments']]);
  const after = new Map([...before, [KEY, 'migABCDE12345']]);
  const foreign = new Map([...before, ['owner', 'me']]);

  test.for([
    ['none', 'write', 'unchanged', 'conflicted', []],
    ['cut-off', 'write', 'applied', 'conflicted', ['apply started']],
    ['applied', 'conflicted', 'unchanged', 'conflicted', ['apply started', 'apply applied']],
    ['undo-cut-off', 'conflicted', 'conflicted', 'conflicted', ['apply started', 'apply applied', 'undo started']],
    ['none', 'write', 'unchanged', 'conflicted', ['apply started', 'apply applied', 'undo unchanged']],
  ] as const)('with a past of %s finds before: %s, after: %s, else: %s', ([past, ...rest]) => {
    const [onBefore, onAfter, onForeign, words] = rest;
    const step = stepAfter(...words);

    expect(step.past.state).toBe(past);
    expect([before, after, foreign].map((present) => verdictOn(step, present).outcome)).toEqual([
      onBefore,
      onAfter,
      onForeign,
    ]);
  });

  test('waits only for a write of its own that may be late', () => {
    expect([before, after, foreign].map((present) => mayBeLate(stepAfter(), present))).toEqual([false, false, false]);
    const cutOff = stepAfter('apply started');
    expect([before, after, foreign].map((present) => mayBeLate(cutOff, present))).toEqual([true, false, true]);
  });

  test('tells every key that changed', () => {
    const verdict = verdictOn(stepAfter(), new Map([['owner', 'me']]));

    expect(verdict).toMatchObject({ code: 'TagsChanged', message: expect.stringContaining(' owner, team ') });
  });
});
