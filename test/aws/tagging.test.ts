import { describe, expect, test } from 'vitest';
import type { Sessions } from '../../src/aws/sessions.ts';
import { createTagging } from '../../src/aws/tagging.ts';
import type { TransportOptions } from '../../src/aws/transport.ts';
import { AwsError, LostAnswerError } from '../../src/domain/errors.ts';
import { aFailure } from '../support/builders.ts';
import { aDoor, anError, aTransport, type Door, failureOf, json, KEYS, MEMBER, QUICK } from './support.ts';

const ARN = `arn:aws:bedrock:us-east-1:${MEMBER}:application-inference-profile/chat`;
const sessions: Sessions = { use: (_account, work) => work(KEYS) };

/** What is throttled makes the SDK slow down, whatever the pauses between attempts. */
const IMPATIENT = { ...QUICK, requestMs: 300, throttledAttempts: 2 };

type Answer = ReturnType<typeof json>;

const reset: Answer = (outgoing) => void outgoing.socket?.resetAndDestroy();
const silence: Answer = () => undefined;
const done = json('{}');
const serverError = anError('InternalServerException', 500);
const denied = anError('AccessDeniedException', 403);
const throttled = anError('ThrottlingException', 429);
const page =
  (status: number): Answer =>
  (outgoing) =>
    void outgoing.writeHead(status, { 'content-type': 'text/html' }).end('<html>no</html>');

/** The port before a server that gives these answers in their order, the last one for ever. */
async function facing(answers: readonly Answer[], over: Partial<TransportOptions> = {}, callsASecond = 1_000) {
  const door = await aDoor((outgoing, ordinal) => (answers[ordinal - 1] ?? answers.at(-1))?.(outgoing, ordinal));
  const transport = aTransport({ endpoint: door.url, patience: IMPATIENT, ...over });
  return { door, port: createTagging(transport, { sessions, callsASecond }) };
}

async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => new Error('it did not fail'),
    (error: unknown) => error,
  );
}

const pathsOf = (door: Door) => door.seen.map(({ url }) => url);

describe('a write that fails', () => {
  test.for<[string, readonly Answer[], string]>([
    ['a denial', [denied], 'AccessDeniedException'],
    ['a validation error', [anError('ValidationException', 400)], 'ValidationException'],
    ['too many tags', [anError('TooManyTagsException', 400)], 'TooManyTagsException'],
    ['throttling for ever', [throttled], 'ThrottlingException'],
    ['an error that nobody knows', [anError('NewException', 400)], 'NewException'],
    ['throttling, then a denial', [throttled, denied], 'AccessDeniedException'],
  ])('with %s certainly did not happen', async ([, answers, code]) => {
    const { port } = await facing(answers);

    for (const call of [() => port.put(ARN, 'k', 'v'), () => port.remove(ARN, 'k')]) {
      const error = await errorOf(call());
      expect(error).toBeInstanceOf(AwsError);
      expect(error).not.toBeInstanceOf(LostAnswerError);
      expect(error).toMatchObject({ failure: { code } });
    }
  });

  test.for<[string, readonly Answer[], string]>([
    ['a broken connection', [reset], 'ECONNRESET'],
    ['silence', [silence], 'ETIMEDOUT'],
    ['an error of the service', [serverError], 'InternalServerException'],
    ['the page of a load balancer', [page(503)], 'SyntaxError'],
    ['the page of a proxy', [page(403)], 'SyntaxError'],
    ['a broken connection, then a denial', [reset, denied], 'ECONNRESET'],
    ['an error of the service, then throttling for ever', [serverError, throttled], 'InternalServerException'],
    ['a denial of what a lost attempt may have done', [throttled, serverError, denied], 'InternalServerException'],
  ])('with %s may have happened', async ([, answers, code]) => {
    const { port } = await facing(answers);

    const error = await errorOf(port.put(ARN, 'k', 'v'));

    expect(error).toBeInstanceOf(LostAnswerError);
    expect(error).toMatchObject({ failure: { operation: 'bedrock:TagResource', code } });
  });

  test('at first and then succeeds, succeeds', async () => {
    const { port, door } = await facing([reset, done]);

    expect(await port.put(ARN, 'k', 'v')).toBeNull();
    expect(pathsOf(door)).toEqual(Array.from({ length: 2 }, () => '/tagResource'));
  });
});

describe('the end of the run', () => {
  test('before a write keeps it from being sent', async () => {
    const { port, door } = await facing([done], { signal: AbortSignal.abort() });

    const error = await errorOf(port.put(ARN, 'k', 'v'));

    expect(error).toMatchObject({ failure: { outcome: 'not-reached' } });
    expect(error).not.toBeInstanceOf(LostAnswerError);
    expect(door.seen).toHaveLength(0);
  });

  test('under a write leaves it in doubt', async () => {
    const run = new AbortController();
    const { port } = await facing([() => run.abort()], { signal: run.signal });

    const error = await errorOf(port.remove(ARN, 'k'));

    expect(error).toBeInstanceOf(LostAnswerError);
    expect(error).toMatchObject({ failure: { outcome: 'not-reached', operation: 'bedrock:UntagResource' } });
  });
});

