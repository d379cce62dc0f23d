import { describe, expect, test } from 'vitest';
import type { Failure } from '../../../src/domain/errors.ts';
import { GAP_OUTCOMES } from '../../../src/domain/outcome.ts';
import { budgetText, failureText } from '../../../src/engine/spend/remedy.ts';
import { SPEND } from '../support/world.ts';

const SETTINGS = { managementRole: 'MapwardenAudit', spend: SPEND };
const failure = (changes: Partial<Failure> = {}): Failure => ({
  outcome: 'access-denied',
  operation: 'ce:GetCostAndUsage',
  code: 'AccessDeniedException',
  requestId: null,
  message: 'User not enabled for cost explorer access.',
  ...changes,
});

describe('a part of the bill that could not be read', () => {
  test('is named with the reason and what to do', () => {
    expect(failureText('The bill could not be read', failure(), SETTINGS)).toBe(
      'The bill could not be read: ce:GetCostAndUsage failed with AccessDeniedException (User not enabled for cost explorer access). ' +
        'Allow ce:GetCostAndUsage to the caller or the role MapwardenAudit in the management account, and see that Cost Explorer is switched on there.',
    );
  });

  test('is named without a reason where AWS gave none', () => {
    expect(failureText('It', failure({ message: ' ' }), SETTINGS)).toMatch(/^It: \S+ failed with \w+Exception\. Allow/);
  });

  test.for([
    ['role-denied', 'Create the role MapwardenAudit'],
    ['scp-denied', 'Exempt the role MapwardenAudit'],
    ['throttled', 'Run again when'],
    ['timed-out', 'check the network path'],
    ['failed', 'for up to a day'],
    ['not-reached', 'longer --deadline'],
  ] as const)('has a remedy when %s', ([outcome, expected]) => {
    expect(failureText('It', failure({ outcome }), SETTINGS)).toContain(expected);
  });

  test('has the limit on requests as its remedy where that was the reason', () => {
    const spent = failure({ outcome: 'not-reached', code: 'RequestBudgetExhausted' });
    expect(failureText('It', spent, SETTINGS)).toContain('Raise spend.maxRequests, now 12');
  });

  test('has a sentence of its own for every outcome', () => {
    const texts = GAP_OUTCOMES.map((outcome) => failureText('It', failure({ outcome }), SETTINGS));
    expect(new Set(texts).size).toBe(GAP_OUTCOMES.length);
    for (const text of texts) expect(text).toMatch(/[^.]\.$/);
  });

  test('tells what it would have needed', () => {
    expect(budgetText('The cut by service is missing', 3, 1, SETTINGS)).toBe(
      'The cut by service is missing: it needs 3 more requests, and 1 is left. Raise spend.maxRequests, now 12; each request costs $0.01.',
    );
  });
});
