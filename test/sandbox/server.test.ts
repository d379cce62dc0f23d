import { ListRegionsCommand, TooManyRequestsException } from '@aws-sdk/client-account';
import { BedrockClient, ListInferenceProfilesCommand, ListTagsForResourceCommand } from '@aws-sdk/client-bedrock';
import { ListAccountsCommand } from '@aws-sdk/client-organizations';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { describe, expect, test } from 'vitest';
import { createRateLimiter } from '../../src/sandbox/rate-limits.ts';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { buildAccount, buildProfile, buildWorld } from '../../src/sandbox/world.ts';
import { assume, clients, errorOf, MANAGEMENT, MEMBER, open, PROFILE_ARN, startAnew } from './support.ts';

const LIST = new ListInferenceProfilesCommand({ typeEquals: 'APPLICATION' });

async function control(sandbox: Sandbox, method: string, path: string, body?: unknown) {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const answer = await fetch(`${sandbox.url}/_sandbox/${path}`, init);
  const content: unknown = await answer.json();
  return { status: answer.status, content };
}

describe('metrics', () => {
  test('count calls, connections and the most in flight', async () => {
    const sandbox = await open({ latencyMs: 40 });
    const session = await assume(sandbox, MEMBER);
    sandbox.resetMetrics();
    const bedrock = new BedrockClient({
      endpoint: sandbox.url,
      region: 'us-east-1',
      credentials: session,
      requestHandler: new NodeHttpHandler({ httpsAgent: {}, httpAgent: { maxSockets: 4, keepAlive: true } }),
    });

    await Promise.all(Array.from({ length: 12 }, () => bedrock.send(LIST)));
    await bedrock.send(new ListTagsForResourceCommand({ resourceARN: PROFILE_ARN }));
    bedrock.destroy();

    expect(sandbox.metrics()).toMatchObject({
      operations: { 'bedrock:ListInferenceProfiles': 12, 'bedrock:ListTagsForResource': 1 },
      requests: 13,
      connections: 4,
      inFlight: 0,
      maxInFlight: 4,
    });
  });

  test('start anew when they are reset', async () => {
    const sandbox = await open();
    await assume(sandbox, MEMBER);

    sandbox.resetMetrics();

    expect(sandbox.metrics()).toMatchObject({ operations: {}, requests: 0 });
    expect(sandbox.requests()).toEqual([]);
  });
});

describe('latency', () => {
  test('holds back each answer, and several at once', async () => {
    const sandbox = await open({ latencyMs: 100 });
    const { organizations } = clients(sandbox, sandbox.credentials);
    const began = performance.now();

    await Promise.all(Array.from({ length: 8 }, () => organizations.send(new ListAccountsCommand({}))));

    const tookMs = performance.now() - began;
    expect(tookMs).toBeGreaterThan(95);
    expect(tookMs).toBeLessThan(700);
  });
});

describe('requests', () => {
  test('are recorded with what was asked, where, and by whom', async () => {
    const sandbox = await open();
    const { bedrock } = clients(sandbox, await assume(sandbox, MEMBER), 'eu-west-1');

    const { $metadata } = await bedrock.send(LIST);

    expect(sandbox.requests().at(-1)).toEqual({
      service: 'bedrock',
      operation: 'ListInferenceProfiles',
      region: 'eu-west-1',
      accountId: MEMBER,
      input: { typeEquals: 'APPLICATION' },
      requestId: $metadata.requestId,
    });
  });

  test('have ids that depend on what is asked, not on session, attempt or server', async () => {
    const [one, other] = [await open(), await open()];
    const idOf = async (sandbox: Sandbox, region: string) => {
      const answer = await clients(sandbox, await assume(sandbox, MEMBER), region).bedrock.send(LIST);
      return answer.$metadata.requestId;
    };

    const first = await idOf(one, 'us-east-1');

    expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(await idOf(one, 'us-east-1')).toBe(first);
    expect(await idOf(other, 'us-east-1')).toBe(first);
    expect(await idOf(one, 'eu-west-1')).not.toBe(first);
  });

  test('have the same ids when they are refused', async () => {
    const sandbox = await open({ faults: [{ kind: 'throttled', accountId: '*' }] });
    const ids = [];
    for (let round = 0; round < 2; round += 1) {
      const error = await errorOf(clients(sandbox, await assume(sandbox, MEMBER)).bedrock.send(LIST));
      ids.push(error.$metadata);
    }

    expect(ids[0]).toMatchObject({ requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(ids[0]).toEqual(ids[1]);
  });
});

describe('rate limits', () => {
  test('give the burst at once and then the rate, to the call', () => {
    let nowMs = 0;
    const limiter = createRateLimiter(() => nowMs);
    const taken = (calls: number) =>
      Array.from({ length: calls }, () => limiter.take('account:ListRegions', MEMBER)).filter(Boolean).length;

    expect(taken(9)).toBe(5);
    nowMs = 199;
    expect(taken(9)).toBe(0);
    nowMs = 200;
    expect(taken(9)).toBe(1);
    nowMs = 60_000;
    expect(taken(9)).toBe(5);
    expect(limiter.take('account:ListRegions', MANAGEMENT)).toBe(true);
  });

  test('hold ListRegions at five for each account where they are on', async () => {
    const sandbox = await open({ rateLimits: true });
    const { account } = clients(sandbox, sandbox.credentials);
    const other = clients(sandbox, await assume(sandbox, MEMBER)).account;

    const answers = await Promise.allSettled(
      Array.from({ length: 40 }, () => account.send(new ListRegionsCommand({}))),
    );
    const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));

    expect(refused.length).toBeGreaterThan(20);
    expect(refused.length).toBeLessThanOrEqual(35);
    expect(refused[0]).toBeInstanceOf(TooManyRequestsException);
    expect((await other.send(new ListRegionsCommand({}))).Regions).toHaveLength(4);
  });

  test.for([
    ['organizations:ListAccounts', 12],
    ['s3:GetObject', 3500],
    ['ssm:GetParameter', 40],
    ['bedrock:ListInferenceProfiles', 40],
  ] as const)('let %s be called %d times at once', ([action, burst]) => {
    const limiter = createRateLimiter(() => 0);

    const taken = Array.from({ length: burst + 5 }, () => limiter.take(action, MEMBER)).filter(Boolean);

    expect(taken).toHaveLength(burst);
  });

  test('hold nothing where they are off', async () => {
    const sandbox = await open();
    const { account } = clients(sandbox, sandbox.credentials);

    const answers = await Promise.all(Array.from({ length: 9 }, () => account.send(new ListRegionsCommand({}))));

    expect(answers).toHaveLength(9);
  });
});

