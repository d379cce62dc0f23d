import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BedrockClient, ListTagsForResourceCommand } from '@aws-sdk/client-bedrock';
import { onTestFinished } from 'vitest';
import type { Patience } from '../../src/aws/patience.ts';
import { createTransport, type Transport, type TransportOptions } from '../../src/aws/transport.ts';
import { AwsError, type Failure } from '../../src/domain/errors.ts';

export const KEYS = { accessKeyId: 'AKIAEXAMPLE00000000', secretAccessKey: 'example' };
export const MEMBER = '111122223333';
export const MANAGEMENT = '999988887777';
export const CALLER = '444455556666';

/** The real numbers of attempts, without the pauses between them. */
export const QUICK: Patience = {
  connectionMs: 1_000,
  requestMs: 2_000,
  callMs: 10_000,
  throttledAttempts: 6,
  transientAttempts: 4,
  silentAttempts: 2,
  backoff: { setDelayBase: () => undefined, computeNextBackoffDelay: () => 0 },
};

/** A transport for one test; it ends with it. */
export function aTransport(over: Partial<TransportOptions> = {}): Transport {
  const options = { concurrency: 8, patience: QUICK, signal: new AbortController().signal, userAgent: 'test/1' };
  const transport = createTransport({ ...options, ...over });
  onTestFinished(() => transport.close());
  return transport;
}

/** What the ledger would say of a promise that must fail with AwsError. */
export async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  const outcome = await promise.then(
    () => new Error('it did not fail'),
    (error: unknown) => error,
  );
  if (outcome instanceof AwsError) return outcome.failure;
  throw new Error('it did not fail with AwsError', { cause: outcome });
}

export interface Door {
  readonly url: string;
  /** Requests so far, oldest first. */
  readonly seen: readonly IncomingMessage[];
  connections(): number;
}

/** How a door answers its nth request, counted from 1. */
type Answer = (outgoing: ServerResponse, ordinal: number) => void;

/** A server on loopback for one test, with one answer for everything. */
export async function aDoor(answer: Answer): Promise<Door> {
  const seen: IncomingMessage[] = [];
  let connections = 0;
  const server = createServer((incoming, outgoing) => {
    seen.push(incoming);
    incoming.resume();
    answer(outgoing, seen.length);
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  // A server that listens on a port has an address of this form.
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, seen, connections: () => connections };
}

export async function gather<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}

export const OPERATION = 'bedrock:ListTagsForResource';
const COMMAND = new ListTagsForResourceCommand({ resourceARN: 'arn:aws:bedrock:us-east-1:111122223333:x/y' });

/** A client of the transport, and how to send with it. */
export function sender(transport: Transport) {
  const client = new BedrockClient(transport.clientConfig('us-east-1', KEYS));
  return () => transport.call(OPERATION, (call) => client.send(COMMAND, call));
}

export function json(body: string, status = 200): Answer {
  return (outgoing) => outgoing.writeHead(status, { 'content-type': 'application/json' }).end(body);
}

export function anError(code: string, status: number): Answer {
  return json(JSON.stringify({ __type: code, message: code }), status);
}

/** An error of AWS as the SDK throws it. */
export function sdkError(name: string): Error {
  return Object.assign(new Error(`${name} of AWS`), { name });
}
