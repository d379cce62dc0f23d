import type { Digest, ReportLink, Route } from '../domain/alerts.ts';
import type { Pending } from '../domain/outbox.ts';

/** Which parts of a digest its receiver has, where it takes a digest in parts. */
export interface Receipt {
  readonly accepted: ReadonlySet<string>;
  /** Resolves once it is noted where a crash cannot take it. */
  accept(parts: readonly string[]): Promise<void>;
}

/** Delivers messages. Throws AwsError where the receiver did not accept all of one; nothing secret is in the error. */
export interface AlertPort<T extends { readonly id: string } = Digest> {
  /** What the receipt has is not sent again; without one, all of it is. */
  send(route: Route, message: T, receipt?: Receipt): Promise<void>;
}

/** Looks at a receiver as far as that is possible without telling it anything. */
export interface ReceiverPort {
  /** Reads the address of a webhook, and sees that it is one of Slack. Throws AwsError. */
  checkAddress(route: Route): Promise<void>;
}

/** Digests that wait to be accepted, kept until they are. */
export interface Outbox {
  /** Keeps one of a run under its id, whole or not at all. */
  put(digest: Digest): Promise<void>;
  /** Of runs that were finished, the oldest first; those among them too that somebody has edited. */
  pending(): AsyncIterable<Pending>;
  /**
   * Notes which parts of a digest of a finished run were accepted, be it none. From then on it waits whatever becomes of
   * its run: a rule of the bucket's life cycle may remove that.
   */
  note(id: string, accepted: readonly string[]): Promise<void>;
  /** Forgets what is kept under the id, of whichever run: runs at one time may have the same news. */
  remove(id: string): Promise<void>;
  /** Takes back that of a run which will not be finished, and of no other. */
  withdraw(digest: Pick<Digest, 'runId' | 'id'>): Promise<void>;
  /** A signed link to the report of the run; undefined where that is at no place that can be signed for. */
  linkTo(runId: string, hours: number): Promise<ReportLink | undefined>;
}
