import { describe, expect, test } from 'vitest';
import { findBilledPairs } from '../../../src/engine/spend/billed-pairs.ts';

const PREFIXES = new Map([
  ['EUS1', 'eu-south-1'],
  ['EU', 'eu-west-1'],
  ['MES1', 'me-south-1'],
]);
const pair = (accountId: string, region: string) => ({ accountId, region });
const amount = (accountId: string, usageType: string, value = '1') => ({ accountId, usageType, amount: value });
const PAIRS = [pair('1', 'eu-south-1'), pair('2', 'eu-south-1'), pair('1', 'me-south-1')];

describe('a pair that is billed', () => {
  test('is told by how the usage type begins', () => {
    const amounts = [
      amount('2', 'EUS1-NovaLite-output-tokens'),
      amount('1', 'MES1-MP:MES1_InputTokenCount-Units'),
      amount('1', 'EUS1-NovaLite-output-tokens'),
      amount('1', 'EUS1-NovaLite-input-tokens'),
    ];
    expect(findBilledPairs(amounts, PAIRS, PREFIXES)).toEqual([
      pair('1', 'eu-south-1'),
      pair('1', 'me-south-1'),
      pair('2', 'eu-south-1'),
    ]);
  });

  test('is not one that costs nothing, is switched on there, or was not asked for', () => {
    const amounts = [
      amount('1', 'EUS1-NovaLite-output-tokens', '0.0000000000'),
      amount('1', 'odd', '0.0000000000'),
      amount('2', 'MES1-NovaLite-output-tokens'), // switched on there
      amount('3', 'EUS1-NovaLite-output-tokens'),
      amount('3', 'odd'),
    ];
    expect(findBilledPairs(amounts, PAIRS, PREFIXES)).toEqual([]);
  });

  test.for(['NovaLite-output-tokens', 'EU-NovaLite-output-tokens', 'MES1-NovaLite-output-tokens'])(
    'is in the one region that was asked for, whatever %s begins with',
    (usageType) => {
      const pairs = [pair('1', 'eu-south-1'), pair('2', 'eu-south-1')];
      expect(findBilledPairs([amount('1', usageType)], pairs, PREFIXES)).toEqual([pair('1', 'eu-south-1')]);
    },
  );

  test.for(['XXX1-tokens', 'NovaLite', 'EU-NovaLite-output-tokens'])(
    'may be each of its account where several regions were asked for and %s names none of them',
    (usageType) => {
      expect(findBilledPairs([amount('1', usageType)], PAIRS, PREFIXES)).toEqual([
        { ...pair('1', 'eu-south-1'), isUnplaced: true },
        { ...pair('1', 'me-south-1'), isUnplaced: true },
      ]);
    },
  );

  test('is certain where another amount of the account tells', () => {
    const amounts = [amount('1', 'XXX1-tokens'), amount('1', 'MES1-tokens')];
    expect(findBilledPairs(amounts, PAIRS, PREFIXES)).toEqual([
      { ...pair('1', 'eu-south-1'), isUnplaced: true },
      pair('1', 'me-south-1'),
    ]);
  });
});
