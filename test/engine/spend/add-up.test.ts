import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SPEND_CLASSES, type SpendAmounts } from '../../../src/domain/spend.ts';
import { amountsOf, byAccount, byDefect, byMonth, byOu } from '../../../src/engine/spend/add-up.ts';
import { byAgreement, creditOf } from '../../../src/engine/spend/credit.ts';
import { accountLines } from '../../../src/engine/spend/lines.ts';
import { agreement } from '../support/world.ts';
import {
  ACCOUNTS,
  AGREEMENTS,
  aLine,
  billArb,
  GONE,
  MAY,
  PAYMENTS,
  SEARCH,
  spendContext,
  unitsIn,
  unitsOf,
} from './support.ts';

const ATTRIBUTED = { class: 'attributed', agreementId: 'ABCDE12345' } as const;
const UNTAGGED = { class: 'unattributed' } as const;
const wrong = (defect: 'blank' | 'outside-term') => ({ class: 'misattributed', defect }) as const;

const LINES = [
  aLine(ATTRIBUTED, { amount: '0.1' }),
  aLine(ATTRIBUTED, { amount: '0.2', month: '2026-04' }),
  aLine(UNTAGGED, { amount: '0.0000000001', key: SEARCH.id, value: '' }),
  aLine(wrong('outside-term'), { amount: '4', key: SEARCH.id }),
  aLine(wrong('blank'), { amount: '8', key: GONE, value: ' ' }),
  aLine({ class: 'unknown' }, { amount: '16', key: GONE, value: '' }),
];

function sums(attributed: string, misattributed: string, unattributed: string, unknown: string, total: string) {
  return { total, attributed, misattributed, unattributed, unknown };
}

describe('sums', () => {
  test('are exact, where floats would not be', () => {
    expect(amountsOf(LINES)).toEqual(sums('0.3', '12', '0.0000000001', '16', '28.3000000001'));
    expect(amountsOf([])).toEqual(sums('0', '0', '0', '0', '0'));
  });

  test('by account have its name, or none where the organization does not list it', () => {
    expect(byAccount(LINES, ACCOUNTS)).toEqual([
      { accountId: PAYMENTS.id, accountName: 'Payments', ...sums('0.3', '0', '0', '0', '0.3') },
      { accountId: SEARCH.id, accountName: 'Search', ...sums('0', '4', '0.0000000001', '0', '4.0000000001') },
      { accountId: GONE, accountName: '', ...sums('0', '8', '0', '16', '24') },
    ]);
  });

  test('by month and OU are in the order of their names', () => {
    const months = byMonth(LINES, new Set(['2026-05', '2026-06']));
    expect(months.map(({ month, total, estimated }) => [month, total, estimated])).toEqual([
      ['2026-04', '0.2', false],
      ['2026-05', '28.1000000001', true],
    ]);
    expect(byOu(LINES, ACCOUNTS).map(({ ouPath, total }) => [ouPath, total])).toEqual([
      ['', '24'],
      ['o-1/r-1/ou-a', '0.3'],
      ['o-1/r-1/ou-b', '4.0000000001'],
    ]);
  });

  test('by defect leave out what there is none of', () => {
    expect(byDefect(LINES)).toEqual([
      { defect: 'blank', total: '8' },
      { defect: 'outside-term', total: '4' },
    ]);
    expect(byDefect([aLine(wrong('blank'), { amount: '0.00' })])).toEqual([]);
  });

  test('leave out what is zero in every class, but not what adds up to zero', () => {
    expect(byAccount([aLine(ATTRIBUTED, { amount: '0.0000000000' })], ACCOUNTS)).toEqual([]);
    const opposite = [aLine(ATTRIBUTED, { amount: '5' }), aLine(UNTAGGED, { amount: '-5' })];
    expect(byAccount(opposite, ACCOUNTS)).toMatchObject([{ total: '0', attributed: '5', unattributed: '-5' }]);
  });
});

