import type { Log, Stamp } from './log.ts';

/** A message that SNS accepted, whether or not the publisher heard of it. */
export interface Published {
  readonly messageId: string;
  readonly topicArn: string;
  /** The ARN of the session or user. */
  readonly principal: string;
  readonly subject: string | null;
  /** As published: with `MessageStructure` json, all its forms. */
  readonly message: string;
  readonly messageStructure: 'json' | null;
  readonly attributes: Readonly<Record<string, PublishedAttribute>>;
  /** One for each subscriber of the topic. */
  readonly deliveries: readonly Delivery[];
}

export interface PublishedAttribute {
  readonly type: string;
  /** Binary values in base64. */
  readonly value: string;
}

export interface Delivery {
  readonly protocol: 'http' | 'email';
  readonly endpoint: string;
  /** In the form for this protocol. */
  readonly message: string;
  /** `filtered`: the subscriber's policy does not want it. Mail is delivered at once. */
  readonly outcome: 'under-way' | 'delivered' | 'filtered' | 'failed';
}

/** An event that a bus accepted. */
export interface PutEvent {
  readonly eventId: string;
  readonly eventBusName: string;
  readonly accountId: string;
  readonly region: string;
  readonly source: string;
  readonly detailType: string;
  /** Parsed. */
  readonly detail: unknown;
  readonly resources: readonly string[];
}

/** A message that Slack took for a channel. */
export interface SlackMessage {
  /** Of the webhook: `T…/B…/…`. */
  readonly path: string;
  readonly payload: unknown;
}

/** A schedule of EventBridge Scheduler that was made. */
export interface Schedule {
  readonly arn: string;
  readonly clientToken: string;
  readonly expression: string;
  readonly flexible: string;
  readonly afterCompletion: string;
  readonly target: string;
  readonly role: string;
  readonly deadLetter: string | null;
  /** What the target will be sent, as given. */
  readonly input: string;
}

/** An event that Lambda took for a function. */
export interface Invocation {
  readonly arn: string;
  /** Whether it is to run by itself, with nobody waiting for its answer. */
  readonly isLater: boolean;
  /** Parsed. */
  readonly event: unknown;
}

/** What arrived at the destinations. */
export interface Arrivals {
  readonly published: Log<Published>;
  readonly events: Log<PutEvent>;
  readonly slack: Log<SlackMessage>;
  readonly schedules: Log<Schedule>;
  readonly invocations: Log<Invocation>;
}

export type PublishedRecord = Published & Stamp;
export type EventRecord = PutEvent & Stamp;
export type SlackRecord = SlackMessage & Stamp;
export type ScheduleRecord = Schedule & Stamp;
export type InvocationRecord = Invocation & Stamp;
