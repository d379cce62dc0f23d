import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { dayOf, type IsoInstant } from '../domain/dates.ts';
import { createAuthenticator } from './authentication.ts';
import type { Surroundings } from './call.ts';
import { configurationFor } from './configuration.ts';
import { isControl, serveControl } from './control.ts';
import { createCredentialStore, type SandboxCredentials } from './credentials.ts';
import type { AllocationTagStory } from './default-allocation-tags.ts';
import { defaultWorld } from './default-world.ts';
import { createEstate } from './estate.ts';
import type { Fault } from './faults.ts';
import { changeFromOutside } from './holding-tags.ts';
import { createRecorder, type Metrics, type RecordedRequest } from './metrics.ts';
import { type FailCall, type Pipeline, serve } from './pipeline.ts';
import { createRateLimiter } from './rate-limits.ts';
import { answer, type Ending } from './transport-faults.ts';
import type { WireRequest } from './wire.ts';
import type { World } from './world.ts';
import { createWriteLog, type WriteRecord } from './write-log.ts';

export { type DefaultWorldOptions, defaultWorld } from './default-world.ts';
export { FAULT_KINDS, type Fault, formatFault, parseFault } from './faults.ts';
export type { Metrics, RecordedRequest } from './metrics.ts';

export interface SandboxOptions {
  /** Today, for the default world: all its dates follow it. */
  readonly now: IsoInstant;
  readonly seed?: number;
  /** 24 unless given. */
  readonly accounts?: number;
  /** 20 unless given; at most 34. */
  readonly regions?: number;
  /** Application inference profiles a readable target; 3 unless given. */
  readonly profiles?: number;
  /** How far back the default world's books go, in days; 400 unless given, fewer beyond a hundred accounts. */
  readonly historyDays?: number;
  /** What billing makes of the default world's tag keys; the map tag is active, its principal form never seen. */
  readonly allocationTag?: AllocationTagStory;
  readonly principalTag?: AllocationTagStory;
  /** A free one unless given. */
  readonly port?: number;
  readonly latencyMs?: number;
  readonly faults?: readonly Fault[];
  /** Makes single calls fail, such as the second page of a list; for tests in process. */
  readonly failCall?: FailCall;
  /** Most that Bedrock gives in one page of a list, whatever is asked for; 5 unless given. */
  readonly pageSize?: number;
  /** Every list gives an empty page, with a token, before each other one. */
  readonly emptyPages?: boolean;
  /** Every list gives the same token for ever. */
  readonly repeatTokens?: boolean;
  /** Groups in a page of Cost Explorer; 5,000 as in AWS unless given. */
  readonly costPageSize?: number;
  /** Whether the quotas of AWS hold. */
  readonly rateLimits?: boolean;
  /** How long a tag takes from write to read; the tagging API takes three times as long. 300 unless given. */
  readonly tagLagMs?: number;
  /** Check every answer against the service model; what differs is found in `violations`. */
  readonly strict?: boolean;
}

export interface Sandbox {
  readonly url: string;
  readonly world: World;
  readonly managementAccountId: string;
  readonly credentials: SandboxCredentials;
  /** What a user exports to run the real command against it. */
  readonly environment: Readonly<Record<string, string>>;
  /** A whole `mapwarden.yaml`, as data. */
  readonly configuration: object;
  faults(): readonly Fault[];
  setFaults(faults: readonly Fault[]): void;
  metrics(): Metrics;
  resetMetrics(): void;
  /** Where the sandbox itself broke the rules of AWS; always empty unless `strict`. */
  violations(): readonly string[];
  /** The last requests, oldest first. */
  requests(): readonly RecordedRequest[];
  /** Every write that reached Bedrock, and every change from outside, oldest first. */
  writes(): readonly WriteRecord[];
  /** Replaces the tags of a profile as somebody else would; false where there is no such profile. */
  setTags(arn: string, tags: Readonly<Record<string, string>>): boolean;
  close(): Promise<void>;
}

/** Most that a request may hold; AWS takes about this much for these operations. */
const MAX_BODY_BYTES = 1_048_576;

/**
 * Starts the simulated organization on loopback: one port for every account, region and service. The world is the
 * default one unless another is given.
 */