test('every cut of any bill has the same sums, to the last digit', () => {
  fc.assert(
    fc.property(billArb, (bill) => {
      const lines = accountLines(bill, ACCOUNTS, spendContext());
      const all = amountsOf(lines);
      expect(unitsOf(all.total)).toBe(unitsIn(bill.map(({ amount }) => amount)));
      expect(unitsOf(all.total)).toBe(unitsIn(SPEND_CLASSES.map((name) => all[name])));
      const cuts: readonly (readonly SpendAmounts[])[] = [
        byAccount(lines, ACCOUNTS),
        byMonth(lines, new Set()),
        byOu(lines, ACCOUNTS),
      ];
      for (const cut of cuts) {
        for (const name of ['total', ...SPEND_CLASSES] as const) {
          expect(unitsIn(cut.map((amounts) => amounts[name]))).toBe(unitsOf(all[name]));
        }
      }
      expect(unitsIn(byDefect(lines).map(({ total }) => total))).toBe(unitsOf(all.misattributed));
      const agreements = byAgreement(lines, ACCOUNTS, AGREEMENTS);
      expect(unitsIn(agreements.map(({ total }) => total))).toBe(unitsOf(all.attributed));
    }),
  );
});

describe('credit', () => {
  test('is the share of the amount, to the last digit', () => {
    expect(creditOf('0.0000000001', 25)).toBe('0.000000000025');
    expect(creditOf('1234.56', 12.5)).toBe('154.32');
    expect(creditOf('100', 0)).toBe('0');
    expect(creditOf('100', 100)).toBe('100');
  });

  test('is not assumed', () => {
    expect(creditOf('100', undefined)).toBeNull();
    expect(byAgreement(LINES, ACCOUNTS, [agreement('ABCDE12345')])).toEqual([
      { agreementId: 'ABCDE12345', tagValue: 'migABCDE12345', total: '0.3', creditEarned: null, creditMissed: null },
    ]);
  });

  const paid = (id: string, changes: Parameters<typeof agreement>[1] = {}) =>
    agreement(id, { creditPercent: 10, ...changes });
  const missed = (agreements: readonly ReturnType<typeof paid>[]) =>
    byAgreement(
      [
        aLine(ATTRIBUTED, { amount: '1000' }),
        aLine(UNTAGGED, { amount: '10' }),
        aLine(wrong('blank'), { amount: '1' }),
        aLine({ class: 'unknown' }, { amount: '100' }),
      ],
      ACCOUNTS,
      agreements,
    ).map(({ agreementId, creditMissed }) => [agreementId, creditMissed]);

  test('is missed on what is known not to be attributed, where one agreement alone would have counted it', () => {
    expect(missed([paid('ABCDE12345')])).toEqual([['ABCDE12345', '1.1']]);
    const elsewhere = paid('OTHER00000', { scope: { ous: [], accounts: [SEARCH.id] } });
    const over = paid('OVER000000', { endsOn: '2026-04-30' });
    const early = paid('EARLY00000', { acceptedOn: '2024-12-16' });
    expect(missed([paid('ABCDE12345'), elsewhere, over, early])).toEqual([
      ['ABCDE12345', '1.1'],
      ['EARLY00000', '0'],
      ['OTHER00000', '0'],
      ['OVER000000', '0'],
    ]);
  });

  test('is nobody’s where two agreements cover the account', () => {
    expect(missed([paid('B'), paid('A')])).toEqual([
      ['A', '0'],
      ['B', '0'],
    ]);
  });

  test('is missed only in the segments of the term', () => {
    const before = { start: '2026-04-01', end: '2026-05-01' };
    const lines = [aLine(UNTAGGED, { amount: '10' }), aLine(UNTAGGED, { amount: '20', segment: before })];
    const starting = paid('A', { startsOn: MAY.start });
    expect(byAgreement(lines, ACCOUNTS, [starting])).toMatchObject([{ creditMissed: '1', creditEarned: '0' }]);
  });
});
