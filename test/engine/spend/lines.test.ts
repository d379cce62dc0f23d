import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accountLines, accountOf, splitUntagged, type ValueAmount } from '../../../src/engine/spend/lines.ts';
import { ACCOUNTS, anAmount, billArb, GONE, PAYMENTS, SEARCH, spendContext, unitsIn } from './support.ts';

describe('lines by account', () => {
  test('are judged by the account’s place', () => {
    const amounts = [PAYMENTS.id, SEARCH.id, GONE].map((key) => anAmount({ key, value: 'migSEARCH0000' }));
    const lines = accountLines(amounts, ACCOUNTS, spendContext());
    expect(lines.map(({ verdict }) => verdict.class)).toEqual(['misattributed', 'attributed', 'misattributed']);
  });

  test('keep an account that the organization does not list, without a name', () => {
    expect(accountOf(GONE, ACCOUNTS)).toEqual({ id: GONE, name: '', state: '', ouPath: '' });
    const [line] = accountLines([anAmount({ key: GONE })], ACCOUNTS, spendContext());
    expect(line?.verdict).toEqual({ class: 'attributed', agreementId: 'ABCDE12345' }); // it covers every account
  });
});

describe('usage without a value', () => {
  const untagged = anAmount({ value: '', amount: '10' });
  const principal = (changes: Partial<ValueAmount>) => anAmount({ isPrincipals: true, ...changes });

  test('is split by the values of principals; the rest stays without', () => {
    const tagged = anAmount({ amount: '5' });
    const split = [principal({ amount: '6.5' }), principal({ value: 'todo', amount: '1' })];
    expect(splitUntagged([tagged, untagged], split)).toEqual([tagged, ...split, { ...untagged, amount: '2.5' }]);
  });

  test('leaves no rest where the split has everything', () => {
    const split = [principal({ amount: '6' }), principal({ value: '', amount: '4' })];
    expect(splitUntagged([untagged], split)).toEqual(split);
  });

  test('cannot be split into more than there is, or where there is none', () => {
    expect(splitUntagged([untagged], [principal({ amount: '10.0000000001' })])).toBeUndefined();
    expect(splitUntagged([anAmount()], [principal({ amount: '1' })])).toBeUndefined();
    expect(splitUntagged([untagged], [principal({ amount: '1', month: '2026-04' })])).toBeUndefined();
    expect(splitUntagged([untagged], [principal({ amount: '1', key: SEARCH.id })])).toBeUndefined();
  });

  test('is as much after the split as before', () => {
    const share = fc.integer({ min: 0, max: 100 });
    fc.assert(
      fc.property(billArb, share, (bill, percent) => {
        const parts = bill
          .filter(({ value }) => value === '')
          .map((each) => {
            const part = (unitsIn([each.amount]) * BigInt(percent)) / 100n;
            const amount = `${part / 10n ** 10n}.${String(part % 10n ** 10n).padStart(10, '0')}`;
            return { ...each, value: 'migABCDE12345', isPrincipals: true, amount };
          });
        const after = splitUntagged(bill, parts) ?? [];
        expect(unitsIn(after.map(({ amount }) => amount))).toBe(unitsIn(bill.map(({ amount }) => amount)));
      }),
    );
  });
});
