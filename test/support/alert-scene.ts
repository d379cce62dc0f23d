import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import type { Change, Digest } from '../../src/domain/alerts.ts';
import type { AlertDocument } from '../../src/report/alert-document.ts';
import { Alert } from '../../src/report/alert-schema.ts';
import type { Sandbox, SandboxOptions } from '../../src/sandbox/server.ts';
import { profileArn, type World, type WorldProfile } from '../../src/sandbox/world.ts';
import { answeringServer } from './answering-server.ts';
import { brokenWorld } from './remediation-scene.ts';
import { type Ended, runCommand } from './sandbox-command.ts';
import { open, stubEnvironment, temporaryFolder } from './sandbox-scene.ts';
import { GOOD_TAG, goodProfile, MANAGEMENT, MEMBER } from './sandbox-world.ts';

export const TOPIC = `arn:aws:sns:us-east-1:${MANAGEMENT}:mapwarden-alerts`;
export const CHAT = `arn:aws:sns:us-east-1:${MANAGEMENT}:mapwarden-chat`;
export const STORES = ['directory', 's3'] as const;

/** The one thing that is wrong in the world below. */
export const UNTAGGED = goodProfile({ accountId: MEMBER, id: 'untagged0001', tags: [] });
/** Nothing is wrong with it, until somebody takes its tag away. */
export const TAGGED = goodProfile({ accountId: MEMBER, id: 'tagged000001' });
const GOOD = { [GOOD_TAG.key]: GOOD_TAG.value };

/** What one channel showed, a text a message: `new map-tag-missing`, or the headline. */
export interface Told {
  /** Digests, as a subscriber of the topic got them over HTTP. */
  readonly sns: readonly string[];
  readonly chat: readonly string[];
  readonly slack: readonly string[];
  readonly events: readonly string[];
}

export const NOTHING: Told = { sns: [], chat: [], slack: [], events: [] };

/** What every channel shows of one digest with these changes. */
export function told(changes: readonly string[], headline: string, events: readonly string[]): Told {
  return { sns: [changes.join(', ')], chat: [headline], slack: [headline], events };
}

export interface AlertDeskOptions {
  readonly store?: (typeof STORES)[number];
  readonly world?: World;
  readonly sandbox?: Partial<SandboxOptions>;
  readonly change?: object;
}

export interface AlertDesk {
  readonly sandbox: Sandbox;
  readonly config: string;
  /** Ends the arguments of every command. */
  readonly places: readonly string[];
  run(argv: readonly string[], interrupted?: AbortSignal): Promise<Ended>;
  /** Audits on a day of June 2026, and tells. */
  audit(day: number, ...more: readonly string[]): Promise<Ended>;
  /** The same, and what every channel showed since it was last asked. */
  day(day: number, ...more: readonly string[]): Promise<Told>;
  /** What every channel showed since it was last asked. */
  news(): Promise<Told>;
  /** Digests that the subscriber of the topic got, ever. */
  digests(): Promise<readonly AlertDocument[]>;
  /** Rewrites the configuration. */
  configure(change: object): Promise<void>;
  /** Replaces the tags of a profile, as somebody else would. */
  retag(profile: WorldProfile, tags?: Readonly<Record<string, string>>): Promise<void>;
}

/** The instant of an audit on a day of June 2026. */
export const noon = (day: number) => `2026-06-${String(day).padStart(2, '0')}T12:00:00.000Z`;

/** An organization with one finding, and a desk that tells four receivers of it. */
export async function alertDesk(options: AlertDeskOptions = {}): Promise<AlertDesk> {
  const { world = brokenWorld({ profiles: [UNTAGGED, TAGGED] }), store = 'directory' } = options;
  const subscriber = await answeringServer({ status: 200, body: '' });
  const sandbox = await open(
    { tagLagMs: 0, ...options.sandbox },
    {
      ...world,
      topics: [
        { arn: TOPIC, subscribers: [{ protocol: 'http', endpoint: subscriber.url }] },
        { arn: CHAT, subscribers: [{ protocol: 'http', endpoint: `${subscriber.url}/chat` }] },
      ],
    },
  );
  stubEnvironment(sandbox.environment);
  const folder = await temporaryFolder();
  const config = path.join(folder, 'mapwarden.json');
  const places = ['--config', config, ...(store === 'directory' ? ['--out', path.join(folder, 'out')] : [])];
  const { bucket, secretArn, eventBusName: busName } = sandbox.destinations;
  const configure = (change: object) =>
    writeFile(
      config,
      JSON.stringify({
        ...sandbox.configuration,
        remediation: { mode: 'apply', accounts: 'all', maxChangePercent: 100 },
        alerts: {
          sns: { topicArn: TOPIC },
          slack: { webhookSecretArn: secretArn },
          eventBridge: { busName },
          routes: [{ topicArn: CHAT, format: 'amazon-q' }],
        },
        ...(store === 's3' && { store: { type: 's3', bucket, prefix: 'map' } }),
        ...options.change,
        ...change,
      }),
    );
  await configure({});

  const received = async (): Promise<Told> => {
    await sandbox.delivered();
    const messages = (url: string) =>
      subscriber.requests
        .filter(({ request }) => request.url === url)
        .map(({ body }) => JSON.parse(JSON.parse(body).Message));
    return {
      sns: messages('/').map((digest: Digest) => digest.changes.map(inShort).join(', ')),
      chat: messages('/chat').map(({ content }) => content.title),
      slack: sandbox.slackMessages().map(({ payload }) => headerOf(payload)),
      events: sandbox.events().map(({ detailType }) => detailType),
    };
  };
  const seen = { told: NOTHING };
  const news = async () => {
    const all = await received();
    const { told: before } = seen;
    seen.told = all;
    return {
      sns: all.sns.slice(before.sns.length),
      chat: all.chat.slice(before.chat.length),
      slack: all.slack.slice(before.slack.length),
      events: all.events.slice(before.events.length),
    };
  };
  const run = ([name = '', ...rest]: readonly string[], interrupted?: AbortSignal) =>
    runCommand([name, ...rest, ...places], interrupted);
  const audit = (day: number, ...more: readonly string[]) =>
    run(['audit', '--alert', '--no-spend', '--quiet', '--now', noon(day), ...more]);
  return {
    sandbox,
    config,
    places,
    run,
    audit,
    async day(day, ...more) {
      expect(await audit(day, ...more)).toMatchObject({ code: expect.any(Number), stderr: '' });
      return news();
    },
    news,
    async digests() {
      await sandbox.delivered();
      return subscriber.requests
        .filter(({ request }) => request.url === '/')
        .map(({ body }) => Alert.parse(JSON.parse(JSON.parse(body).Message)))
        .flatMap((alert) => (alert.kind === 'digest' ? [alert] : []));
    },
    configure,
    async retag(profile, tags = GOOD) {
      const body = JSON.stringify({ arn: profileArn(profile), tags });
      const answer = await fetch(`${sandbox.url}/_sandbox/tags`, { method: 'PUT', body });
      expect(answer.status).toBe(200);
    },
  };
}

function inShort({ kind, finding }: Change): string {
  return `${kind} ${finding.ruleId}`;
}

/** The header of a message in Slack: its first block. */
function headerOf(payload: unknown): string {
  const [header] = Object(payload).blocks ?? [];
  return String(header?.text?.text);
}
