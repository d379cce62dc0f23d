import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accountFacts } from '../../src/engine/facts.ts';
import { compiled, definitionOf } from '../engine/support/rules.ts';
import { context } from '../engine/support/world.ts';

const RULES = [
  ['map-spend-unattributed', 'unattributed'],
  ['map-spend-agreement-unknown', 'underNoAgreement'],
  ['map-spend-outside-term', 'underInvalidAgreement'],
] as const;

const NOTHING = { total: '1000', unattributed: '0', underNoAgreement: '0', underInvalidAgreement: '0' };

describe.for(RULES)('%s', ([id, part]) => {
  const rule = compiled(definitionOf(id));
  const { settings } = context();

  function outcome(amount: string, minFindingUsd: string): string {
    const facts = { ...NOTHING, [part]: amount };
    const world = context([], { settings: { ...settings, spend: { ...settings.spend, minFindingUsd } } });
    return rule.evaluate('account', accountFacts(world, { targets: 1, gaps: 0 }, { week: facts, window: facts }))
      .outcome;
  }

  test('takes every amount above zero where the threshold is zero, and nothing else', () => {
    expect(outcome('0', '0')).toBe('compliant');
    expect(outcome('0.00', '0.00')).toBe('compliant');
    expect(outcome('-0.01', '0')).toBe('compliant');
    expect(outcome('0.0000000001', '0')).toBe('non_compliant');
  });

  test('takes an amount from the threshold on, and never one that is nothing', () => {
    const cents = fc.integer({ min: -300, max: 300 });
    fc.assert(
      fc.property(cents, fc.nat(300), (amount, threshold) => {
        const isFinding = amount > 0 && amount >= threshold;
        const decimal = (value: number) => (value / 100).toFixed(2);
        expect(outcome(decimal(amount), decimal(threshold))).toBe(isFinding ? 'non_compliant' : 'compliant');
      }),
    );
  });
});
