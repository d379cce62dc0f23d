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
    expect(findBilledPairs(amounts, PAIRS, PREFIXES)).toEqual({
      billed: [pair('1', 'eu-south-1'), pair('1', 'me-south-1'), pair('2', 'eu-south-1')],
      unplaced: [],
    });
  });

  test('is not one that costs nothing, is in another region, or was not asked for', () => {
    const amounts = [
      amount('1', 'EUS1-NovaLite-output-tokens', '0.0000000000'),
      amount('2', 'MES1-NovaLite-output-tokens'), // switched on there
      amount('1', 'EU-NovaLite-output-tokens'),
      amount('3', 'EUS1-NovaLite-output-tokens'),
      amount('3', 'odd'),
    ];
    expect(findBilledPairs(amounts, PAIRS, PREFIXES)).toEqual({ billed: [], unplaced: [] });
  });

  test('is told by the one region that was asked for, where the usage type says nothing', () => {
    const pairs = [pair('1', 'eu-south-1'), pair('2', 'eu-south-1')];
    const found = findBilledPairs([amount('1', 'NovaLite-output-tokens')], pairs, PREFIXES);
    expect(found).toEqual({ billed: [pair('1', 'eu-south-1')], unplaced: [] });
  });

  test('stays open where several regions were asked for', () => {
    const amounts = [amount('1', 'XXX1-tokens'), amount('1', 'NovaLite-tokens'), amount('2', 'XXX1-tokens')];
    expect(findBilledPairs(amounts, PAIRS, PREFIXES)).toEqual({
      billed: [],
      unplaced: ['NovaLite-tokens', 'XXX1-tokens'],
    });
  });
});