export async function startSandbox(options: SandboxOptions, world?: World): Promise<Sandbox> {
  const held = world ?? defaultWorld(worldOptions(options));
  const initial = options.faults ?? [];
  let faults = initial;
  let violations: string[] = [];
  const strikes = new Map<string, number>();
  const surroundings = surround(held, options, () => faults, strikes);
  const authenticator = createAuthenticator(surroundings);
  const recorder = createRecorder();
  const pipeline: Pipeline = {
    surroundings,
    authenticator,
    recorder,
    rateLimiter: options.rateLimits === true ? createRateLimiter(surroundings.monotonicMs) : undefined,
    latencyMs: options.latencyMs ?? 0,
    failCall: options.failCall,
    onBreach: options.strict === true ? (text) => violations.push(text) : undefined,
  };
  const controls = {
    metrics: recorder.metrics,
    writes: surroundings.writes.records,
    setTags(arn: string, tags: Readonly<Record<string, string>>) {
      const holding = surroundings.estate.profile(arn);
      const written = Object.entries(tags).map(([key, value]) => ({ key, value }));
      if (holding !== undefined) changeFromOutside(holding, written, surroundings.writes);
      return holding !== undefined;
    },
    faults: () => faults,
    setFaults(next: readonly Fault[]) {
      faults = [...next];
      authenticator.reset();
      strikes.clear();
    },
    reset() {
      controls.setFaults(initial);
      recorder.reset();
      violations = [];
    },
  };
  const server = createServer((incoming, outgoing) => {
    void respond(incoming, outgoing, pipeline, controls);
  });
  // A pooled connection that the server drops while the client writes to it would look like a fault nobody asked for.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  server.on('connection', (socket) => {
    recorder.connectionOpened();
    socket.setNoDelay(true);
    socket.once('close', recorder.connectionClosed);
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
  const url = `http://127.0.0.1:${port}`;
  const { credentials } = surroundings.credentials.caller;
  return {
    url,
    world: held,
    managementAccountId: held.managementAccountId,
    credentials,
    environment: environmentOf(url, credentials),
    configuration: configurationFor(held),
    faults: controls.faults,
    setFaults: controls.setFaults,
    metrics: recorder.metrics,
    resetMetrics: recorder.reset,
    violations: () => [...violations],
    requests: recorder.requests,
    writes: controls.writes,
    setTags: controls.setTags,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

function worldOptions(options: SandboxOptions) {
  const {
    now,
    seed = 1,
    accounts = 24,
    regions = 20,
    profiles = 3,
    historyDays,
    allocationTag,
    principalTag,
  } = options;
  return {
    now,
    seed,
    accounts,
    regions,
    profiles,
    ...(historyDays === undefined ? {} : { historyDays }),
    ...(allocationTag === undefined ? {} : { allocationTag }),
    ...(principalTag === undefined ? {} : { principalTag }),
  };
}

function surround(
  world: World,
  options: SandboxOptions,
  faults: () => readonly Fault[],
  strikes: Map<string, number>,
): Surroundings {
  const estate = createEstate(world);
  const { pageSize = 5, emptyPages = false, repeatTokens = false, tagLagMs = 300, costPageSize = 5_000 } = options;
  return {
    estate,
    credentials: createCredentialStore(estate),
    settings: {
      pageSize,
      emptyPages,
      repeatTokens,
      tagLagMs,
      costPageSize,
      now: options.now,
      today: dayOf(options.now),
    },
    faults,
    wallMs: () => Date.now(),
    monotonicMs: () => performance.now(),
    writes: createWriteLog(() => Date.now()),
    countStrike(kind, place) {
      const count = (strikes.get(`${kind}@${place}`) ?? 0) + 1;
      strikes.set(`${kind}@${place}`, count);
      return count;
    },
  };
}

/** The empty token overrides one that the shell still holds from another login. */
function environmentOf(url: string, credentials: SandboxCredentials): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken ?? '',
    AWS_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

async function respond(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  pipeline: Pipeline,
  controls: Parameters<typeof serveControl>[1],
): Promise<void> {
  const isAws = !isControl(incoming.url ?? '');
  if (isAws) {
    pipeline.recorder.requestBegan();
    outgoing.once('close', pipeline.recorder.requestEnded);
  }
  // Held from the start: an ended stream has no socket any more.
  const { socket } = incoming;
  const request = await receive(incoming).catch(() => undefined);
  if (request === undefined) {
    socket.destroy();
    return;
  }
  const ending = isAws ? await serve(request, pipeline) : answer(serveControl(request, controls));
  finish(socket, outgoing, ending);
}

/** Undefined where the client sent too much. Rejects where it went away. */
async function receive(incoming: IncomingMessage): Promise<WireRequest | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_BODY_BYTES) return undefined;
    chunks.push(bytes);
  }
  const [path = '/', ...query] = (incoming.url ?? '/').split('?');
  return {
    method: incoming.method ?? 'GET',
    path,
    query: new URLSearchParams(query.join('?')),
    headers: incoming.headers,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

function finish(socket: Socket, outgoing: ServerResponse, ending: Ending): void {
  switch (ending.kind) {
    case 'answer': {
      const { status, headers, body } = ending.response;
      outgoing.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
      return;
    }
    case 'reset':
      socket.resetAndDestroy();
      return;
    case 'hang':
      return;
  }
}
