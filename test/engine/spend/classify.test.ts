import { describe, expect, test } from 'vitest';
import { classify, validAgreements } from '../../../src/engine/spend/classify.ts';
import { agreement } from '../support/world.ts';
import { AGREEMENTS, MAY, PAYMENTS, SEARCH, spendContext } from './support.ts';

const CONTEXT = spendContext();

describe('an amount under a value', () => {
  test.for([
    ['migABCDE12345', { class: 'attributed', agreementId: 'ABCDE12345' }],
    ['migSEARCH0000', { class: 'misattributed', defect: 'agreement-out-of-scope' }],
    ['migOVER000000', { class: 'misattributed', defect: 'outside-term' }],
    ['migLATER00000', { class: 'misattributed', defect: 'outside-term' }],
    ['migEARLY00000', { class: 'misattributed', defect: 'accepted-too-early' }],
    ['migZZZZZ99999', { class: 'misattributed', defect: 'unknown-agreement' }],
    ['MIGABCDE12345', { class: 'misattributed', defect: 'value-case' }],
    ['ABCDE12345', { class: 'misattributed', defect: 'prefix-missing' }],
    ['migABCDE12345 ', { class: 'misattributed', defect: 'whitespace' }],
    ['  ', { class: 'misattributed', defect: 'blank' }],
    ['a$b', { class: 'misattributed', defect: 'malformed' }],
    ['', { class: 'unattributed' }],
  ] as const)('%j is judged', ([value, expected]) => {
    expect(classify(value, PAYMENTS, MAY, CONTEXT)).toEqual(expected);
  });

  test('counts in the accounts that the agreement covers', () => {
    expect(classify('migSEARCH0000', SEARCH, MAY, CONTEXT)).toEqual({ class: 'attributed', agreementId: 'SEARCH0000' });
  });

  test.for([
    ['2025-02-02', '2025-02-03', 'misattributed'],
    ['2025-02-03', '2025-02-04', 'attributed'],
    ['2028-02-02', '2028-02-03', 'attributed'],
    ['2028-02-03', '2028-02-04', 'misattributed'],
  ])('from %s to %s is %s', ([start = '', end = '', expected]) => {
    expect(classify('migABCDE12345', PAYMENTS, { start, end }, CONTEXT).class).toBe(expected);
  });

  test('counts if the agreement was accepted after the day on which Bedrock joined', () => {
    const accepted = (acceptedOn: string) =>
      classify('migA', PAYMENTS, MAY, spendContext({ agreements: [agreement('A', { acceptedOn })] })).class;
    expect(accepted('2024-12-16')).toBe('misattributed');
    expect(accepted('2024-12-17')).toBe('attributed');
  });
});

describe('a value that does not count for several reasons', () => {
  const worst = { acceptedOn: '2024-01-01', endsOn: '2025-01-01', scope: { ous: [], accounts: [SEARCH.id] } };
  const defectOf = (changes: Parameters<typeof agreement>[1]) => {
    const context = spendContext({ agreements: [agreement('A', changes)] });
    const verdict = classify('migA', PAYMENTS, MAY, context);
    return verdict.class === 'misattributed' ? verdict.defect : verdict.class;
  };

  test('fails by scope, then by acceptance, then by term', () => {
    expect(defectOf(worst)).toBe('agreement-out-of-scope');
    expect(defectOf({ ...worst, scope: { ous: [], accounts: [] } })).toBe('accepted-too-early');
    expect(defectOf({ endsOn: '2025-01-01' })).toBe('outside-term');
  });
});

describe('a value that several agreements have', () => {
  const shared = (...ids: [string, Parameters<typeof agreement>[1]][]) =>
    spendContext({ agreements: ids.map(([id, changes]) => agreement(id, { tagValue: 'migX', ...changes })) });

  test('counts for the one that is in its term', () => {
    const context = shared(['A', { endsOn: '2026-04-30' }], ['B', {}]);
    expect(classify('migX', PAYMENTS, MAY, context)).toEqual({ class: 'attributed', agreementId: 'B' });
  });

  test('counts for the first by id where several would do, in any order of the configuration', () => {
    const expected = { class: 'attributed', agreementId: 'A' };
    expect(classify('migX', PAYMENTS, MAY, shared(['A', {}], ['B', {}]))).toEqual(expected);
    expect(classify('migX', PAYMENTS, MAY, shared(['B', {}], ['A', {}]))).toEqual(expected);
  });

  test('counts for the one that covers the account', () => {
    const context = shared(['A', { scope: { ous: [], accounts: [SEARCH.id] } }], ['B', {}]);
    expect(classify('migX', PAYMENTS, MAY, context)).toEqual({ class: 'attributed', agreementId: 'B' });
    expect(classify('migX', SEARCH, MAY, context)).toEqual({ class: 'attributed', agreementId: 'A' });
  });
});

describe('usage without a value', () => {
  test.for([
    [false, 'unattributed'],
    [true, 'unknown'],
  ] as const)('that may bear one which was not asked for (%s) is %s', ([isUntold, expected]) => {
    expect(classify('', PAYMENTS, MAY, spendContext({ isUntold })).class).toBe(expected);
  });
});

test('the valid agreements of an account are those that would count, by id', () => {
  const ids = (account: typeof PAYMENTS) =>
    validAgreements(account, MAY, [...AGREEMENTS].reverse()).map(({ id }) => id);
  expect(ids(PAYMENTS)).toEqual(['ABCDE12345']);
  expect(ids(SEARCH)).toEqual(['ABCDE12345', 'SEARCH0000']);
});
