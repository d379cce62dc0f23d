import { describe, expect, test } from 'vitest';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import { type ActionHistory, actionHistories } from '../../src/engine/ledger-history.ts';
import { anEntry, linesOf } from './support/ledger.ts';

const ID = anEntry().actionId;

function historyOf(lines: readonly LedgerEntry[]): ActionHistory | undefined {
  return actionHistories(lines).get(ID);
}

describe('an action stands', () => {
  test.for<[string | undefined, ...string[]]>([
    [undefined],
    [undefined, 'apply unchanged'],
    [undefined, 'apply conflicted'],
    [undefined, 'apply refused'],
    [undefined, 'apply started', 'apply refused'],
    ['applying', 'apply started'],
    ['applying', 'apply started', 'apply unknown'],
    ['applying', 'apply started', 'apply conflicted'],
    ['applying', 'apply started', 'apply unknown', 'apply started', 'apply refused'],
    ['applied', 'apply started', 'apply applied'],
    ['applied', 'apply started', 'apply unknown', 'apply applied'],
    ['applied', 'apply started', 'apply applied', 'apply unchanged'],
    ['applied', 'apply started', 'apply applied', 'apply conflicted'],
    ['applied', 'apply started', 'apply applied', 'apply refused'],
    ['undoing', 'apply started', 'apply applied', 'undo started'],
    ['undoing', 'apply started', 'apply applied', 'undo started', 'undo unknown'],
    ['applied', 'apply started', 'apply applied', 'undo started', 'undo refused'],
    ['applied', 'apply started', 'apply applied', 'undo refused'],
    ['applied', 'apply started', 'apply applied', 'undo conflicted'],
    ['applying', 'apply started', 'undo refused'],
    ['undone', 'apply started', 'apply applied', 'undo started', 'undo applied'],
    ['undone', 'apply started', 'undo unchanged'],
    ['undone', 'apply started', 'apply applied', 'undo unchanged', 'undo started'],
    ['applying', 'apply started', 'apply applied', 'undo unchanged', 'apply started'],
    ['undone', 'apply started', 'apply applied', 'undo unchanged', 'apply started', 'apply refused'],
    [undefined, 'undo started', 'undo applied'],
  ])('as %s by %s', ([state, ...words]) => {
    expect(historyOf(linesOf(...words))?.state).toBe(state);
  });

  test('with the tags that were there before its first line, whoever saw it end', () => {
    const lines = [
      anEntry({ outcome: 'started', before: { team: 'payments' } }),
      anEntry({ outcome: 'applied', before: { team: 'payments', 'map-migrated': 'migABCDE12345' } }),
    ];

    expect(historyOf(lines)).toMatchObject({ change: { before: { team: 'payments' } } });
  });

  test('nowhere by lines that do not know the tags before it', () => {
    expect(historyOf([anEntry({ before: null })])).toBeUndefined();
    expect(historyOf([anEntry({ outcome: 'started', before: null })])).toBeUndefined();
    expect(historyOf([anEntry(), anEntry({ operation: 'undo', outcome: 'started', before: null })])?.state).toBe(
      'applied',
    );
  });
});

test('actions are in the order in which they changed last', () => {
  const lines = ['a', 'b', 'c', 'a', 'c'].map((actionId, index) =>
    anEntry({ actionId, outcome: index === 4 ? 'unchanged' : 'applied' }),
  );

  expect([...actionHistories(lines).keys()]).toEqual(['b', 'c', 'a']);
});
