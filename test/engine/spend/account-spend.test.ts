import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accountSpends } from '../../../src/engine/spend/account-spend.ts';
import { amountsOf } from '../../../src/engine/spend/add-up.ts';
import { findingMoney } from '../../../src/engine/spend/finding-money.ts';
import { accountLines } from '../../../src/engine/spend/lines.ts';
import { ACCOUNTS, anAmount, billArb, GONE, MAY, PAYMENTS, SEARCH, spendContext, unitsIn, unitsOf } from './support.ts';

const RULES = ['map-spend-unattributed', 'map-spend-agreement-unknown', 'map-spend-outside-term'];

const linesOf = (amounts: Parameters<typeof accountLines>[0], context = spendContext()) =>
  accountLines(amounts, ACCOUNTS, context);
const EVERY_KIND = linesOf([
  anAmount({ amount: '1' }),
  anAmount({ amount: '2', value: '' }),
  anAmount({ amount: '4', value: 'migZZZZZ99999' }),
  anAmount({ amount: '8', value: 'todo' }),
  anAmount({ amount: '16', value: 'migSEARCH0000' }),
  anAmount({ amount: '32', value: 'migOVER000000' }),
  anAmount({ amount: '64', value: 'migEARLY00000' }),
]);

describe('what the rules see of an account', () => {
  test('are its parts, week and window by themselves', () => {
    const spends = accountSpends({ week: EVERY_KIND.slice(0, 3), window: EVERY_KIND }, [], false);
    expect([...spends]).toEqual([
      [
        PAYMENTS.id,
        {
          week: { total: '7', unattributed: '2', underNoAgreement: '4', underInvalidAgreement: '0' },
          window: { total: '127', unattributed: '2', underNoAgreement: '12', underInvalidAgreement: '112' },
        },
      ],
    ]);
  });

  test('are zeros for an account that is not on the bill, and amounts for one that nobody listed', () => {
    const window = linesOf([anAmount({ key: GONE })]);
    const spends = accountSpends({ week: [], window }, [SEARCH.id], false);
    const nothing = { total: '0', unattributed: '0', underNoAgreement: '0', underInvalidAgreement: '0' };
    expect([...spends]).toEqual([
      [SEARCH.id, { week: nothing, window: nothing }],
      [GONE, { week: nothing, window: { ...nothing, total: '1' } }],
    ]);
  });

  test('leave open how much is unattributed where principals could tell, unless nothing is without a value', () => {
    const context = spendContext({ isUntold: true });
    const window = linesOf([anAmount({ value: '', amount: '5' }), anAmount({ value: 'todo' })], context);
    const week = linesOf([anAmount({ value: '', amount: '0.00' }), anAmount({ value: 'todo' })], context);
    expect(accountSpends({ week, window }, [], true).get(PAYMENTS.id)).toEqual({
      week: { total: '1', unattributed: '0', underNoAgreement: '1', underInvalidAgreement: '0' },
      window: { total: '6', underNoAgreement: '1', underInvalidAgreement: '0' },
    });
  });
});

describe('money in a finding', () => {
  const facts = { total: '99', unattributed: '7', underNoAgreement: '14', underInvalidAgreement: '0.7' };
  const window = { total: '99', unattributed: '30.0000000001', underNoAgreement: '40', underInvalidAgreement: '50' };
  const moneyOf = (ruleId: string) => findingMoney(ruleId, { week: facts, window }, MAY, 'USD');

  test('is the rule’s part of the window as lost, and its part of the week for 30 days as at risk', () => {
    expect(moneyOf('map-spend-unattributed')).toEqual({
      lost: { amount: '30.0000000001', currency: 'USD', start: '2026-05-01', end: '2026-06-01' },
      atRisk: { amount: '30', currency: 'USD', days: 30, basis: 'mean of the last 7 complete days' },
    });
    expect(moneyOf('map-spend-agreement-unknown')).toMatchObject({ lost: { amount: '40' }, atRisk: { amount: '60' } });
    expect(moneyOf('map-spend-outside-term')).toMatchObject({ lost: { amount: '50' }, atRisk: { amount: '3' } });
  });

  test('is a rate with ten decimals', () => {
    const week = { ...facts, unattributed: '1' };
    expect(findingMoney('map-spend-unattributed', { week, window }, MAY, 'USD')?.atRisk.amount).toBe('4.2857142857');
  });

  test('is in no other finding', () => {
    for (const id of ['map-tag-missing', 'audit-coverage-gap', 'map-spend-other']) expect(moneyOf(id)).toBeNull();
  });

  test('is not said where it is not known', () => {
    expect(findingMoney('map-spend-unattributed', undefined, MAY, 'USD')).toBeNull();
    const { unattributed, ...open } = facts;
    expect(unattributed).toBe('7');
    expect(findingMoney('map-spend-unattributed', { week: open, window }, MAY, 'USD')).toBeNull();
    expect(findingMoney('map-spend-unattributed', { week: facts, window: open }, MAY, 'USD')).toBeNull();
  });

  test('adds up over all rules and accounts to what is unattributed and misattributed', () => {
    fc.assert(
      fc.property(billArb, (bill) => {
        const lines = linesOf(bill);
        const spends = [...accountSpends({ week: lines, window: lines }, [], false).values()];
        const lost = spends.flatMap((spend) =>
          RULES.map((id) => findingMoney(id, spend, MAY, 'USD')?.lost.amount ?? ''),
        );
        const { unattributed, misattributed } = amountsOf(lines);
        expect(unitsIn(lost)).toBe(unitsOf(unattributed) + unitsOf(misattributed));
      }),
    );
  });
});
