import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Action } from '../../src/domain/finding.ts';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
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

const NOW = '2026-06-01T00:00:00.000Z';

/** What an undo has to do where no other run wrote. */
const stepsOf = (entries: readonly LedgerEntry[]) => undoSteps(entries, { runId: 'own', ledgers: [] });

const sorted = (map: ReadonlyMap<string, string>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));

describe('the steps of an undo', () => {
  test('give every tag back as it was, whatever it was', () => {
    fc.assert(
      fc.property(tags, action, (before, change) => {
        const present = written(new Map(Object.entries(before)), change);
        const [step] = stepsOf([anEntry({ action: change, before })]);

        expect(step && sorted(written(present, step.action))).toEqual(sorted(new Map(Object.entries(before))));
      }),
    );
  });

  test('may be written exactly where the tag is as the run left it', () => {
    fc.assert(
      fc.property(tags, tags, action, (before, now, change) => {
        const [step] = stepsOf([anEntry({ action: change, before })]);
        const present = new Map(Object.entries(now));
        if (!step) throw new Error('a change that was applied can be undone');

        const { outcome } = verdictOn(step, present, NOW);

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
    expect(stepsOf(linesOf(...words)).map(({ past }) => past.state)).toEqual(state === undefined ? [] : [state]);
  });

  test('keep the id and the plan of what they take back', () => {
    expect(stepsOf([anEntry({ planHash: 'p', actionId: 'a' })])).toMatchObject([
      { operation: 'undo', planHash: 'p', actionId: 'a', action: { type: 'remove-tag', arn: ARN, key: KEY } },
    ]);
  });
});

describe('an undo of what another run has written since', () => {
  const at = (minute: number) => `2026-06-01T00:0${minute}:00.000Z`;
  const own = [anEntry({ at: at(1) })];
  const present = new Map([[KEY, 'migABCDE12345']]);
  const verdicts = (other: readonly LedgerEntry[], runIds: readonly string[] = ['own', 'other']) =>
    undoSteps(own, {
      runId: 'own',
      ledgers: runIds.map((runId) => ({ runId, entries: runId === 'own' ? own : other })),
    }).map((step) => verdictOn(step, present, at(9)));

  test.for<[string, Partial<LedgerEntry>]>([
    ['was seen', { outcome: 'applied' }],
    ['was cut off, and may still show', { outcome: 'started' }],
    ['is of another value', { action: { type: 'put-tag', arn: ARN, key: KEY, value: 'migFGHIJ67890' } }],
  ])('writes nothing and names that run: the write %s', ([, over]) => {
    expect(verdicts([anEntry({ at: at(2), ...over })])).toMatchObject([
      { outcome: 'conflicted', code: 'WrittenByLaterRun', message: expect.stringContaining('Run other ') },
    ]);
  });

  test.for<[string, readonly LedgerEntry[]]>([
    ['wrote before', [anEntry({ at: at(0) })]],
    ['was undone', [anEntry({ at: at(2) }), anEntry({ at: at(3), operation: 'undo' })]],
    ['was refused', [anEntry({ at: at(2), outcome: 'started' }), anEntry({ at: at(2), outcome: 'refused' })]],
    ['found the tag right already', [anEntry({ at: at(2), outcome: 'unchanged' })]],
    ['wrote another resource', [anEntry({ at: at(2), action: { ...PUT, arn: `${ARN}2` } })]],
    ['wrote another key', [anEntry({ at: at(2), action: { ...PUT, key: 'team' } })]],
  ])('goes on where the other run %s', ([, other]) => {
    expect(verdicts(other)).toEqual([{ outcome: 'write' }]);
  });

  test('takes the newer run for the later one where both wrote at the same instant, so that one can be undone', () => {
    const other = [anEntry({ at: at(1) })];
    expect(verdicts(other, ['own', 'other'])).toMatchObject([{ code: 'WrittenByLaterRun' }]);
    expect(verdicts(other, ['other', 'own'])).toEqual([{ outcome: 'write' }]);
  });

  test('names the one that wrote last of several', () => {
    const ledgers = ['a', 'b', 'c'].map((runId, index) => ({ runId, entries: [anEntry({ at: at(4 - index) })] }));
    const [step] = undoSteps(own, { runId: 'own', ledgers });
    expect(step?.past).toEqual({ state: 'overtaken', runId: 'a' });
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
    expect([before, after, foreign].map((present) => verdictOn(step, present, NOW).outcome)).toEqual([
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
    const verdict = verdictOn(stepAfter(), new Map([['owner', 'me']]), NOW);

    expect(verdict).toMatchObject({ code: 'TagsChanged', message: expect.stringContaining(' owner, team ') });
  });
});
