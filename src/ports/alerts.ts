import type { Digest, Route } from '../domain/alerts.ts';

/** Delivers messages. Throws AwsError where the receiver did not accept one; nothing secret is in the error. */
export interface AlertPort<T extends { readonly id: string } = Digest> {
  send(route: Route, message: T): Promise<void>;
}

/** Looks at a receiver as far as that is possible without telling it anything. */
export interface ReceiverPort {
  /** Reads the address of a webhook, and sees that it is one of Slack. Throws AwsError. */
  checkAddress(route: Route): Promise<void>;
}

/** Digests that wait to be accepted, kept until they are. */
export interface Outbox {
  /** Keeps one under its id, whole or not at all. */
  put(digest: Digest): Promise<void>;
  /** Of runs that were finished, the oldest first. */
  pending(): AsyncIterable<Digest>;
  remove(id: string): Promise<void>;
}