describe('run-time control', () => {
  test('shows the metrics', async () => {
    const sandbox = await open();
    await assume(sandbox, MEMBER);

    const { content } = await control(sandbox, 'GET', 'metrics');

    expect(content).toMatchObject({ operations: { 'sts:AssumeRole': 1 }, requests: 1 });
  });

  test('sets faults, shows them, and goes back to the first ones', async () => {
    const sandbox = await open({ faults: [{ kind: 'role-denied', accountId: MEMBER }] });
    const wanted = ['throttled@*', `hang@${MEMBER}/eu-west-1`];

    const put = await control(sandbox, 'PUT', 'faults', wanted);
    const shown = await control(sandbox, 'GET', 'faults');
    await control(sandbox, 'POST', 'reset');

    expect(put).toEqual({ status: 200, content: wanted });
    expect(shown.content).toEqual(wanted);
    expect((await control(sandbox, 'GET', 'faults')).content).toEqual([`role-denied@${MEMBER}`]);
  });

  test.for([{ faults: [] }, ['nonsense@*'], [1]])('refuses %j as faults, and changes nothing', async (body) => {
    const sandbox = await open({ faults: [{ kind: 'reset', accountId: '*' }] });

    expect((await control(sandbox, 'PUT', 'faults', body)).status).toBe(400);
    expect(sandbox.faults()).toEqual([{ kind: 'reset', accountId: '*' }]);
  });

  test('has no other paths, and is not counted', async () => {
    const sandbox = await open();

    expect((await control(sandbox, 'GET', 'nothing')).status).toBe(404);
    expect(sandbox.metrics().requests).toBe(0);
  });
});

describe('a server', () => {
  test('says what to export to use it', async () => {
    const sandbox = await open();

    expect(sandbox.environment).toEqual({
      AWS_ENDPOINT_URL: sandbox.url,
      AWS_ACCESS_KEY_ID: sandbox.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: sandbox.credentials.secretAccessKey,
      AWS_SESSION_TOKEN: '',
      AWS_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
    });
    expect(sandbox.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  test('refuses a port that is taken', async () => {
    const sandbox = await open();

    await expect(startAnew({ port: Number(new URL(sandbox.url).port) })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  test('closes although a call hangs', async () => {
    const sandbox = await startAnew({ faults: [{ kind: 'hang', accountId: '*' }] });
    const { bedrock } = clients(sandbox, sandbox.credentials);
    const hanging = errorOf(bedrock.send(LIST));
    await new Promise((resolve) => setTimeout(resolve, 30));

    await sandbox.close();

    expect(await hanging).toMatchObject({ code: 'ECONNRESET' });
  });

  test('tells its own breaches of the service model', async () => {
    const profile = buildProfile({ accountId: MANAGEMENT, region: 'us-east-1', id: 'p1', name: 'illegal.name' });
    const world = buildWorld([buildAccount({ id: MANAGEMENT })], { profiles: [profile] });
    const sandbox = await startAnew({ strict: true }, world);

    await clients(sandbox, sandbox.credentials).bedrock.send(LIST);
    await sandbox.close();

    expect(sandbox.violations()).toEqual([
      expect.stringContaining("'illegal.name' at 'inferenceProfileSummaries.0.inferenceProfileName'"),
    ]);
  });

  test('answers its own failure as AWS answers one, and tells it', async () => {
    const profile = buildProfile({ accountId: MANAGEMENT, region: 'us-east-1', id: 'p1', createdAt: 'never' });
    const world = buildWorld([buildAccount({ id: MANAGEMENT })], { profiles: [profile] });
    const sandbox = await startAnew({ strict: true }, world);

    const error = await errorOf(clients(sandbox, sandbox.credentials).bedrock.send(LIST));
    await sandbox.close();

    expect(error).toMatchObject({ name: 'InternalServerException', $metadata: { httpStatusCode: 500 } });
    expect(sandbox.violations().at(-1)).toContain('bedrock failed inside');
  });
});
