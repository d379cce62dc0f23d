import type { Digest, Route } from '../domain/alerts.ts';
import { AwsError, type Failure } from '../domain/errors.ts';
import type { AlertPort, Outbox, Receipt } from '../ports/alerts.ts';
import type { Progress } from '../ports/progress.ts';

/** Seconds; who opens a message later than that finds an error. */
const SHORTEST_LINK = 60;

/** A digest that stays in the outbox for the next run. */
export interface Undelivered extends Pick<Failure, 'code' | 'message'> {
  readonly routeId: string;
}

export interface Delivery {
  /** Digests that their receivers accepted. */
  readonly sent: number;
  readonly undelivered: readonly Undelivered[];
  /** Where something waits that is no digest any more: whom it was for, nobody knows. */
  readonly damaged: readonly string[];
}

/**
 * Sends every digest that waits, those of earlier runs first. A digest leaves the outbox once it was accepted, and the
 * next one is sent only then: wherever the process dies, nothing is lost, and at most one digest, or one call's part of
 * it, is sent again, under the same id.
 */
export async function deliverPending(
  outbox: Outbox,
  alerts: AlertPort,
  routes: readonly Route[],
  progress: Progress,
): Promise<Delivery> {
  const byId = new Map(routes.map((route) => [route.id, route]));
  // What came later must not overtake: the last word on a finding would then be an old one.
  const held = new Map<string, Failure>();
  const undelivered: Undelivered[] = [];
  const damaged: string[] = [];
  let sent = 0;
  for await (const { place, digest, accepted } of outbox.pending()) {
    if (!digest) {
      damaged.push(place);
      continue;
    }
    const { id, routeId, runId } = digest;
    const receipt = receiptFor(outbox, id, accepted);
    const route = byId.get(routeId);
    if (!route) progress.note(`An alert of run ${runId} is dropped: its route is no longer in the configuration.`);
    const failure =
      route && (held.get(routeId) ?? (await failureOf(alerts, route, await withLink(outbox, route, digest), receipt)));
    if (failure) {
      undelivered.push({ routeId, code: failure.code, message: failure.message });
      held.set(routeId, failure);
      // It now waits for the receiver, and no longer for the end of its run.
      await receipt.accept([]);
      continue;
    }
    await outbox.remove(id);
    if (route) sent += 1;
  }
  return { sent, undelivered, damaged };
}

function receiptFor(outbox: Outbox, id: string, before: readonly string[]): Receipt {
  const accepted = new Set(before);
  return {
    accepted,
    async accept(parts) {
      for (const part of parts) accepted.add(part);
      await outbox.note(id, [...accepted]);
    },
  };
}

/** Signed when it is sent, since its time begins to run then. An alert is more than its link, and goes out without. */
async function withLink(outbox: Outbox, { channel, linkHours }: Route, digest: Digest): Promise<Digest> {
  if (linkHours === undefined || channel === 'event-bridge') return digest;
  try {
    const link = await outbox.linkTo(digest.runId, linkHours);
    return link && link.seconds >= SHORTEST_LINK ? { ...digest, link } : digest;
  } catch (error) {
    if (error instanceof AwsError) return digest;
    throw error;
  }
}

/** Undefined once the receiver accepted all of it. */
async function failureOf(
  alerts: AlertPort,
  route: Route,
  digest: Digest,
  receipt: Receipt,
): Promise<Failure | undefined> {
  try {
    await alerts.send(route, digest, receipt);
    return undefined;
  } catch (error) {
    if (error instanceof AwsError) return error.failure;
    throw error;
  }
}
