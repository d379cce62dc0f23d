import type { EventRecord, InvocationRecord, PublishedRecord, ScheduleRecord, SlackRecord } from './arrivals.ts';
import { createAuthenticator } from './authentication.ts';
import type { Surroundings } from './call.ts';
import { configurationFor } from './configuration.ts';
import { type Controls, isControl, serveControl } from './control.ts';
import type { SandboxCredentials } from './credentials.ts';
import { defaultWorld } from './default-world.ts';
import { type DestinationNames, HOME_REGION, nameDestinations } from './destinations.ts';
import type { Fault } from './faults.ts';
import { changeFromOutside } from './holding-tags.ts';
import { listen } from './http-server.ts';
import { createRecorder, type Metrics, type RecordedRequest } from './metrics.ts';
import { type SandboxOptions, worldOptions } from './options.ts';
import { type Pipeline, serve } from './pipeline.ts';
import { createRateLimiter } from './rate-limits.ts';
import { isSlack, serveSlack } from './slack.ts';
import { surround } from './surroundings.ts';
import { answer } from './transport-faults.ts';
import type { World } from './world.ts';
import type { WriteRecord } from './write-log.ts';

export type { EventRecord, InvocationRecord, PublishedRecord, ScheduleRecord, SlackRecord } from './arrivals.ts';
export { type DefaultWorldOptions, defaultWorld } from './default-world.ts';
export { FAULT_KINDS, type Fault, formatFault, parseFault } from './faults.ts';
export type { Metrics, RecordedRequest } from './metrics.ts';
export type { SandboxOptions } from './options.ts';

export interface Sandbox {
  readonly url: string;
  readonly world: World;
  readonly managementAccountId: string;
  readonly credentials: SandboxCredentials;
  /** What a user exports to run the real command against it. */
  readonly environment: Readonly<Record<string, string>>;
  /** A whole `mapwarden.yaml`, as data. */
  readonly configuration: object;
  /** Where alerts and runs can go to: the first of each that the world has. */
  readonly destinations: DestinationNames;
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
  /** Every message that SNS accepted, every event that a bus took and every message that Slack took, oldest first. */
  published(): readonly PublishedRecord[];
  events(): readonly EventRecord[];
  slackMessages(): readonly SlackRecord[];
  /** Every schedule that was made, and every event that a function was sent, oldest first. Neither is carried out. */
  schedules(): readonly ScheduleRecord[];
  invocations(): readonly InvocationRecord[];
  /** Resolves when SNS has nothing under way to its subscribers. */
  delivered(): Promise<void>;
  /** Replaces the tags of a profile as somebody else would; false where there is no such profile. */
  setTags(arn: string, tags: Readonly<Record<string, string>>): boolean;
  close(): Promise<void>;
}

/**
 * Starts the simulated organization on loopback: one port for every account, region and service. The world is the
 * default one unless another is given.
 */
export async function startSandbox(options: SandboxOptions, world?: World): Promise<Sandbox> {
  const held = world ?? defaultWorld(worldOptions(options));
  const initial = options.faults ?? [];
  const circumstances = { faults: initial, strikes: new Map<string, number>(), url: '' };
  const violations: string[] = [];
  const surroundings = surround(held, options, circumstances);
  const { arrivals, courier } = surroundings;
  const authenticator = createAuthenticator(surroundings);
  const recorder = createRecorder();
  const rateLimiter = createRateLimiter(surroundings.monotonicMs);
  const pipeline: Pipeline = {
    surroundings,
    authenticator,
    recorder,
    rateLimiter: options.rateLimits === true ? rateLimiter : undefined,
    latencyMs: options.latencyMs ?? 0,
    failCall: options.failCall,
    onBreach: options.strict === true ? (text) => violations.push(text) : undefined,
  };
  const controls: Controls = {
    metrics: recorder.metrics,
    writes: surroundings.writes.records,
    published: arrivals.published.records,
    events: arrivals.events.records,
    slackMessages: arrivals.slack.records,
    schedules: arrivals.schedules.records,
    invocations: arrivals.invocations.records,
    setTags: (arn, tags) => setTags(surroundings, arn, tags),
    faults: () => circumstances.faults,
    setFaults(next) {
      circumstances.faults = [...next];
      circumstances.strikes.clear();
      authenticator.reset();
    },
    reset() {
      controls.setFaults(initial);
      recorder.reset();
      violations.length = 0;
    },
  };
  const slack = { world: held, arrivals, faults: controls.faults, rateLimiter, burst: options.slackBurst };
  const server = await listen({
    port: options.port,
    recorder,
    counts: (path) => !isControl(path) && !isSlack(path),
    async serve(request) {
      if (isControl(request.path)) return answer(serveControl(request, controls));
      return isSlack(request.path) ? answer(serveSlack(request, slack)) : serve(request, pipeline);
    },
  });
  const { url } = server;
  circumstances.url = url;
  const { credentials } = surroundings.credentials.caller;
  return {
    url,
    world: held,
    managementAccountId: held.managementAccountId,
    credentials,
    environment: environmentOf(url, credentials),
    configuration: configurationFor(held),
    destinations: nameDestinations(held, url),
    faults: controls.faults,
    setFaults: controls.setFaults,
    metrics: recorder.metrics,
    resetMetrics: recorder.reset,
    violations: () => [...violations],
    requests: recorder.requests,
    writes: controls.writes,
    published: controls.published,
    events: controls.events,
    slackMessages: controls.slackMessages,
    schedules: controls.schedules,
    invocations: controls.invocations,
    delivered: courier.settled,
    setTags: controls.setTags,
    close() {
      courier.close();
      return server.close();
    },
  };
}

function setTags({ estate, writes }: Surroundings, arn: string, tags: Readonly<Record<string, string>>): boolean {
  const holding = estate.profile(arn);
  const written = Object.entries(tags).map(([key, value]) => ({ key, value }));
  if (holding !== undefined) changeFromOutside(holding, written, writes);
  return holding !== undefined;
}

/** The empty token overrides one that the shell still holds from another login. */
function environmentOf(url: string, credentials: SandboxCredentials): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken ?? '',
    AWS_REGION: HOME_REGION,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}
