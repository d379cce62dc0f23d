import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { reportFailure } from '../../src/cli/failure.ts';
import { AwsError, ConfigError, type Failure } from '../../src/domain/errors.ts';

function told(error: unknown, verbose = false) {
  const written: string[] = [];
  const stderr = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      written.push(String(chunk));
      done();
    },
  });
  const io = {
    env: {},
    stdout: stderr,
    stderr,
    instant: () => '2026-06-01T00:00:00.000Z',
    epochMs: () => 0,
    monotonicMs: () => 0,
    pause: async () => undefined,
    interrupted: new AbortController().signal,
  };
  const code = reportFailure(error, io, verbose);
  return { code, text: written.join('') };
}

function anAwsError(failure: Partial<Failure>) {
  return new AwsError({
    outcome: 'failed',
    operation: 'sts:GetCallerIdentity',
    code: 'InternalFailure',
    requestId: 'request-1',
    message: 'It went wrong',
    ...failure,
  });
}

const ORGANIZATIONS = 'organizations:DescribeOrganization';

describe('what AWS refused', () => {
  const cases: readonly { readonly failure: Partial<Failure>; readonly remedy: string }[] = [
    { failure: { code: 'CredentialsProviderError', requestId: null }, remedy: 'aws sso login' },
    { failure: { code: 'TokenProviderError', requestId: null }, remedy: 'aws sso login' },
    { failure: { code: 'ExpiredToken' }, remedy: 'have expired: log in again' },
    { failure: { code: 'ExpiredTokenException', operation: ORGANIZATIONS }, remedy: 'have expired: log in again' },
    { failure: { code: 'InvalidClientTokenId' }, remedy: 'does not accept these credentials' },
    { failure: { code: 'SignatureDoesNotMatch' }, remedy: 'check the clock' },
    {
      failure: { code: 'AccessDeniedException', outcome: 'access-denied', operation: ORGANIZATIONS },
      remedy: 'management account or of a delegated administrator that may call organizations:DescribeOrganization',
    },
    {
      failure: { code: 'AccessDeniedException', outcome: 'scp-denied', operation: 'organizations:ListAccounts' },
      remedy: 'that may call organizations:ListAccounts',
    },
    {
      failure: { code: 'AccessDenied', outcome: 'access-denied' },
      remedy: 'Use credentials that may call sts:GetCallerIdentity',
    },
    {
      failure: { code: 'AWSOrganizationsNotInUseException', operation: ORGANIZATIONS },
      remedy: 'an account in the organization',
    },
    { failure: { code: 'ENOTFOUND', requestId: null }, remedy: 'Check the network' },
    { failure: { code: 'ECONNREFUSED', requestId: null, operation: ORGANIZATIONS }, remedy: 'Check the network' },
    { failure: { code: 'TimeoutError', outcome: 'timed-out', requestId: null }, remedy: 'Check the network' },
    { failure: { code: 'SELF_SIGNED_CERT_IN_CHAIN', requestId: null }, remedy: 'Check the network' },
    { failure: { code: 'ThrottlingException', outcome: 'throttled' }, remedy: 'Wait a minute' },
    { failure: { code: 'InternalFailure' }, remedy: 'Check the credentials, the region and the network' },
  ];

  test.for(cases)('$failure.code of $failure.operation: $remedy', ({ failure, remedy }) => {
    const { code, text } = told(anAwsError(failure));

    expect(code).toBe(3);
    expect(text).toMatch(/^The audit could not run: .*It went wrong\. .*\.\n$/);
    expect(text).toContain(remedy);
  });

  test('the request id is told, since AWS asks for it', () => {
    expect(told(anAwsError({})).text).toContain('(request id request-1)');
    expect(told(anAwsError({ requestId: null })).text).not.toContain('request id');
  });

  test('a deadline before the organization was known is not blamed on AWS', () => {
    const { code, text } = told(anAwsError({ code: 'DeadlineExceeded', outcome: 'not-reached' }));

    expect(code).toBe(3);
    expect(text).toMatch(/interrupted, or its deadline passed/);
    expect(text).not.toContain('GetCallerIdentity');
  });

  test('what AWS wrote stays on one line and cannot steer the terminal', () => {
    const { text } = told(anAwsError({ message: 'bad \u001b[2J\u009b2J\r\nworse\n    at forged (file.ts:1:1)' }));

    expect(text.split('\n')).toHaveLength(2);
    expect(text.trimEnd()).not.toMatch(/\p{Cc}/u);
  });

  test('--verbose adds no stack: nothing of ours is broken', () => {
    expect(told(anAwsError({}), true).text).toBe(told(anAwsError({})).text);
  });
});

describe('what the system refused', () => {
  test.for([
    { code: 'EACCES', message: "EACCES: permission denied, mkdir '/srv/runs'", remedy: 'may be written to' },
    { code: 'EROFS', message: "EROFS: read-only file system, mkdir '/srv/runs'", remedy: 'may be written to' },
    { code: 'ENOTDIR', message: "ENOTDIR: not a directory, mkdir '/srv/runs'", remedy: '--out' },
    { code: 'ENOSPC', message: "ENOSPC: no space left on device, write '/srv/runs'", remedy: 'Make room' },
    { code: 'EADDRINUSE', message: "EADDRINUSE: address already in use '/srv/runs'", remedy: '--port' },
    { code: 'EIO', message: "EIO: i/o error, write '/srv/runs'", remedy: 'run it again' },
  ])('$code is told with its path and what to do', ({ code, message, remedy }) => {
    const error = Object.assign(new Error(message), { code, syscall: 'mkdir' });

    const ended = told(error, true);

    expect(ended.code).toBe(3);
    expect(ended.text).toMatch(/^mapwarden could not run: [^\n]*\/srv\/runs[^\n]*\n$/);
    expect(ended.text).toContain(remedy);
  });
});

describe('mistakes in what was given', () => {
  test('each is a line, whatever it quotes', () => {
    const { code, text } = told(
      new ConfigError([
        { place: 'a\nb.yaml:1:1', path: 'version', text: 'is \u001b[31m not valid' },
        { place: '--region', path: '', text: 'is not one' },
      ]),
    );

    expect(code).toBe(2);
    expect(text).toBe('a\\nb.yaml:1:1 version: is \\u001b[31m not valid\n--region: is not one\n');
  });
});

describe('an unexpected failure', () => {
  test('is called a defect, without a stack', () => {
    const { code, text } = told(new TypeError('x is not a function'));

    expect(code).toBe(3);
    expect(text).toMatch(/^An unexpected failure: x is not a function\. This is a defect of mapwarden\.\n/);
    expect(text).toContain('--verbose');
    expect(text).not.toMatch(/^\s+at /m);
  });

  test('shows its stack with --verbose', () => {
    expect(told(new TypeError('x is not a function'), true).text).toMatch(/^\s+at .*failure\.test\.ts/m);
  });

  test('that is no error object is told all the same', () => {
    expect(told('thrown text', true)).toEqual({
      code: 3,
      text: 'An unexpected failure: thrown text. This is a defect of mapwarden.\n',
    });
  });
});
