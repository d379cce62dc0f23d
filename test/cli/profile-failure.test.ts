import { describe, expect, test } from 'vitest';
import { profileFailure } from '../../src/cli/profile-failure.ts';
import { CannotRunError } from '../../src/compose/cannot-run-error.ts';
import { AwsError, type Failure, LostAnswerError } from '../../src/domain/errors.ts';
import { aCatalog, aFailure } from '../support/builders.ts';

const CREATE = 'bedrock:CreateInferenceProfile';

type Circumstances = Parameters<typeof profileFailure>[1];

function told(
  over: Partial<Failure>,
  make = (failure: Failure): AwsError => new AwsError(failure),
  circumstances: Circumstances = {},
): string {
  const error = profileFailure(make(aFailure({ operation: CREATE, outcome: 'failed', ...over })), circumstances);
  if (error instanceof CannotRunError) return error.message;
  throw new Error('it was not told in words', { cause: error });
}

describe('what AWS refuses about a profile', () => {
  test.for([
    ['the quota', { code: 'ServiceQuotaExceededException' }, 'L-40EC9882'],
    ['too many tags', { code: 'TooManyTagsException' }, '50 tags'],
    ['a source that cannot be used', { code: 'ValidationException' }, 'needs its system-defined profile as --from'],
    [
      'a request elsewhere',
      { code: 'ValidationException', operation: 'bedrock:TagResource' },
      'Correct what AWS names.',
    ],
    ['a source that is not there', { code: 'ResourceNotFoundException' }, 'no such model or profile in this region'],
    ['throttling', { code: 'ThrottlingException', outcome: 'throttled' }, 'Wait a minute'],
    ['no permission', { outcome: 'access-denied' }, `You need ${CREATE} and, for the tag in the same call`],
    ['a service control policy', { outcome: 'scp-denied' }, `organization denies ${CREATE}`],
    [
      'an end from outside',
      { outcome: 'not-reached', code: 'DeadlineExceeded' },
      'It was interrupted, or its deadline',
    ],
    [
      'an OU that only two kinds of accounts may ask for',
      { operation: 'organizations:ListAccounts', outcome: 'access-denied' },
      'Name the account itself in the scope of the agreement',
    ],
    ['an expired session', { code: 'ExpiredTokenException' }, 'log in again'],
  ] as const)('is told in words: %s', ([, failure, words]) => {
    expect(told(failure)).toContain(words);
  });

  test.for([
    ['eu-south-1', 'switch eu-south-1 on in the settings of the account'],
    ['zz-newest-1', 'switch zz-newest-1 on'],
    ['us-east-1', 'AWS does not accept these credentials: log in again'],
    ['cn-north-1', 'cn-north-1 is in a partition of its own'],
    ['us-gov-west-1', 'us-gov-west-1 is in a partition of its own'],
  ] as const)('where credentials are rejected names what may be wrong with %s', ([region, words]) => {
    for (const code of ['UnrecognizedClientException', 'InvalidClientTokenId']) {
      expect(told({ code }, undefined, { region, catalog: aCatalog() })).toContain(words);
    }
    expect(told({ code: 'ExpiredTokenException' }, undefined, { region, catalog: aCatalog() })).toContain(
      'The credentials have expired',
    );
  });

  test('is told with a hint where there is one', () => {
    expect(told({ code: 'ResourceNotFoundException' }, undefined, { hint: 'Or so.' })).toMatch(/offers\. Or so\.$/);
  });

  test('is told with operation, code, request id and the words of AWS', () => {
    expect(told({ code: 'ValidationException', message: 'Not like this' })).toMatch(
      /^It could not be done: bedrock:CreateInferenceProfile failed with ValidationException \(request id request-1\): Not like this\. /,
    );
  });

  test('says that the profile may be there all the same, where no answer came', () => {
    const lost = (failure: Failure) => new LostAnswerError(failure);

    expect(told({ code: 'ECONNRESET' }, lost)).toMatch(/run the same command again, which makes no second one\.$/);
    expect(told({ code: 'ECONNRESET', operation: 'bedrock:TagResource' }, lost)).toMatch(
      /look with mapwarden profile show\.$/,
    );
    expect(told({ code: 'ECONNRESET' })).not.toContain('all the same');
  });

  test('leaves every other error alone', () => {
    const error = new TypeError('a bug');

    expect(profileFailure(error)).toBe(error);
  });
});
