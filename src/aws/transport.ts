import { AsyncLocalStorage } from 'node:async_hooks';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import {
  loadConfig,
  NODE_USE_DUALSTACK_ENDPOINT_CONFIG_OPTIONS,
  NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS,
} from '@smithy/core/config';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider, RetryStrategyV2 } from '@smithy/types';
import pLimit from 'p-limit';
import { cutOff } from '../domain/cut-off.ts';
import { awsError } from './errors.ts';
import { PATIENCE, type Patience, retryStrategy } from './patience.ts';

export type Credentials = AwsCredentialIdentity | AwsCredentialIdentityProvider;

export interface TransportOptions {
  /** The most calls in flight, and the most sockets an origin. */
  readonly concurrency: number;
  readonly patience?: Patience;
  /** Ends every call; what was not done then is `not-reached`. */
  readonly signal: AbortSignal;
  /** Takes every service to one address; the SDK's own conventions where left out. */
  readonly endpoint?: string;
  /** Refuses every host but loopback: the promise of the demo. */
  readonly loopbackOnly?: boolean;
  readonly userAgent: string;
}

/** What all clients of a run share: sockets, the limit of calls in flight, the deadline. */
export interface Transport {
  /** Aborted at the deadline. */
  readonly signal: AbortSignal;
  /** Settings for a new client. A client has its own retry strategy, hence its own rate limiter. */
  clientConfig(region: string | undefined, credentials: Credentials | undefined): ClientConfig;
  /** Sends one request, or throws AwsError. */
  call<T>(operation: string, send: Send<T>): Promise<T>;
  close(): void;
}

export interface ClientConfig {
  readonly useDualstackEndpoint: () => Promise<boolean>;
  readonly useFipsEndpoint: () => Promise<boolean>;
  readonly defaultsMode: 'standard';
  readonly maxAttempts: number;
  readonly userAgentAppId: () => Promise<undefined>;
  readonly region?: string;
  readonly credentials?: Credentials;
  readonly endpoint?: string;
  readonly requestHandler: NodeHttpHandler;
  readonly retryStrategy: RetryStrategyV2;
  readonly authSchemePreference: string[];
  readonly customUserAgent: string;
}

type Send<T> = (options: { abortSignal: AbortSignal }) => Promise<T>;

/** Takes the error of each failed attempt of one call. */
type Remember = (error: unknown) => void;

/**
 * Calls share a client and its strategy; this tells whose attempt it was that failed. One for all transports: Node keeps
 * each for ever and copies it into every promise, so that a function that stays warm would get slower with each run.
 */
const CALLS = new AsyncLocalStorage<Remember>();

export function createTransport(options: TransportOptions): Transport {
  const patience = options.patience ?? PATIENCE;
  const sockets = { keepAlive: true, maxSockets: options.concurrency };
  const agents = { httpAgent: new HttpAgent(sockets), httpsAgent: new HttpsAgent(sockets) };
  const handler = new NodeHttpHandler({
    ...agents,
    connectionTimeout: patience.connectionMs,
    requestTimeout: patience.requestMs,
    socketTimeout: patience.requestMs,
    // Without it the SDK only logs a warning and waits for ever.
    throwOnRequestTimeout: true,
  });
  if (options.loopbackOnly) refuseRemoteHosts(handler);
  const limit = pLimit(options.concurrency);
  // Read from environment and profile once a run: a client of its own would read them anew, thousands of times.
  const conventions = {
    useDualstackEndpoint: loadConfig(NODE_USE_DUALSTACK_ENDPOINT_CONFIG_OPTIONS),
    useFipsEndpoint: loadConfig(NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS),
    defaultsMode: 'standard' as const,
    maxAttempts: patience.throttledAttempts,
    userAgentAppId: async () => undefined,
  };
  return {
    signal: options.signal,
    clientConfig: (region, credentials) => ({
      ...(region !== undefined && { region }),
      ...(credentials !== undefined && { credentials }),
      ...(options.endpoint !== undefined && { endpoint: options.endpoint }),
      ...conventions,
      requestHandler: handler,
      retryStrategy: retryStrategy(patience, (error) => CALLS.getStore()?.(error)),
      // AWS_BEARER_TOKEN_BEDROCK in the environment would otherwise replace the assumed role, and with it the account.
      authSchemePreference: ['sigv4'],
      customUserAgent: options.userAgent,
    }),
    call: (operation, send) => limit(() => attempt(operation, send, options.signal, patience.callMs)),
    close: () => handler.destroy(),
  };
}

async function attempt<T>(operation: string, send: Send<T>, run: AbortSignal, callMs: number): Promise<T> {
  if (run.aborted) throw cutOff(operation);
  const tooLong = AbortSignal.timeout(callMs);
  const abortSignal = AbortSignal.any([run, tooLong]);
  let lastError: unknown;
  const remember: Remember = (error) => {
    // What breaks after the end breaks because of it.
    if (!abortSignal.aborted) lastError = error;
  };
  try {
    return await CALLS.run(remember, () => send({ abortSignal }));
  } catch (error) {
    if (run.aborted) throw cutOff(operation, error);
    // Cut off between two attempts, it failed for the reason of the last one.
    throw awsError(operation, tooLong.aborted ? (lastError ?? error) : error);
  }
}

function refuseRemoteHosts(handler: NodeHttpHandler): void {
  const handle = handler.handle.bind(handler);
  handler.handle = async (request, handlerOptions) => {
    if (!isLoopback(request.hostname))
      throw new Error(`refused to call ${request.hostname}: the demo stays on loopback`);
    return handle(request, handlerOptions);
  };
}

export function isLoopback(hostname: string): boolean {
  return /^127(\.\d{1,3}){3}$/.test(hostname) || hostname === '[::1]' || hostname === '::1';
}
