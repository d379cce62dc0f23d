import { expect, test } from 'vitest';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import { repairedArns } from '../../src/engine/repaired.ts';

function entry(operation: LedgerEntry['operation'], outcome: LedgerEntry['outcome'], arn = 'arn:a'): LedgerEntry {
  return {
    at: '2026-06-01T00:00:00.000Z',
    operation,
    planHash: '0'.repeat(64),
    actionId: 'abcdefabcdef',
    arn,
    action: { type: 'put-tag', arn, key: 'map-migrated', value: 'migABCDE12345' },
    outcome,
    before: {},
    after: null,
    code: null,
    deniedBy: null,
    requestId: null,
    message: null,
  };
}

test.for<readonly [string, readonly LedgerEntry[], readonly string[]]>([
  ['nothing where there is no ledger', [], []],
  ['what was applied', [entry('apply', 'started'), entry('apply', 'applied')], ['arn:a']],
  ['what was right already', [entry('apply', 'unchanged')], ['arn:a']],
  [
    'not what was begun, refused, in conflict or in doubt',
    [
      entry('apply', 'started', 'arn:a'),
      entry('apply', 'refused', 'arn:b'),
      entry('apply', 'conflicted', 'arn:c'),
      entry('apply', 'unknown', 'arn:d'),
    ],
    [],
  ],
  ['not what was undone', [entry('apply', 'applied'), entry('undo', 'applied')], []],
  ['what was undone in vain', [entry('apply', 'applied'), entry('undo', 'refused')], ['arn:a']],
  [
    'what was applied once more',
    [entry('apply', 'applied'), entry('undo', 'applied'), entry('apply', 'applied')],
    ['arn:a'],
  ],
])('repaired is %s', ([, entries, expected]) => {
  expect([...repairedArns(entries)]).toEqual(expected);
});
