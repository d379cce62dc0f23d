import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { AwsError, type Failure } from '../../src/domain/errors.ts';
import { createWebhook, type WebhookOptions } from '../../src/slack/webhook.ts';
import { type Answer, answeringServer, type Reply } from '../support/answering-server.ts';

const PATH = '/services/T0NORTHWIND/B0MAPWARDEN/hunter2';

const OK: Answer = { status: 200, body: 'ok' };

async function aSlack(...answers: readonly Reply[]) {
  const { url, requests } = await answeringServer(...answers);
  return { url: `${url}${PATH}`, requests };
}

function aWebhook(over: Partial<WebhookOptions> = {}) {
  const signal = new AbortController().signal;
  return createWebhook({
    signal,
    userAgent: 'test/1',
    allowLoopback: true,
    pausesMs: [0, 0],
    timeoutMs: 2_000,
    ...over,
  });
}

/** What the error says; it is never to name the address. */
async function failureOf(promise: Promise<void>): Promise<Failure> {
  const error: unknown = await promise.then(
    () => 'it did not fail',
    (caught: unknown) => caught,
  );
  if (!(error instanceof AwsError)) throw new Error('it did not fail with AwsError', { cause: error });
  expect(error.cause).toBeUndefined();
  expect(JSON.stringify([error.failure, error.message, error.stack])).not.toContain('hunter2');
  return error.failure;
}

describe('a post', () => {
  test('is JSON, and done once Slack says ok', async () => {
    const { url, requests } = await aSlack(OK);
    await aWebhook()(url, '{"text":"ünï"}');
    expect(requests).toHaveLength(1);
    const [{ request, body } = { request: undefined, body: '' }] = requests;
    expect([request?.method, request?.url, body]).toEqual(['POST', PATH, '{"text":"ünï"}']);
    expect(request?.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'test/1',
    });
  });

  test.for<[answer: Answer, expected: Partial<Failure>]>([
    [
      { status: 400, body: 'invalid_payload' },
      { outcome: 'failed', code: 'invalid_payload' },
    ],
    [
      { status: 403, body: 'action_prohibited' },
      { outcome: 'access-denied', code: 'action_prohibited' },
    ],
    [
      { status: 404, body: 'no_service\n' },
      { outcome: 'failed', code: 'no_service' },
    ],
    [
      { status: 410, body: 'channel_is_archived' },
      { outcome: 'failed', code: 'channel_is_archived' },
    ],
    [
      { status: 404, body: `<html>no ${PATH}</html>` },
      { outcome: 'failed', code: 'HTTP 404' },
    ],
    [
      { status: 200, body: '<html>Sign in</html>' },
      { outcome: 'failed', code: 'HTTP 200' },
    ],
    [
      { status: 200, body: '' },
      { outcome: 'failed', code: 'HTTP 200' },
    ],
    [
      { status: 302, body: '', headers: { location: PATH } },
      { outcome: 'failed', code: 'HTTP 302' },
    ],
  ])('that is answered with %j is refused, and not tried again', async ([answer, expected]) => {
    const { url, requests } = await aSlack(answer, OK);
    expect(await failureOf(aWebhook()(url, '{}'))).toMatchObject({
      operation: 'slack:PostWebhook',
      message: `Slack answered with status ${answer.status}.`,
      ...expected,
    });
    expect(requests).toHaveLength(1);
  });

  test.for<[failure: Answer, expected: Partial<Failure>]>([
    [
      { status: 500, body: 'rollup_error' },
      { outcome: 'failed', code: 'rollup_error' },
    ],
    [
      { status: 503, body: '<html>' },
      { outcome: 'failed', code: 'HTTP 503' },
    ],
    [
      { status: 429, body: 'rate_limited' },
      { outcome: 'throttled', code: 'rate_limited' },
    ],
    [
      { status: 429, body: '', headers: { 'retry-after': 'soon' } },
      { outcome: 'throttled', code: 'HTTP 429' },
    ],
    [
      { status: 429, body: '', headers: { 'retry-after': '0' } },
      { outcome: 'throttled', code: 'HTTP 429' },
    ],
  ])('that meets %j is tried three times', async ([failure, expected]) => {
    const recovering = await aSlack(failure, failure, OK);
    await aWebhook({ timeoutMs: 200 })(recovering.url, '{}');
    expect(recovering.requests).toHaveLength(3);

    const lasting = await aSlack(failure);
    expect(await failureOf(aWebhook({ timeoutMs: 200 })(lasting.url, '{}'))).toMatchObject(expected);
    expect(lasting.requests).toHaveLength(3);
  });

  test.for<[failure: 'hang' | 'cut', expected: Partial<Failure>]>([
    ['cut', { outcome: 'failed', code: expect.stringMatching(/^[A-Z_]+$/) }],
    ['hang', { outcome: 'timed-out', code: 'TimeoutError' }],
  ])('that meets %j is not tried again, since Slack may have it', async ([failure, expected]) => {
    const { url, requests } = await aSlack(failure, OK);
    expect(await failureOf(aWebhook({ timeoutMs: 200 })(url, '{}'))).toMatchObject(expected);
    expect(requests).toHaveLength(1);
  });

  test('to where nobody listens is refused', async () => {
    expect(await failureOf(aWebhook()(`http://127.0.0.1:9${PATH}`, '{}'))).toMatchObject({ outcome: 'failed' });
  });

  test('waits as long as Slack asks for, and not at all where that is too long', async () => {
    const limited = (seconds: string): Answer => ({ status: 429, body: '', headers: { 'retry-after': seconds } });
    const patient = await aSlack(limited('1'), OK);
    const start = performance.now();
    await aWebhook({ longestPauseMs: 1_000 })(patient.url, '{}');
    expect(performance.now() - start).toBeGreaterThanOrEqual(990);

    const impatient = await aSlack(limited('2'), OK);
    expect(await failureOf(aWebhook({ longestPauseMs: 1_999 })(impatient.url, '{}'))).toMatchObject({
      outcome: 'throttled',
    });
    expect(impatient.requests).toHaveLength(1);
  });

  test('ends with the run, before it, during it and between two attempts', async () => {
    const expected = { outcome: 'not-reached', code: 'DeadlineExceeded' };
    const silent = await aSlack('hang');
    expect(await failureOf(aWebhook({ signal: AbortSignal.abort() })(silent.url, '{}'))).toMatchObject(expected);
    expect(silent.requests).toEqual([]);

    const during = new AbortController();
    const ended = failureOf(aWebhook({ signal: during.signal })(silent.url, '{}'));
    await vi.waitUntil(() => silent.requests.length === 1);
    during.abort();
    expect(await ended).toMatchObject(expected);

    const busy = await aSlack({ status: 500, body: '' });
    const between = new AbortController();
    const cut = failureOf(
      aWebhook({ signal: between.signal, pausesMs: [60_000], longestPauseMs: 60_000 })(busy.url, '{}'),
    );
    await vi.waitUntil(() => busy.requests.length === 1);
    between.abort();
    expect(await cut).toMatchObject(expected);
    expect(busy.requests).toHaveLength(1);
  });
});

