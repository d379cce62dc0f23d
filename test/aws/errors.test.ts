import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { awsError, isExpired } from '../../src/aws/errors.ts';
import { AwsError } from '../../src/domain/errors.ts';
import { GAP_OUTCOMES } from '../../src/domain/outcome.ts';

const OPERATION = 'bedrock:ListInferenceProfiles';
const USER = 'User: arn:aws:sts::111122223333:assumed-role/MapwardenAudit/run is not authorized to perform: x';

interface Thrown {
  readonly message?: string;
  readonly code?: unknown;
  readonly status?: number;
  readonly requestId?: unknown;
}

/** An error as the SDK throws it. */
function thrown(name: string, { message = 'said by AWS', code, status, requestId }: Thrown = {}): Error {
  const $metadata = { httpStatusCode: status, requestId };
  return Object.assign(new Error(message), { name, $metadata }, code === undefined ? {} : { code });
}

function failureFor(error: unknown) {
  return awsError(OPERATION, error).failure;
}

describe('the outcome of an error', () => {
  test.for([
    ['AccessDenied', 403],
    ['AccessDeniedException', 403],
    ['AccessDeniedForDependencyException', 403],
    ['AuthorizationError', 403],
    ['AuthorizationErrorException', 403],
    ['ForbiddenException', 403],
    ['NotAuthorizedException', 401],
    ['UnauthorizedException', 401],
    ['UnauthorizedOperation', 403],
  ] as const)('%s is access-denied', ([name, status]) => {
    expect(failureFor(thrown(name, { status }))).toMatchObject({ outcome: 'access-denied', code: name });
  });

  test.for([
    'with an explicit deny in a service control policy: arn:aws:organizations::999988887777:policy/o-x/p-y',
    'with an explicit deny in a service control policy',
    'because no service control policy allows the bedrock:ListInferenceProfiles action',
  ])('a denial %o is scp-denied', (reason) => {
    const error = thrown('AccessDeniedException', { message: `${USER} ${reason}` });

    expect(failureFor(error).outcome).toBe('scp-denied');
  });

  test.for([
    'because no identity-based policy allows the bedrock:ListInferenceProfiles action',
    'because no resource-based policy allows the bedrock:ListInferenceProfiles action',
    'because no permissions boundary allows the bedrock:ListInferenceProfiles action',
    'because no session policy allows the bedrock:ListInferenceProfiles action',
    'with an explicit deny in an identity-based policy',
    'with an explicit deny in a permissions boundary',
    'with an explicit deny in a resource control policy',
    'with an explicit deny in a VPC endpoint policy',
    '',
  ])('a denial %o is access-denied', (reason) => {
    const error = thrown('AccessDeniedException', { message: `${USER} ${reason}` });

    expect(failureFor(error).outcome).toBe('access-denied');
  });

  test('sees the policy that denied at the end of a message however long', () => {
    const message = `${USER} on ${'r'.repeat(2_000)} with an explicit deny in a service control policy`;

    expect(failureFor(thrown('AccessDenied', { message })).outcome).toBe('scp-denied');
  });

  test('a message about a policy makes no denial of another error', () => {
    const message = 'with an explicit deny in a service control policy';

    expect(failureFor(thrown('ValidationException', { message })).outcome).toBe('failed');
  });

  test.for([
    ['Throttling', 400],
    ['ThrottlingException', 400],
    ['ThrottledException', 400],
    ['TooManyRequestsException', 400],
    ['LimitExceededException', 400],
    ['RequestLimitExceeded', 503],
    ['SlowDown', 503],
    ['Unknown', 429],
    ['AccessDeniedException', 429],
  ] as const)('%s with status %i is throttled', ([name, status]) => {
    expect(failureFor(thrown(name, { status })).outcome).toBe('throttled');
  });

  test.for([
    ['TimeoutError', undefined, 'timed-out', 'TimeoutError'],
    ['TimeoutError', 'ETIMEDOUT', 'timed-out', 'ETIMEDOUT'],
    ['AbortError', undefined, 'timed-out', 'AbortError'],
    ['TimeoutError', 'ECONNRESET', 'failed', 'ECONNRESET'],
    ['TimeoutError', 'ECONNREFUSED', 'failed', 'ECONNREFUSED'],
    ['TimeoutError', 'EPIPE', 'failed', 'EPIPE'],
    ['Error', 'ENOTFOUND', 'failed', 'ENOTFOUND'],
    ['Error', 'EAI_AGAIN', 'failed', 'EAI_AGAIN'],
    ['Error', 'lower', 'failed', 'Error'],
    ['Error', 42, 'failed', 'Error'],
  ] as const)('%s with code %s is %s, told as %s', ([name, code, outcome, told]) => {
    expect(failureFor(thrown(name, { code }))).toMatchObject({ outcome, code: told });
  });

  test.for([
    ['ValidationException', 400],
    ['ResourceNotFoundException', 404],
    ['UnrecognizedClientException', 403],
    ['InvalidClientTokenId', 403],
    ['ExpiredTokenException', 403],
    ['RegionDisabledException', 403],
    ['InternalServerException', 500],
    ['ServiceException', 500],
    ['CredentialsProviderError', undefined],
    ['Unknown', 503],
  ] as const)('%s is failed', ([name, status]) => {
    const error = status === undefined ? thrown(name) : thrown(name, { status });

    expect(failureFor(error)).toMatchObject({ outcome: 'failed', code: name });
  });
});

