import type { Digest, Route } from '../domain/alerts.ts';

/** Delivers digests. Throws AwsError where the receiver did not accept one; nothing secret is in the error. */
export interface AlertPort {
  send(route: Route, digest: Digest): Promise<void>;
}

/** Digests that wait to be accepted, kept until they are. */
export interface Outbox {
  /** Keeps one under its id, whole or not at all. */
  put(digest: Digest): Promise<void>;
  /** Of runs that were finished, the oldest first. */
  pending(): AsyncIterable<Digest>;
  remove(id: string): Promise<void>;
}
