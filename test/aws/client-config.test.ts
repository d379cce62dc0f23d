import { afterEach, describe, expect, test, vi } from 'vitest';
import { createTransport, isLoopback } from '../../src/aws/transport.ts';
import { aDoor, aTransport, type Door, failureOf, json, KEYS, sender } from './support.ts';

describe('loopback only', () => {
  test('refuses every other host, before a connection is made', async () => {
    const transport = aTransport({ loopbackOnly: true });
    const failure = await failureOf(sender(transport)());

    expect(failure).toMatchObject({ outcome: 'failed', requestId: null });
    expect(failure.message).toContain('refused to call bedrock.us-east-1.amazonaws.com');
  });

  test('lets loopback through', async () => {
    const door = await aDoor(json('{"tags":[]}'));

    await sender(aTransport({ loopbackOnly: true, endpoint: door.url }))();

    expect(door.seen.length).toBe(1);
  });

  test.for([
    ['127.0.0.1', true],
    ['127.1.2.3', true],
    ['[::1]', true],
    ['::1', true],
    ['localhost', false],
    ['127.0.0.1.example.com', false],
    ['128.0.0.1', false],
    ['x127.0.0.1', false],
    ['[::2]', false],
    ['', false],
  ] as const)('takes %s for loopback: %s', ([host, is]) => {
    expect(isLoopback(host)).toBe(is);
  });
});

describe('a client', () => {
  afterEach(() => void vi.unstubAllEnvs());

  async function authorization(door: Door): Promise<string> {
    await sender(aTransport({ endpoint: door.url }))();
    return door.seen[0]?.headers.authorization ?? '';
  }

  test('signs with its own credentials although the environment holds a Bedrock API key', async () => {
    vi.stubEnv('AWS_BEARER_TOKEN_BEDROCK', 'stolen');

    const header = await authorization(await aDoor(json('{"tags":[]}')));

    expect(header).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE00000000\/\d{8}\/us-east-1\/bedrock\/aws4_request/);
  });

  test('tells who calls', async () => {
    const door = await aDoor(json('{"tags":[]}'));

    await sender(aTransport({ endpoint: door.url, userAgent: 'mapwarden/9.8.7' }))();

    expect(door.seen[0]?.headers['user-agent']).toContain('mapwarden/9.8.7');
  });

  test('has nothing set that was not given', () => {
    const config = aTransport().clientConfig(undefined, undefined);

    expect(config).not.toHaveProperty('region');
    expect(config).not.toHaveProperty('credentials');
    expect(config).not.toHaveProperty('endpoint');
  });

  test('shares sockets with the others, but no retry strategy', () => {
    const transport = aTransport();
    const first = transport.clientConfig('us-east-1', KEYS);
    const second = transport.clientConfig('eu-west-1', KEYS);

    expect(second.requestHandler).toBe(first.requestHandler);
    expect(second.retryStrategy).not.toBe(first.retryStrategy);
  });

  test('throws on silence, connects within three seconds and waits ten for an answer, unless told otherwise', async () => {
    const door = await aDoor(json('{"tags":[]}'));
    const run = { concurrency: 7, signal: new AbortController().signal, userAgent: 'test/1', endpoint: door.url };
    const transport = createTransport(run);
    // The handler makes its settings known once it was used.
    await sender(transport)();

    const settings = transport.clientConfig(undefined, undefined).requestHandler.httpHandlerConfigs();
    transport.close();

    expect(settings).toMatchObject({
      connectionTimeout: 3_000,
      requestTimeout: 10_000,
      socketTimeout: 10_000,
      throwOnRequestTimeout: true,
      httpsAgent: { maxSockets: 7, keepAlive: true },
    });
  });
});

test('closing ends the kept connections', async () => {
  const door = await aDoor(json('{"tags":[]}'));
  const transport = aTransport({ endpoint: door.url });
  await sender(transport)();
  const socket = door.seen[0]?.socket;

  transport.close();

  await vi.waitFor(() => expect(socket?.destroyed).toBe(true));
});
