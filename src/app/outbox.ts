import type { IsoInstant } from '../domain/dates.ts';
import {
  acceptedIn,
  digestIn,
  isOverdue,
  noteName,
  noteText,
  orphanedNotes,
  type Pending,
  type Waiting,
  waitingIn,
  waitingName,
} from '../domain/outbox.ts';
import type { Outbox } from '../ports/alerts.ts';
import type { OutboxPlace } from '../ports/outbox-place.ts';

/** Digests as texts of their own, with a note beside each that somebody has tried to send. Throws what the place throws. */
export function outboxAt(place: OutboxPlace, now: () => IsoInstant): Outbox {
  /** Undefined where nobody is to be told of it yet, or any more. */
  const find = async (each: Waiting, isNoted: boolean): Promise<Pending | undefined> => {
    const note = isNoted ? await place.read(noteName(each.id)) : undefined;
    if (note === undefined && !(await place.isFinished(each.runId))) {
      if (isOverdue(each, now())) await place.remove(each.name);
      return undefined;
    }
    const text = await place.read(each.name);
    // Somebody else may have had it accepted since it was listed.
    if (text === undefined) return undefined;
    return {
      place: place.addressOf(each.name),
      digest: digestIn(text),
      accepted: acceptedIn(note ?? ''),
      isTried: note !== undefined,
    };
  };
  return {
    put: (digest) => place.write(waitingName(digest), `${JSON.stringify(digest)}\n`),
    async *pending() {
      const names = await place.names();
      for (const name of orphanedNotes(names)) await place.remove(name);
      for (const each of waitingIn(names)) {
        const found = await find(each, names.includes(noteName(each.id)));
        if (found) yield found;
      }
    },
    note: (id, accepted) => place.write(noteName(id), noteText(accepted)),
    async remove(id) {
      const names = await place.names();
      for (const each of waitingIn(names)) if (each.id === id) await place.remove(each.name);
      if (names.includes(noteName(id))) await place.remove(noteName(id));
    },
    withdraw: (digest) => place.remove(waitingName(digest)),
    linkTo: place.linkTo,
  };
}
