import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { money, share } from '../../src/report/money.ts';
import { anyAmount } from './hostile.ts';

describe('an amount for a person', () => {
  test.for([
    ['0', 'USD', '$0.00'],
    ['0.0000', 'USD', '$0.00'],
    ['4180.2199999999', 'USD', '$4,180.22'],
    ['1234567.8', 'USD', '$1,234,567.80'],
    ['999', 'USD', '$999.00'],
    ['999.995', 'USD', '$1,000.00'],
    ['999.9949999999', 'USD', '$999.99'],
    ['1.005', 'USD', '$1.01'],
    ['0.005', 'USD', '$0.01'],
    ['0.0049999999', 'USD', '<$0.01'],
    ['-0.5', 'USD', '-$0.50'],
    ['-1234.005', 'USD', '-$1,234.01'],
    ['12', 'CNY', 'CNY 12.00'],
    ['-12', 'CNY', 'CNY -12.00'],
    ['0.001', 'CNY', '<CNY 0.01'],
    ['1', '\n', '\\n 1.00'],
    ['1', 'a unit that is none', 'a unit … 1.00'],
  ] as const)('%s %s is %s', ([amount, currency, shown]) => {
    expect(money(amount, currency)).toBe(shown);
  });

  test('is never more than half a cent away from the exact one', () => {
    fc.assert(
      fc.property(anyAmount, (amount) => {
        const shown = money(amount, 'USD');
        fc.pre(!shown.startsWith('<'));

        const cents = BigInt(shown.replace(/[$,.]/g, ''));
        const [, sign, whole, rest = ''] = /^(-?)(\d+)\.?(\d*)$/.exec(amount) ?? [];
        const exact = BigInt(`${sign}${whole}${rest.padEnd(10, '0')}`);
        const off = cents * 10n ** 8n - exact;
        expect(shown).toMatch(/^-?\$\d{1,3}(,\d{3})*\.\d\d$/);
        expect(off < 0n ? -off : off).toBeLessThanOrEqual(5n * 10n ** 7n);
      }),
    );
  });
});

test.for([
  ['1', '3', '33.3 %'],
  ['2', '3', '66.6 %'],
  ['99.96', '100', '99.9 %'],
  ['1', '1000', '0.1 %'],
  ['0.99', '1000', '<0.1 %'],
  ['5', '5', '100.0 %'],
  ['0', '5', '0.0 %'],
  ['0', '0', ''],
] as const)('%s of %s is %j', ([part, whole, shown]) => {
  expect(share(part, whole)).toBe(shown);
});