describe('an address', () => {
  const invalid = { outcome: 'failed', code: 'InvalidWebhook' };
  test.for([
    '',
    'hunter2',
    'hooks.slack.com/services/hunter2',
    'http://hooks.slack.com/services/hunter2',
    'https://hooks.slack.com:8443/services/hunter2',
    'https://hooks.slack.com.evil.example/hunter2',
    'https://evil.example/hooks.slack.com/hunter2',
    'https://hooks.slack.com@evil.example/hunter2',
    'https://user:hunter2@hooks.slack.com/services',
    'http://127.0.0.1.evil.example/hunter2',
    'http://10.0.0.1/hunter2',
    'http://169.254.169.254/hunter2',
    'http://localhost/hunter2',
    'https://127.0.0.1/hunter2',
    'file:///hunter2',
    'javascript:hunter2',
  ])('%j is never posted to', async (url) => {
    expect(await failureOf(aWebhook()(url, '{}'))).toMatchObject(invalid);
  });

  test('on loopback is posted to only where AWS is simulated there', async () => {
    const { url, requests } = await aSlack(OK);
    expect(await failureOf(aWebhook({ allowLoopback: false })(url, '{}'))).toMatchObject(invalid);
    expect(requests).toEqual([]);
  });

  test.for(['https://hooks.slack.com/services/T/B/x', 'https://hooks.slack-gov.com/services/T/B/x'])(
    'of Slack is taken: %s',
    async (url) => {
      const ended = AbortSignal.abort();
      expect(await failureOf(aWebhook({ signal: ended, allowLoopback: false })(url, '{}'))).toMatchObject({
        outcome: 'not-reached',
      });
    },
  );

  test('is in no error, whatever Slack answers', async () => {
    const answer = fc.record({
      status: fc.integer({ min: 200, max: 599 }).filter((status) => status !== 204 && status !== 205 && status !== 304),
      body: fc.oneof(fc.string(), fc.constantFrom(PATH, `x ${PATH}`, 'hunter2', 'no_service')),
    });
    await fc.assert(
      fc.asyncProperty(answer, async ({ status, body }) => {
        const { url } = await aSlack({ status, body });
        const said = await aWebhook({ pausesMs: [] })(url, '{}').catch((error: Error) => String(error.stack));
        expect(said ?? '').not.toContain(PATH);
      }),
      { numRuns: 40 },
    );
  });
});
