import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GAP_OUTCOMES } from '../../../src/domain/outcome.ts';
import {
  askedCheck,
  failureCheck,
  okCheck,
  skippedCheck,
  stateOf,
  untriedCheck,
} from '../../../src/engine/checkup/check.ts';
import { endOf, policyOf, remedyOf } from '../../../src/engine/checkup/remedies.ts';
import { roleWords } from '../../../src/engine/checkup/role-words.ts';
import { aFailure } from '../../support/builders.ts';

describe('the state of a failure', () => {
  test.for(['role-denied', 'access-denied', 'scp-denied'] as const)('is failed where AWS refused: %s', (outcome) => {
    expect(stateOf({ outcome, code: 'AccessDenied' })).toBe('failed');
  });

  test.for(['throttled', 'timed-out', 'not-reached'] as const)('is unknown where nobody knows yet: %s', (outcome) => {
    expect(stateOf({ outcome, code: 'X' })).toBe('unknown');
  });

  test('of another kind is failed only where there was an answer', () => {
    expect(stateOf({ outcome: 'failed', code: 'NoSuchBucket' })).toBe('failed');
    expect(stateOf({ outcome: 'failed', code: 'InternalFailure', unanswered: true })).toBe('unknown');
  });

  test.for(['CredentialsProviderError', 'IdentityMismatch', 'InvalidSecret'])(
    '%s will not be otherwise in a minute',
    (code) => {
      expect(stateOf({ outcome: 'failed', code, unanswered: true })).toBe('failed');
    },
  );
});

describe('a check', () => {
  const failures = fc.record({
    outcome: fc.constantFrom(...GAP_OUTCOMES),
    code: fc.constantFrom('AccessDenied', 'ECONNRESET', 'IdentityMismatch', 'Whatever'),
    operation: fc.constantFrom('bedrock:ListInferenceProfiles', 'sts:AssumeRole'),
    requestId: fc.option(fc.string()),
    message: fc.string(),
    unanswered: fc.constantFrom(true as const, undefined),
  });

  test('of a failure is never ok, and always has a remedy and what was said', () => {
    fc.assert(
      fc.property(failures, ({ unanswered, ...rest }) => {
        const failure = { ...rest, ...(unanswered && { unanswered }) };
        const check = askedCheck(
          { id: 'bedrock' },
          { failure },
          {
            ok: 'fine',
            failed: (each) => ({ message: endOf(each), remedy: remedyOf(each, 'the caller') }),
          },
        );
        expect(['failed', 'unknown']).toContain(check.state);
        expect(check.remedy).toMatch(/\.$/);
        expect(check.failure).toEqual({
          operation: failure.operation,
          code: failure.code,
          requestId: failure.requestId,
          message: failure.message,
        });
      }),
    );
  });

  test('that was skipped is needed by nobody; one that could not be tried is', () => {
    expect(skippedCheck({ id: 'tags' }, 'x')).toMatchObject({ state: 'skipped', required: false });
    expect(untriedCheck({ id: 'tags' }, 'x')).toMatchObject({ state: 'unknown', required: true });
  });

  test('names its account and regions, and nothing where it has none', () => {
    const account = { id: '111122223333', name: 'payments' };
    expect(okCheck({ id: 'bedrock', account, regions: ['us-east-1'] }, 'x')).toMatchObject({
      accountId: account.id,
      accountName: 'payments',
      regions: ['us-east-1'],
      subject: null,
    });
    expect(failureCheck({ id: 'store', subject: '/x' }, 'x', aFailure(), 'y')).toMatchObject({
      accountId: null,
      accountName: null,
      regions: [],
      subject: '/x',
    });
  });
});

describe('remedies', () => {
  test('name the policy where AWS does', () => {
    const arn = 'arn:aws:organizations::999988887777:policy/o-x/service_control_policy/p-abcd1234';
    expect(policyOf({ message: `explicit deny in a service control policy: ${arn}` })).toBe(
      'the service control policy p-abcd1234',
    );
    expect(policyOf({ message: 'explicit deny in a service control policy' })).toBe('the service control policy');
    expect(policyOf({ message: 'service_control_policy/p-\u001b[31m' })).toBe('the service control policy');
  });

  test.for([
    ['CredentialsProviderError', 'aws sso login'],
    ['ExpiredToken', 'check the clock'],
    ['AWSOrganizationsNotInUseException', 'an account in the organization'],
    ['IdentityMismatch', 'nothing of it is trusted'],
    ['ENOTFOUND', 'Check the network'],
    ['InternalFailure', 'request id request-1'],
  ])('of %s say what to do: %s', ([code = '', words = '']) => {
    expect(remedyOf(aFailure({ outcome: 'failed', code }), 'the caller')).toContain(words);
  });

  test('take the error code to AWS where there is no request id', () => {
    expect(remedyOf(aFailure({ outcome: 'failed', requestId: null, code: 'X' }), 'it')).toContain(
      'take the error code',
    );
  });
});

describe('words on a role that could not be assumed', () => {
  const failure = aFailure({ outcome: 'role-denied', operation: 'sts:AssumeRole' });
  const tried = { role: 'Audit', setting: 'organization.auditRole', hasExternalId: false, elsewhere: 0 };

  test('say with which external id it was tried, and never which', () => {
    expect(roleWords(failure, tried).message).toContain('without an external id, since none is configured');
    expect(roleWords(failure, { ...tried, hasExternalId: true }).message).toContain('with organization.externalId');
  });

  test('look into this account where others let the caller in, else at what all share', () => {
    expect(roleWords(failure, { ...tried, elsewhere: 1 }).message).toContain('One other account lets');
    expect(roleWords(failure, { ...tried, elsewhere: 2 }).message).toContain('2 other accounts let');
    expect(roleWords(failure, { ...tried, elsewhere: 2 }).remedy).toContain('Create the role Audit in the account');
    expect(roleWords(failure, tried).remedy).toContain('is organization.auditRole the name that was deployed');
  });

  test('blame a service control policy where AWS says so', () => {
    const { message, remedy } = roleWords({ ...failure, deniedByScp: true }, tried);
    expect(message).toContain('is denied by a service control policy');
    expect(remedy).toContain('Exempt the caller');
  });

  test('claim nothing about the role where AWS gave no answer', () => {
    const { message, remedy } = roleWords(aFailure({ outcome: 'timed-out', operation: 'sts:AssumeRole' }), tried);
    expect(message).not.toContain('AWS answers alike');
    expect(remedy).toContain('Run doctor again');
  });
});
