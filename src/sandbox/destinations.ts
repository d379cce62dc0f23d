import type { IsoInstant } from '../domain/dates.ts';

/** Where alerts and runs go to: topics, buckets and buses of AWS, Slack channels, and what holds a channel's address. */
export interface Destinations {
  readonly topics: readonly [WorldTopic, ...WorldTopic[]];
  readonly buckets: readonly [WorldBucket, ...WorldBucket[]];
  /** Besides the bus `default`, which every account has in every region. */
  readonly eventBuses: readonly [WorldEventBus, ...WorldEventBus[]];
  readonly secrets: readonly [WorldSecret, ...WorldSecret[]];
  readonly parameters: readonly [WorldParameter, ...WorldParameter[]];
  readonly slackWebhooks: readonly [WorldSlackWebhook, ...WorldSlackWebhook[]];
  readonly functions: readonly [WorldFunction, ...WorldFunction[]];
  /** Besides the group `default`. */
  readonly scheduleGroups: readonly [WorldScheduleGroup, ...WorldScheduleGroup[]];
}

/** A standard topic of SNS. */
export interface WorldTopic {
  readonly arn: string;
  readonly subscribers: readonly WorldSubscriber[];
  /** Encrypted with a key that nobody may use. */
  readonly kmsDenied?: boolean;
}

export interface WorldSubscriber {
  /** What is sent by `http` is sent; mail is only recorded. */
  readonly protocol: 'http' | 'email';
  /** A URL on loopback, or a mail address. */
  readonly endpoint: string;
  /** Left out: it gets everything. */
  readonly filterPolicy?: FilterPolicy;
}

/** By name of a message attribute: it must meet one of the conditions. All names must be met. */
export type FilterPolicy = Readonly<Record<string, readonly FilterCondition[]>>;

export type FilterCondition =
  | string
  | number
  | { readonly prefix: string }
  | { readonly exists: boolean }
  | { readonly 'anything-but': string | number | readonly (string | number)[] | { readonly prefix: string } }
  /** Comparisons in pairs: `['>=', 1, '<', 10]`. */
  | { readonly numeric: readonly (string | number)[] };

/** A general purpose bucket of S3, without versions. */
export interface WorldBucket {
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  /** Its policy denies every write that does not name this encryption. */
  readonly demandedEncryption?: 'AES256' | 'aws:kms';
}

export interface WorldEventBus {
  readonly arn: string;
}

/** A function of Lambda, by name only: the sandbox runs none. */
export interface WorldFunction {
  readonly arn: string;
}

/** A group of EventBridge Scheduler. */
export interface WorldScheduleGroup {
  readonly arn: string;
}

/** A secret of Secrets Manager. {@link SANDBOX_URL} in its value becomes the sandbox's address. */
export interface WorldSecret {
  /** With the six characters that AWS adds to the name. */
  readonly arn: string;
  readonly name: string;
  readonly value: string;
  readonly createdAt: IsoInstant;
}

/** A parameter of Systems Manager. {@link SANDBOX_URL} in its value becomes the sandbox's address. */
export interface WorldParameter {
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
  readonly type: 'String' | 'SecureString';
  readonly value: string;
  readonly createdAt: IsoInstant;
}

/** An incoming webhook of Slack. */
export interface WorldSlackWebhook {
  /** Team, integration and token: `T…/B…/…`. */
  readonly path: string;
  readonly isArchived?: boolean;
}

/** Stands in secrets for the address of the sandbox, which a world cannot know. */
export const SANDBOX_URL = 'http://sandbox.invalid';

/** Where the sandbox keeps Slack. */
export const SLACK_PREFIX = '/_slack/services/';

/** The region of everything here, and of the environment that the sandbox hands out. */
export const HOME_REGION = 'us-east-1';

const CREATED_AT = '2026-01-12T08:00:00.000Z';

/** One of each in the account, in its home region. The secret and the parameter hold the webhook's URL. */
export function buildDestinations(accountId: string): Destinations {
  const here = { accountId, region: HOME_REGION };
  const path = 'T0NORTHWIND/B0MAPWARDEN/sandboxsandboxsandboxsan';
  const url = `${SANDBOX_URL}${SLACK_PREFIX}${path}`;
  const name = 'mapwarden/slack-webhook';
  const created = { createdAt: CREATED_AT };
  return {
    topics: [
      {
        arn: `arn:aws:sns:${HOME_REGION}:${accountId}:mapwarden-alerts`,
        subscribers: [{ protocol: 'email', endpoint: 'finops@northwind.example' }],
      },
    ],
    buckets: [{ ...here, name: `mapwarden-runs-${accountId}` }],
    eventBuses: [{ arn: `arn:aws:events:${HOME_REGION}:${accountId}:event-bus/mapwarden` }],
    secrets: [
      { arn: `arn:aws:secretsmanager:${HOME_REGION}:${accountId}:secret:${name}-a1B2c3`, name, value: url, ...created },
    ],
    parameters: [{ ...here, name: `/${name}`, type: 'SecureString', value: url, ...created }],
    slackWebhooks: [{ path }],
    functions: [{ arn: `arn:aws:lambda:${HOME_REGION}:${accountId}:function:mapwarden-apply` }],
    scheduleGroups: [{ arn: `arn:aws:scheduler:${HOME_REGION}:${accountId}:schedule-group/mapwarden` }],
  };
}

/** The first of each, by the names that the APIs take. */
export interface DestinationNames {
  readonly topicArn: string;
  readonly bucket: string;
  readonly eventBusName: string;
  readonly secretArn: string;
  readonly parameterName: string;
  readonly slackUrl: string;
  readonly functionArn: string;
  readonly scheduleGroup: string;
}

export function nameDestinations(destinations: Destinations, url: string): DestinationNames {
  const { topics, buckets, eventBuses, secrets, parameters, slackWebhooks, functions, scheduleGroups } = destinations;
  return {
    topicArn: topics[0].arn,
    bucket: buckets[0].name,
    eventBusName: eventBuses[0].arn.replace(/^.*:event-bus\//, ''),
    secretArn: secrets[0].arn,
    parameterName: parameters[0].name,
    slackUrl: `${url}${SLACK_PREFIX}${slackWebhooks[0].path}`,
    functionArn: functions[0].arn,
    scheduleGroup: scheduleGroups[0].arn.replace(/^.*:schedule-group\//, ''),
  };
}
