import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { connectAws } from '../../src/aws/connect.ts';
import { isLoopback } from '../../src/aws/transport.ts';
import { AwsError } from '../../src/domain/errors.ts';
import { QUICK, stubEnvironment } from '../support/sandbox-scene.ts';

beforeEach(() => stubEnvironment());

/** What comes of the first call to that address. */
async function callerAt(endpoint: string, loopbackOnly: boolean): Promise<unknown> {
  const aws = await connectAws({
    endpoint,
    loopbackOnly,
    credentials: { accessKeyId: 'AKIA000000000000USER', secretAccessKey: 'secret' },
    homeRegion: 'us-east-1',
    concurrency: 2,
    patience: QUICK,
    signal: new AbortController().signal,
    userAgent: 'mapwarden/test',
  });
  onTestFinished(() => aws.close());
  return aws.organization.caller().catch((error: unknown) => error);
}

/** A server on this machine that would answer, and counts who connects. */
async function listen(): Promise<{ readonly port: number; readonly connections: () => number }> {
  let connections = 0;
  const server = createServer((_, response) => response.writeHead(500).end());
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, connections: () => connections };
}

test.for([
  ['an address elsewhere', 'http://192.0.2.1:9'],
  ['AWS itself', 'https://sts.us-east-1.amazonaws.com'],
  ['a name that begins like loopback', 'http://127.0.0.1.example.com'],
  ['a name that resolves to loopback today', 'http://localhost:PORT'],
] as const)('the guard refuses %s before anything is connected', async ([, pattern]) => {
  const { port, connections } = await listen();
  const endpoint = pattern.replace('PORT', String(port));
  const refusal = await callerAt(endpoint, true);
  expect(refusal).toBeInstanceOf(AwsError);
  expect(String(refusal)).toContain(`refused to call ${new URL(endpoint).hostname}`);
  expect(connections()).toBe(0);
});

test('the guard lets loopback pass, and without the guard any name is called', async () => {
  const { port, connections } = await listen();
  expect(String(await callerAt(`http://127.0.0.1:${port}`, true))).not.toContain('refused to call');
  const before = connections();
  expect(before).toBeGreaterThan(0);
  await callerAt(`http://localhost:${port}`, false);
  expect(connections()).toBeGreaterThan(before);
});

test.for([
  ['127.0.0.1', true],
  ['127.255.0.3', true],
  ['[::1]', true],
  ['::1', true],
  ['128.0.0.1', false],
  ['10.0.0.1', false],
  ['0.0.0.0', false],
  ['localhost', false],
  ['127.0.0.1.example.com', false],
  ['example.com', false],
  ['::ffff:127.0.0.1', false],
  ['', false],
] as const)('for "%s" to be loopback is %s', ([hostname, expected]) => {
  expect(isLoopback(hostname)).toBe(expected);
});
