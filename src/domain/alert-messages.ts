import type { Digest } from './alerts.ts';
import type { IsoInstant } from './dates.ts';

/** What an SNS topic is sent. */
export interface SnsMessage {
  /** ASCII, at most 99 characters; null where the receiver shows none. */
  readonly subject: string | null;
  /** `json`: the message holds one text for each protocol. */
  readonly structure: 'json' | 'plain';
  readonly message: string;
  /** Subscription filters look at them; several values become a String.Array. */
  readonly attributes: Readonly<Record<string, string | readonly string[]>>;
}

/** One entry of EventBridge's PutEvents. */
export interface EventMessage {
  /** Tells it apart from the other events of the digest, whenever they are written. */
  readonly part: string;
  readonly source: string;
  readonly detailType: string;
  readonly at: IsoInstant;
  /** ARNs that the event is about. */
  readonly resources: readonly string[];
  /** A JSON object. */
  readonly detail: string;
}

/** How a digest, or another message, is written for each kind of receiver, within its limits. */
export interface AlertForms<T = Digest> {
  sns(message: T): SnsMessage;
  amazonQ(message: T): SnsMessage;
  /** The body for an incoming webhook. */
  slack(message: T): string;
  /** In the order of the changes; each batch fits into one call. */
  events(message: T): readonly (readonly EventMessage[])[];
}