describe('AWS has answered', () => {
  test.for([
    ['ValidationException', 400],
    ['ResourceNotFoundException', 404],
    ['ExpiredTokenException', 403],
    ['AccessDeniedException', undefined],
    ['RequestLimitExceeded', 503],
  ] as const)('with %s, status %s', ([name, status]) => {
    expect(failureFor(thrown(name, status === undefined ? {} : { status }))).not.toHaveProperty('unanswered');
  });

  test.for([
    ['InternalServerException', 500, undefined],
    ['Unknown', 503, undefined],
    ['RequestTimeout', 408, undefined],
    ['TimeoutError', undefined, 'ECONNRESET'],
    ['TimeoutError', undefined, undefined],
    ['CredentialsProviderError', undefined, undefined],
  ] as const)('with nothing to believe in %s, status %s, code %s', ([name, status, code]) => {
    expect(failureFor(thrown(name, { ...(status !== undefined && { status }), code }))).toMatchObject({
      unanswered: true,
    });
  });

  test('with no page of a proxy', () => {
    const page = Object.assign(new SyntaxError('Unexpected token <'), { $metadata: { httpStatusCode: 403 } });

    expect(failureFor(page)).toMatchObject({ unanswered: true });
  });
});

describe('what is kept of an error', () => {
  test('is the operation, the request id and the message', () => {
    const error = thrown('AccessDeniedException', { message: USER, requestId: 'request-7' });

    const wrapped = awsError(OPERATION, error);

    expect(wrapped.failure).toEqual({
      outcome: 'access-denied',
      operation: OPERATION,
      code: 'AccessDeniedException',
      requestId: 'request-7',
      message: USER,
    });
    expect(wrapped.cause).toBe(error);
  });

  test.for([
    ['', undefined],
    [undefined, undefined],
    [7, undefined],
  ])('is no request id where AWS gave %o', ([requestId]) => {
    expect(failureFor(thrown('X', { requestId })).requestId).toBeNull();
  });

  test.for([
    new Error('plain'),
    Object.assign(new Error('plain'), { $metadata: null }),
    Object.assign(new Error('plain'), { $metadata: 'text' }),
    Object.assign(new Error('plain'), { $metadata: {} }),
  ])('is no request id where there is no metadata (%#)', (error) => {
    expect(failureFor(error).requestId).toBeNull();
  });

  test('is a message of at most a thousand characters', () => {
    expect(failureFor(thrown('X', { message: 'm'.repeat(1_000) })).message).toBe('m'.repeat(1_000));
    expect(failureFor(thrown('X', { message: 'm'.repeat(1_001) })).message).toBe(`${'m'.repeat(1_000)} …`);
  });

  test.for([
    [503, "The answer with status 503 is not in the service's format."],
    [undefined, "The answer is not in the service's format."],
  ] as const)('is a sentence instead of a complaint of the parser about an HTML page (%o)', ([status, sentence]) => {
    const error = Object.assign(new SyntaxError('Unexpected token <'), { $metadata: { httpStatusCode: status } });

    expect(failureFor(error)).toMatchObject({ outcome: 'failed', code: 'SyntaxError', message: sentence });
  });

  test.for([undefined, null, 'text'])('is that sentence also where the metadata is %o', ($metadata) => {
    const error = Object.assign(new SyntaxError('Unexpected token <'), { $metadata });

    expect(failureFor(error).message).toBe("The answer is not in the service's format.");
  });

  test('is the type of a value that could not be read, without the hint for programmers', () => {
    const hint =
      '\n  Deserialization error: to see the raw response, inspect the hidden field {error}.$response on this object.';
    const error = new TypeError(`Invalid RFC-3339 date-time value 5${hint}`);

    expect(failureFor(error)).toMatchObject({
      outcome: 'failed',
      code: 'TypeError',
      message: 'Invalid RFC-3339 date-time value 5',
    });
  });

  test('is text also where AWS sent a message that is none', () => {
    const error = Object.assign(thrown('X'), { message: { reason: 'quota' } });

    expect(failureFor(error).message).toBe("{ reason: 'quota' }");
  });

  test('is the error itself where it is classified already', () => {
    const known = new AwsError({ outcome: 'throttled', operation: 'a:B', code: 'C', requestId: null, message: 'd' });

    expect(awsError(OPERATION, known)).toBe(known);
  });

  test('is something for whatever is thrown', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (value) => {
        const failure = failureFor(value);
        expect(GAP_OUTCOMES).toContain(failure.outcome);
        expect(typeof failure.message).toBe('string');
        expect(failure.code).not.toBe('');
      }),
    );
  });
});

describe('expired credentials', () => {
  test.for(['ExpiredToken', 'ExpiredTokenException', 'RequestExpired'])('are told by %s', (name) => {
    expect(isExpired(awsError(OPERATION, thrown(name)))).toBe(true);
  });

  test('are not told by another error, nor by one that is not of AWS', () => {
    expect(isExpired(awsError(OPERATION, thrown('InvalidClientTokenId')))).toBe(false);
    expect(isExpired(thrown('ExpiredToken'))).toBe(false);
  });
});