describe('a resource', () => {
  test.for([
    'nonsense',
    `arn:aws:s3:us-east-1:${MEMBER}:application-inference-profile/x`,
    `arn:aws:bedrock:us-east-1:${MEMBER}:inference-profile/us.amazon.nova-pro-v1:0`,
    `arn:aws:bedrock:us-east-1:${MEMBER}:custom-model/x`,
    'arn:aws:bedrock:us-east-1::application-inference-profile/x',
    `arn:aws:bedrock::${MEMBER}:application-inference-profile/x`,
  ])('that is no carrier of Bedrock is refused without a call: %s', async (arn) => {
    const { port, door } = await facing([done]);

    for (const call of [() => port.read(arn), () => port.put(arn, 'k', 'v'), () => port.remove(arn, 'k')]) {
      expect(await failureOf(call())).toMatchObject({ outcome: 'failed', code: 'UnsupportedCarrier' });
    }
    expect(door.seen).toHaveLength(0);
  });

  test('is reached in its own account and region', async () => {
    const accounts: string[] = [];
    const door = await aDoor(done);
    const port = createTagging(aTransport({ endpoint: door.url }), {
      sessions: {
        use: (accountId, work) => {
          accounts.push(accountId);
          return work(KEYS);
        },
      },
    });

    await port.put(`arn:aws:bedrock:eu-west-1:444455556666:provisioned-model/abc`, 'k', 'v');

    expect(accounts).toEqual(['444455556666']);
    expect(door.seen[0]?.headers.authorization).toContain('/eu-west-1/bedrock/aws4_request');
  });

  test('in an account that cannot be entered is refused', async () => {
    const roleDenied = aFailure({ outcome: 'role-denied', operation: 'sts:AssumeRole' });
    const port = createTagging(aTransport(), { sessions: { use: () => Promise.reject(new AwsError(roleDenied)) } });

    const error = await errorOf(port.put(ARN, 'k', 'v'));

    expect(error).toMatchObject({ failure: roleDenied });
    expect(error).not.toBeInstanceOf(LostAnswerError);
  });

  test('has tags only where the answer is as AWS documents it', async () => {
    const { port } = await facing([json('{"tags":[{"key":1}]}')]);

    expect(await failureOf(port.read(ARN))).toMatchObject({ code: 'MalformedResponse' });
  });
});

describe('calls', () => {
  test('go out one at a time in one account and region, and side by side in others', async () => {
    const open = new Map<string, number>();
    let most = 0;
    let mostInOne = 0;
    const door = await aDoor((outgoing) => {
      const place = String(outgoing.req.headers.authorization).split('/').at(2) ?? '';
      const here = (open.get(place) ?? 0) + 1;
      open.set(place, here);
      mostInOne = Math.max(mostInOne, here);
      most = Math.max(
        most,
        [...open.values()].reduce((sum, count) => sum + count, 0),
      );
      setTimeout(() => {
        open.set(place, (open.get(place) ?? 1) - 1);
        outgoing.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      }, 20);
    });
    const port = createTagging(aTransport({ endpoint: door.url }), { sessions, callsASecond: 1_000 });
    const arns = ['us-east-1', 'eu-west-1', 'eu-north-1'].map((region) => ARN.replace('us-east-1', region));

    await Promise.all(arns.flatMap((arn) => Array.from({ length: 4 }, () => port.put(arn, 'k', 'v'))));

    expect(mostInOne).toBe(1);
    expect(most).toBe(3);
  });

  test('are no more than so many a second in one account and region', async () => {
    const { port } = await facing([done], {}, 2);
    const began = performance.now();

    for (let call = 0; call < 3; call += 1) await port.put(ARN, 'k', 'v');

    expect(performance.now() - began).toBeGreaterThan(900);
  });

  test('with a token that has run out are left to the sessions, which make them again', async () => {
    const { door, port } = await facing([anError('ExpiredTokenException', 403), done]);
    const renewing: Sessions = { use: (_account, work) => work(KEYS).catch(() => work({ ...KEYS })) };
    const renewed = createTagging(aTransport({ endpoint: door.url }), { sessions: renewing });

    await renewed.put(ARN, 'k', 'v');

    expect(pathsOf(door)).toEqual(['/tagResource', '/tagResource']);
    expect(await port.put(ARN, 'k', 'v')).toBeNull();
  });
});
