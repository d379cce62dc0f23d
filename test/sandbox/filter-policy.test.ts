import { describe, expect, test } from 'vitest';
import type { FilterPolicy } from '../../src/sandbox/destinations.ts';
import { wants } from '../../src/sandbox/filter-policy.ts';

const ATTRIBUTES = {
  severity: { type: 'String', value: 'high' },
  accounts: { type: 'String.Array', value: '["111122223333","444455556666",7,true,null]' },
  count: { type: 'Number', value: '12' },
  seal: { type: 'Binary', value: 'AQID' },
};

describe('a filter policy', () => {
  test.for<[boolean, FilterPolicy]>([
    [true, {}],
    [true, { severity: ['low', 'high'] }],
    [false, { severity: ['low', 'High'] }],
    [true, { accounts: ['444455556666'] }],
    [true, { accounts: [7] }],
    [false, { accounts: ['7'] }],
    [true, { severity: ['high'], count: [12] }],
    [false, { severity: ['high'], count: [13] }],
    [false, { count: ['12'] }],
    [true, { severity: [{ prefix: 'hi' }] }],
    [false, { severity: [{ prefix: 'lo' }] }],
    [false, { count: [{ prefix: '1' }] }],
    [true, { severity: [{ exists: true }] }],
    [false, { severity: [{ exists: false }] }],
    [true, { owner: [{ exists: false }] }],
    [false, { owner: [{ exists: true }] }],
    [false, { seal: [{ exists: true }] }],
    [false, { owner: ['anybody'] }],
    [true, { severity: [{ 'anything-but': 'low' }] }],
    [false, { severity: [{ 'anything-but': ['low', 'high'] }] }],
    [true, { accounts: [{ 'anything-but': ['111122223333'] }] }],
    [false, { owner: [{ 'anything-but': 'low' }] }],
    [false, { severity: [{ 'anything-but': { prefix: 'hi' } }] }],
    [true, { severity: [{ 'anything-but': { prefix: 'lo' } }] }],
    [true, { count: [{ numeric: ['=', 12] }] }],
    [true, { count: [{ numeric: ['>', 11, '<', 13] }] }],
    [false, { count: [{ numeric: ['>', 12] }] }],
    [true, { count: [{ numeric: ['>=', 12, '<=', 12] }] }],
    [false, { count: [{ numeric: ['<', 12] }] }],
    [false, { severity: [{ numeric: ['>', 0] }] }],
    [true, { severity: ['low', { prefix: 'h' }] }],
  ])('says %j by %j', ([expected, policy]) => {
    expect(wants(policy, ATTRIBUTES)).toBe(expected);
  });

  test('with a comparison that SNS does not know is a mistake of the test', () => {
    expect(() => wants({ count: [{ numeric: ['!=', 1] }] }, ATTRIBUTES)).toThrow('compares by !=');
  });
});
