import { describe, expect, test } from 'vitest';
import type { Action } from '../../src/domain/finding.ts';
import type { Step } from '../../src/engine/step.ts';
import { undoGroundProblems } from '../../src/engine/undo-guards.ts';
import { aRecord } from '../contract/records.ts';
import { settings, someRemediation } from '../support/builders.ts';

const record = aRecord({ tags: { 'map-migrated': 'MIGabcde12345', team: 't1' } });
const records = new Map([[record.arn, record]]);

function undo(action: Action): Step {
  return {
    operation: 'undo',
    planHash: '0'.repeat(64),
    actionId: 'abcdefabcdef',
    action,
    expected: { value: 'migABCDE12345' },
    past: { state: 'none' },
  };
}

const back = undo({ type: 'put-tag', arn: record.arn, key: 'map-migrated', value: 'MIGabcde12345' });

describe('an undo', () => {
  test('that brings back what the run read, where tags may be written, may go on', () => {
    expect(undoGroundProblems([back], records, settings())).toEqual([]);
    const untagged = new Map([[record.arn, { ...record, tags: {} }]]);
    const removal = undo({ type: 'remove-tag', arn: record.arn, key: 'map-migrated' });
    expect(undoGroundProblems([removal], untagged, settings())).toEqual([]);
  });

  test.for<readonly [string, Action]>([
    ['another value', { type: 'put-tag', arn: record.arn, key: 'map-migrated', value: 'migZZZZZ99999' }],
    ['no value where there was one', { type: 'remove-tag', arn: record.arn, key: 'map-migrated' }],
    ['another tag', { type: 'put-tag', arn: record.arn, key: 'team', value: 't1' }],
    ['a resource that the run did not read', { type: 'put-tag', arn: 'arn:x', key: 'map-migrated', value: 'x' }],
  ])('that would bring back %s is refused', ([, action]) => {
    expect(undoGroundProblems([undo(action)], records, settings())).toEqual([
      { place: 'RUN', text: expect.stringContaining(action.arn) },
    ]);
  });

  test.for([
    ['a value of no configured agreement', { value: 'migZZZZZ99999' }],
    ['no value', { value: undefined }],
  ] as const)('that would take away %s is refused, and says how to go on', ([, expected]) => {
    expect(undoGroundProblems([{ ...back, expected }], records, settings())).toEqual([
      {
        place: 'RUN',
        text: expect.stringMatching(/not the tag value of a configured agreement; .* add the agreement/),
      },
    ]);
  });

  test('is refused where the tags were not read', () => {
    const unread = new Map([[record.arn, { ...record, tags: null }]]);
    const removal = undo({ type: 'remove-tag', arn: record.arn, key: 'map-migrated' });
    expect(undoGroundProblems([removal], unread, settings())).toHaveLength(1);
  });

  test('is refused for each account that is not allowed any more, once, with the number of changes', () => {
    const narrowed = settings({ remediation: someRemediation({ allowed: { accounts: ['444455556666'], ous: [] } }) });
    expect(undoGroundProblems([back, back], records, narrowed)).toEqual([
      {
        place: 'remediation.accounts',
        text: 'account 111122223333 is not allowed any more, and 2 of the changes are in it; nothing is written',
      },
    ]);
  });

  test('goes on where the OU of the account is allowed', () => {
    const narrowed = settings({ remediation: someRemediation({ allowed: { accounts: [], ous: ['ou-a'] } }) });
    expect(undoGroundProblems([back], records, narrowed)).toEqual([]);
  });
});
