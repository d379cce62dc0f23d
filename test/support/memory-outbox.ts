import type { Digest } from '../../src/domain/alerts.ts';
import type { IsoInstant } from '../../src/domain/dates.ts';
import { isOverdue, waitingIn, waitingName } from '../../src/domain/outbox.ts';
import type { Outbox } from '../../src/ports/alerts.ts';
import type { RunStore } from '../../src/ports/run-store.ts';

/** An outbox that keeps digests of the store's runs in memory. */
export function memoryOutbox(store: RunStore, now: () => IsoInstant): Outbox {
  const digests = new Map<string, Digest>();
  const notes = new Map<string, readonly string[]>();
  return {
    put: async (digest) => void digests.set(waitingName(digest), structuredClone(digest)),
    async *pending() {
      for (const each of waitingIn([...digests.keys()])) {
        const digest = digests.get(each.name);
        const note = notes.get(each.id);
        if (digest && (note || (await store.open(each.runId)))) {
          yield { place: each.name, digest, accepted: note ?? [], isTried: note !== undefined };
        } else if (isOverdue(each, now())) digests.delete(each.name);
      }
    },
    note: async (id, accepted) => void notes.set(id, accepted),
    async remove(id) {
      for (const [name, digest] of [...digests]) if (digest.id === id) digests.delete(name);
      notes.delete(id);
    },
    withdraw: async (digest) => void digests.delete(waitingName(digest)),
    linkTo: async () => undefined,
  };
}
