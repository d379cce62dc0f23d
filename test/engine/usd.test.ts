import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accountFacts } from '../../src/engine/facts.ts';
import { compareUsd, formatUsd, isUsdLiteral, Usd } from '../../src/engine/usd.ts';
import { compiled, problemsOf, ruleDefinition } from './support/rules.ts';
import { context } from './support/world.ts';

const spend = { total: '2.50', unattributed: '1.00', underNoAgreement: '0', underInvalidAgreement: '0.9999999999' };
const ACCOUNT_FACTS = accountFacts(context(), { targets: 1, gaps: 0 }, { week: spend, window: spend });

function aboutAccounts(assert: string) {
  return ruleDefinition({ appliesTo: ['account'], assert, message: '{account.name} is wrong' });
}

describe('money in a rule', () => {
  test.for<[string, boolean]>([
    ['spend.total > spend.unattributed', true],
    ['spend.unattributed == spend.minFinding', true], // 1.00 is 1
    ['spend.unattributed != usd("1")', false],
    ['spend.unattributed < spend.minFinding', false],
    ['spend.unattributed <= spend.minFinding', true],
    ['spend.underInvalidAgreement < usd("1.00")', true],
    ['spend.underInvalidAgreement >= usd("0.9999999999")', true],
    ['spend.total > usd("2.5")', false],
    ['usd("10") > usd("9")', true], // not compared as texts
    ['(account.id == "" ? spend.total : spend.unattributed) == usd("1.0")', true],
  ])('lets %s be %s', ([assert, expected]) => {
    const { outcome } = compiled(aboutAccounts(assert)).evaluate('account', ACCOUNT_FACTS);
    expect(outcome).toBe(expected ? 'compliant' : 'non_compliant');
  });

  test.for([
    'spend.total < 1',
    'spend.total < 1.5',
    'spend.total < "1"',
    'spend.total == 1',
    'spend.total + spend.total > spend.minFinding',
    '-spend.total < spend.minFinding',
    'spend.total.amount == "1"',
    'spend.total in [usd("1")]',
    'spend.total < usd(1)',
    'spend.total < usd("1", "2")',
    'spend.total < usd()',
    'spend.total < usd("")',
    'spend.total < usd("-1")',
    'spend.total < usd("1e3")',
    'spend.total < usd("$1")',
    'spend.total < usd("1,000")',
    'spend.total < usd(account.name)',
    'usd("1")',
  ])('refuses %s', (assert) => {
    expect(problemsOf(aboutAccounts(assert)).map(({ path }) => path)).toContainEqual(['assert']);
  });

  test('says what an amount looks like, at its place', () => {
    expect(problemsOf(aboutAccounts('spend.total < usd("lots")'))).toEqual([
      {
        path: ['assert'],
        offset: 14,
        text: 'no amount of money; expected a decimal in quotes, such as usd("1.00")',
      },
    ]);
  });
});

describe('an amount for a reader', () => {
  test.for([
    ['0', '$0.00'],
    ['0.0000000001', '<$0.01'],
    ['0.0049999999', '<$0.01'],
    ['0.005', '$0.01'],
    ['1', '$1.00'],
    ['999.994', '$999.99'],
    ['999.995', '$1,000.00'],
    ['1234567.891', '$1,234,567.89'],
    ['-1234.5', '-$1,234.50'],
    ['-0.001', '<$0.01'],
  ])('%s is %s', ([amount = '', text]) => {
    expect(formatUsd(new Usd(amount))).toBe(text);
  });
});

test('amounts compare as whole numbers of their smallest digit do', () => {
  const digits = fc.bigInt({ min: 0n, max: 10n ** 20n });
  const amountOf = (units: bigint) => `${units / 10n ** 10n}.${String(units % 10n ** 10n).padStart(10, '0')}`;
  fc.assert(
    fc.property(digits, digits, (a, b) => {
      expect(isUsdLiteral(amountOf(a))).toBe(true);
      expect(Math.sign(compareUsd(new Usd(amountOf(a)), new Usd(amountOf(b))))).toBe(a < b ? -1 : a > b ? 1 : 0);
    }),
  );
});
