import { AssumeRoleCommand, type AssumeRoleCommandOutput, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import 'aws-sdk-client-mock-vitest/extend';
import { createSessions, type SessionOptions } from '../../src/aws/sessions.ts';
import type { Credentials } from '../../src/aws/transport.ts';
import { AwsError } from '../../src/domain/errors.ts';
import { aTransport, CALLER, failureOf, KEYS, MEMBER } from './support.ts';

const sts = mockClient(STSClient);
const HOUR_MS = 3_600_000;
const START_MS = Date.parse('2026-06-01T00:00:00.000Z');

beforeEach(() => void sts.reset());

/** STS's answer for a session that ends an hour after `START_MS`, unless said otherwise. */
function answer(over: Partial<AssumeRoleCommandOutput> = {}, ordinal = 1): AssumeRoleCommandOutput {
  return {
    Credentials: {
      AccessKeyId: `ASIA${ordinal}`,
      SecretAccessKey: `secret${ordinal}`,
      SessionToken: `token${ordinal}`,
      Expiration: new Date(START_MS + HOUR_MS),
    },
    AssumedRoleUser: { AssumedRoleId: 'AROA:run', Arn: `arn:aws:sts::${MEMBER}:assumed-role/MapwardenAudit/run-1` },
    $metadata: { requestId: 'request-1' },
    ...over,
  };
}

/** Each AssumeRole gives another session. */
function manySessions(expiresInMs = HOUR_MS): void {
  let ordinal = 0;
  sts.on(AssumeRoleCommand).callsFake(() => {
    ordinal += 1;
    const { Credentials: keys, ...rest } = answer({}, ordinal);
    return { ...rest, Credentials: { ...keys, Expiration: new Date(START_MS + expiresInMs * ordinal) } };
  });
}

function sessions(over: Partial<SessionOptions> = {}) {
  return createSessions(new STSClient({ region: 'us-east-1' }), aTransport(), {
    callerAccountId: CALLER,
    callerCredentials: KEYS,
    partition: 'aws',
    role: 'MapwardenAudit',
    sessionName: 'mapwarden-run-1',
    epochMs: () => START_MS,
    ...over,
  });
}

const itself = async (credentials: Credentials) => credentials;
const keys = (ordinal: number) => ({
  accessKeyId: `ASIA${ordinal}`,
  secretAccessKey: `secret${ordinal}`,
  sessionToken: `token${ordinal}`,
});
const expired = () =>
  new AwsError({ outcome: 'failed', operation: 'a:B', code: 'ExpiredTokenException', requestId: null, message: '' });

describe('AssumeRole is asked', () => {
  test.for(['aws', 'aws-us-gov', 'aws-cn'])('for a role in the partition %s of the caller', async (partition) => {
    sts.on(AssumeRoleCommand).resolves(answer());

    expect(await sessions({ partition }).use(MEMBER, itself)).toEqual(keys(1));

    expect(sts).toHaveReceivedCommandExactlyOnceWith(AssumeRoleCommand, {
      RoleArn: `arn:${partition}:iam::${MEMBER}:role/MapwardenAudit`,
      RoleSessionName: 'mapwarden-run-1',
      DurationSeconds: 3600,
    });
  });

  test('with the external id only where one is configured', async () => {
    sts.on(AssumeRoleCommand).resolves(answer());

    await sessions().use(MEMBER, itself);
    await sessions({ externalId: 'secret:1' }).use(MEMBER, itself);

    const [without, given] = sts.commandCalls(AssumeRoleCommand).map((call) => call.args[0].input);
    expect(without).not.toHaveProperty('ExternalId');
    expect(given).toHaveProperty('ExternalId', 'secret:1');
  });

  test.for(['audit/finops/MapwardenAudit', '/audit/finops/MapwardenAudit'])(
    'for the role %s, whose path the session leaves out',
    async (role) => {
      sts.on(AssumeRoleCommand).resolves(answer());

      expect(await sessions({ role }).use(MEMBER, itself)).toEqual(keys(1));

      expect(sts).toHaveReceivedCommandWith(AssumeRoleCommand, {
        RoleArn: `arn:aws:iam::${MEMBER}:role/audit/finops/MapwardenAudit`,
      });
    },
  );

  test('never for the account of the caller', async () => {
    expect(await sessions().use(CALLER, itself)).toBe(KEYS);
    await expect(sessions().use(CALLER, () => Promise.reject(expired()))).rejects.toThrow('ExpiredTokenException');

    expect(sts).not.toHaveReceivedAnyCommand();
  });

  test('once an account, however many ask at once and later', async () => {
    sts.on(AssumeRoleCommand).resolves(answer());
    const { use } = sessions();

    await Promise.all(Array.from({ length: 20 }, () => use(MEMBER, itself)));
    await use(MEMBER, itself);

    expect(sts).toHaveReceivedCommandTimes(AssumeRoleCommand, 1);
  });

  test('once an account also where it is denied, and everybody is told', async () => {
    sts.on(AssumeRoleCommand).rejects(Object.assign(new Error('not authorized'), { name: 'AccessDenied' }));
    const { use } = sessions();

    const failures = await Promise.all(Array.from({ length: 20 }, () => failureOf(use(MEMBER, itself))));
    failures.push(await failureOf(use(MEMBER, itself)));

    expect(new Set(failures.map(({ outcome }) => outcome))).toEqual(new Set(['role-denied']));
    expect(sts).toHaveReceivedCommandTimes(AssumeRoleCommand, 1);
  });
});

describe('a refusal of STS', () => {
  test.for([
    ['AccessDenied', 'not authorized', 'role-denied'],
    ['AccessDenied', 'with an explicit deny in a service control policy', 'role-denied'],
    ['Throttling', 'Rate exceeded', 'throttled'],
    ['RegionDisabledException', 'STS is not activated', 'failed'],
    ['ExpiredToken', 'expired', 'failed'],
  ] as const)('%s: %s is %s', async ([name, message, outcome]) => {
    sts.on(AssumeRoleCommand).rejects(Object.assign(new Error(message), { name }));

    expect(await failureOf(sessions().use(MEMBER, itself))).toMatchObject({
      outcome,
      operation: 'sts:AssumeRole',
      code: name,
      message,
    });
  });
});

test.for([
  ['with an explicit deny in a service control policy', true],
  ['because no service control policy allows the sts:AssumeRole action', true],
  ['because no identity-based policy allows the sts:AssumeRole action', undefined],
] as const)('a role that is denied %s says whether an SCP did it', async ([message, deniedByScp]) => {
  sts.on(AssumeRoleCommand).rejects(Object.assign(new Error(message), { name: 'AccessDenied' }));

  const { outcome, ...rest } = await failureOf(sessions().use(MEMBER, itself));

  expect(outcome).toBe('role-denied');
  expect(rest.deniedByScp).toBe(deniedByScp);
});

describe('an answer of STS', () => {
  test.for([
    ['another account', 'arn:aws:sts::000000000000:assumed-role/MapwardenAudit/run-1'],
    ['another role', `arn:aws:sts::${MEMBER}:assumed-role/Admin/run-1`],
    ['a role whose name only begins alike', `arn:aws:sts::${MEMBER}:assumed-role/MapwardenAuditor/run-1`],
    ['a user', `arn:aws:iam::${MEMBER}:user/MapwardenAudit`],
    ['no ARN', 'nonsense'],
  ] as const)('that names %s is a mismatch', async ([, Arn]) => {
    sts.on(AssumeRoleCommand).resolves(answer({ AssumedRoleUser: { Arn, AssumedRoleId: 'x' } }));

    const failure = await failureOf(sessions().use(MEMBER, itself));

    expect(failure).toMatchObject({
      outcome: 'failed',
      operation: 'sts:AssumeRole',
      code: 'IdentityMismatch',
      requestId: 'request-1',
    });
    expect(failure.message).toContain(Arn);
  });

  test('that names nobody is a mismatch', async () => {
    const { AssumedRoleUser: _, ...nameless } = answer();
    sts.on(AssumeRoleCommand).resolves({ ...nameless, $metadata: {} });

    expect(await failureOf(sessions().use(MEMBER, itself))).toMatchObject({
      code: 'IdentityMismatch',
      requestId: null,
    });
  });

  test.for([
    ['no credentials', undefined],
    ['no key', { AccessKeyId: undefined, SecretAccessKey: 's', SessionToken: 't', Expiration: undefined }],
    ['no secret', { AccessKeyId: 'k', SecretAccessKey: '', SessionToken: 't', Expiration: undefined }],
    ['no token', { AccessKeyId: 'k', SecretAccessKey: 's', SessionToken: undefined, Expiration: undefined }],
  ] as const)('with %s is malformed', async ([, Credentials]) => {
    sts.on(AssumeRoleCommand).resolves({ ...answer(), Credentials });

    expect(await failureOf(sessions().use(MEMBER, itself))).toMatchObject({
      outcome: 'failed',
      code: 'MalformedResponse',
      requestId: 'request-1',
    });
  });

  test('without an end is taken to last as long as was asked for', async () => {
    sts.on(AssumeRoleCommand).callsFake(() => {
      const { Credentials: given, ...rest } = answer();
      return { ...rest, Credentials: { ...given, Expiration: undefined } };
    });
    let nowMs = START_MS;
    const { use } = sessions({ epochMs: () => nowMs });

    await use(MEMBER, itself);
    nowMs = START_MS + HOUR_MS - 300_000;
    await use(MEMBER, itself);
    expect(sts).toHaveReceivedCommandTimes(AssumeRoleCommand, 1);
    nowMs += 1;
    await use(MEMBER, itself);
    expect(sts).toHaveReceivedCommandTimes(AssumeRoleCommand, 2);
  });
});

describe('a session near its end', () => {
  test('is used until five minutes before it, and renewed from then on', async () => {
    manySessions();
    let nowMs = START_MS;
    const { use } = sessions({ epochMs: () => nowMs });

    await use(MEMBER, itself);
    nowMs = START_MS + HOUR_MS - 300_000;
    expect(await use(MEMBER, itself)).toEqual(keys(1));
    nowMs += 1;
    expect(await use(MEMBER, itself)).toEqual(keys(2));
    expect(await use(MEMBER, itself)).toEqual(keys(2));
  });

  test('is renewed once for many that ask at once', async () => {
    manySessions();
    let nowMs = START_MS;
    const { use } = sessions({ epochMs: () => nowMs });
    await use(MEMBER, itself);
    nowMs = START_MS + HOUR_MS - 1;

    const used = await Promise.all(Array.from({ length: 20 }, () => use(MEMBER, itself)));

    expect(used).toEqual(Array.from({ length: 20 }, () => keys(2)));
    expect(sts).toHaveReceivedCommandTimes(AssumeRoleCommand, 2);
  });
});

describe('a token that runs out under a call', () => {
  /** Fails with everything but the session of that ordinal. */
  const onlyWith = (ordinal: number) => async (credentials: Credentials) => {
    if ('sessionToken' in credentials && credentials.sessionToken === `token${ordinal}`) return 'done';
    throw expired();
  };

  test('is renewed and the call made again', async () => {
    manySessions();

    expect(await sessions().use(MEMBER, onlyWith(2))).toBe('done');
    expect(sts).toHaveReceivedCommandTimes(AssumeRoleCommand, 2);
  });

  test('is renewed once for all that it failed', async () => {
    manySessions();
    const { use } = sessions();

    const results = await Promise.all(Array.from({ length: 20 }, () => use(MEMBER, onlyWith(2))));

    expect(new Set(results)).toEqual(new Set(['done']));
    expect(sts).toHaveReceivedCommandTimes(AssumeRoleCommand, 2);
  });

  test('and whose successor runs out too, fails', async () => {
    manySessions();

    expect(await failureOf(sessions().use(MEMBER, onlyWith(3)))).toMatchObject({ code: 'ExpiredTokenException' });
    expect(sts).toHaveReceivedCommandTimes(AssumeRoleCommand, 2);
  });

  test('is not suspected behind any other failure', async () => {
    manySessions();
    const broken = () => Promise.reject(new Error('broken'));

    await expect(sessions().use(MEMBER, broken)).rejects.toThrow('broken');
    expect(sts).toHaveReceivedCommandTimes(AssumeRoleCommand, 1);
  });
});
