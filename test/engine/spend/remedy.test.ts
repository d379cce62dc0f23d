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
        'See that Cost Explorer is switched on in the management account, and open to IAM users and roles there; its data is missing for up to a day after that.',
    );
  });

  test('is told in full, and AWS’s own words as far as they are of use', () => {
    const told = (message: string) => failureText('It', failure({ message }), SETTINGS);
    expect(told('m'.repeat(200))).toContain(`(${'m'.repeat(200)}). Allow`);
    expect(told('m'.repeat(201))).toContain(`(${'m'.repeat(200)}…). Allow`);
    // Not in the middle of a character.
    expect(told(`${'m'.repeat(199)}😀😀`)).toContain(`(${'m'.repeat(199)}…). Allow`);
    // What the remedy depends on may be said late.
    expect(told(`${'m'.repeat(300)} not enabled`)).toContain('See that Cost Explorer is switched on');
  });

  test('is named without a reason where AWS gave none', () => {
    expect(failureText('It', failure({ message: ' ' }), SETTINGS)).toMatch(
      /^It: \S+ failed with \w+Exception\. Allow ce:GetCostAndUsage to the caller or the role MapwardenAudit/,
    );
  });

  test.for([
    ['role-denied', 'Create the role MapwardenAudit'],
    ['scp-denied', 'Exempt the role MapwardenAudit'],
    ['throttled', 'Run again when'],
    ['timed-out', 'check the network path'],
    ['failed', 'to AWS Support'],
    ['not-reached', 'longer --deadline'],
  ] as const)('has a remedy when %s', ([outcome, expected]) => {
    expect(failureText('It', failure({ outcome }), SETTINGS)).toContain(expected);
  });

  test.for([
    ['DataUnavailableException', 'for up to a day after Cost Explorer was switched on'],
    ['BillExpirationException', 'Lower spend.lookbackDays, now 30'],
    ['ValidationException', 'what the message says'],
    ['IdentityMismatch', 'who answers for the role MapwardenAudit of the management account'],
    ['InvalidNextTokenException', 'the bill was refreshed while it was read'],
    ['RequestChangedException', 'the bill was refreshed while it was read'],
    ['MalformedResponse', 'what answers in place of Cost Explorer'],
    ['SyntaxError', 'what answers in place of Cost Explorer'],
    ['RepeatedToken', 'what answers in place of Cost Explorer'],
    ['EndlessPages', 'what answers in place of Cost Explorer'],
    ['ECONNRESET', 'check the network path'],
    ['InternalFailure', 'take the error code to AWS Support'],
  ] as const)('has a remedy of its own where the code is %s', ([code, expected]) => {
    const text = failureText('It', failure({ outcome: 'failed', code, message: '' }), SETTINGS);
    expect(text).toContain(expected);
    expect(text.includes('switched on')).toBe(code === 'DataUnavailableException');
  });

  test('names the request where AWS gave it a name and nothing more is known', () => {
    const text = failureText('It', failure({ outcome: 'failed', code: 'InternalFailure', requestId: 'r-1' }), SETTINGS);
    expect(text).toContain('take the request id r-1 to AWS Support');
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
