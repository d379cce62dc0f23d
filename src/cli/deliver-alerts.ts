import type { Delivery, Undelivered } from '../app/deliver.ts';
import { type AlertDesk, deliver } from '../compose/deliver.ts';
import type { Route } from '../domain/alerts.ts';
import { AwsError } from '../domain/errors.ts';
import { printable } from '../report/printable.ts';
import { count } from '../report/words.ts';
import type { Io } from './io.ts';

/**
 * Delivers what waits in the outbox, and tells the person how that went, failures also where all else is to be quiet.
 * Throws only on a mistake of its own: the run is finished, and alerts that wait are no reason to call it failed.
 */
export async function deliverAlerts(desk: AlertDesk, io: Io): Promise<void> {
  const { routes, progress } = desk;
  const say = (line: string) => io.stderr.write(`${printable(line)}\n`);
  try {
    const delivery = await deliver(desk, io);
    if (delivery.sent > 0) progress.note(`${count(delivery.sent, 'alert')} sent.`);
    for (const line of undeliveredLines(delivery, routes)) say(line);
  } catch (error) {
    say(`NOT DELIVERED: the outbox could not be read or changed: ${outboxFailure(error)}`);
    say('The run is finished; what waits in the outbox goes out with the next audit --alert.');
  }
}

function undeliveredLines({ undelivered, damaged }: Delivery, routes: readonly Route[]): readonly string[] {
  return [
    ...refusedLines(undelivered, routes),
    ...damaged.map(
      (place) =>
        `NOT DELIVERED: ${place} is no digest of an alert any more; restore the file as mapwarden wrote it, or remove it.`,
    ),
  ];
}

/** A line a reason, however many digests of however many days it holds up. */
function refusedLines(undelivered: readonly Undelivered[], routes: readonly Route[]): readonly string[] {
  if (undelivered.length === 0) return [];
  const reasons = new Set(undelivered.map((each) => reasonOf(each, routes)));
  return [
    `NOT DELIVERED: ${count(undelivered.length, 'alert')}, kept in the outbox to go out with the next audit --alert.`,
    ...[...reasons].map((reason) => `  ${reason}`),
  ];
}

function reasonOf({ routeId, code, message }: Undelivered, routes: readonly Route[]): string {
  const route = routes.find(({ id }) => id === routeId);
  return `${route ? `${route.channel} ${route.target}` : routeId}: ${code}: ${message}`;
}

/** Why, in a sentence; throws what is neither of AWS nor of the system. */
function outboxFailure(error: unknown): string {
  if (error instanceof AwsError) {
    const { operation, code, message } = error.failure;
    return `${operation} failed with ${code}: ${message}`;
  }
  if (error instanceof Error && 'syscall' in error) return error.message;
  throw error;
}
