import fc from 'fast-check';
import type { Account } from '../../../src/domain/account.ts';
import type { Classification, SpendContext } from '../../../src/engine/spend/classify.ts';
import type { SpendLine, ValueAmount } from '../../../src/engine/spend/lines.ts';
import type { Span } from '../../../src/engine/spend/window.ts';
import { agreement, TAG } from '../support/world.ts';

export const MAY: Span = { start: '2026-05-01', end: '2026-06-01' };

export const PAYMENTS: Account = { id: '111122223333', name: 'Payments', state: 'ACTIVE', ouPath: 'o-1/r-1/ou-a' };
export const SEARCH: Account = { id: '444455556666', name: 'Search', state: 'ACTIVE', ouPath: 'o-1/r-1/ou-b' };
export const ACCOUNTS: ReadonlyMap<string, Account> = new Map([PAYMENTS, SEARCH].map((each) => [each.id, each]));
/** On the bill, but no longer in the organization. */
export const GONE = '777788889999';

/** Agreements of every kind: for all, for one account, over, not begun, and accepted too early. */
export const AGREEMENTS = [
  agreement('ABCDE12345'),
  agreement('SEARCH0000', { scope: { ous: ['ou-b'], accounts: [] } }),
  agreement('OVER000000', { endsOn: '2026-04-30' }),
  agreement('LATER00000', { startsOn: '2026-06-01' }),
  agreement('EARLY00000', { acceptedOn: '2024-12-16' }),
];

export function spendContext(changes: Partial<SpendContext> = {}): SpendContext {
  return { agreements: AGREEMENTS, tag: TAG, isUntold: false, ...changes };
}

export function anAmount(changes: Partial<ValueAmount> = {}): ValueAmount {
  return {
    key: PAYMENTS.id,
    value: 'migABCDE12345',
    isPrincipals: false,
    segment: MAY,
    month: '2026-05',
    amount: '1',
    ...changes,
  };
}

export function aLine(verdict: Classification, changes: Partial<ValueAmount> = {}): SpendLine {
  return { ...anAmount(changes), verdict };
}

/** Values of every class and defect. */
export const VALUES = [
  'migABCDE12345',
  'migSEARCH0000',
  'migOVER000000',
  'migLATER00000',
  'migEARLY00000',
  'migZZZZZ99999',
  'MIGABCDE12345',
  'todo',
  '',
];

/** An amount with ten decimals, as Cost Explorer has them. */
export const amountArb = fc
  .bigInt({ min: 0n, max: 10n ** 16n })
  .map((units) => `${units / 10n ** 10n}.${String(units % 10n ** 10n).padStart(10, '0')}`);

/** Exactly how many ten-billionths; only for decimals of at most ten digits. */
export function unitsOf(amount: string): bigint {
  const [whole = '0', fraction = ''] = amount.split('.');
  const units = BigInt(whole.replace('-', '')) * 10n ** 10n + BigInt(fraction.padEnd(10, '0'));
  return amount.startsWith('-') ? -units : units;
}

export function unitsIn(amounts: Iterable<string>): bigint {
  let sum = 0n;
  for (const amount of amounts) sum += unitsOf(amount);
  return sum;
}

/** Amounts by account, each place and value once, as a bill has them. */
export const billArb: fc.Arbitrary<readonly ValueAmount[]> = fc.uniqueArray(
  fc.record({
    key: fc.constantFrom(PAYMENTS.id, SEARCH.id, GONE),
    value: fc.constantFrom(...VALUES),
    isPrincipals: fc.constant(false),
    segment: fc.constantFrom(MAY, { start: '2026-04-01', end: '2026-05-01' }),
    month: fc.constantFrom('2026-04', '2026-05'),
    amount: amountArb,
  }),
  { selector: ({ key, value, segment, month }) => [key, value, segment.start, month].join(), maxLength: 40 },
);
