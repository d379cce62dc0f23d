import type { Digest } from '../domain/alerts.ts';
import type { Outbox } from '../ports/alerts.ts';

/** What an earlier part of a run had to tell and nobody tried to send. */
export interface Unsent {
  /** Ids of the routes concerned. */
  readonly routes: ReadonlySet<string>;
  /** The outbox of the next part, whose digests take the place of those of the same route. */
  readonly outbox: Outbox;
  /** Takes back those that the next part had nothing to say in the place of, once it is finished. */
  withdrawRest(): Promise<void>;
}

/**
 * A part whose successor was arranged is told by that one: of a whole run a half-told story would go out beside the
 * whole one. What was tried, be it in vain, stays: its receiver may have it.
 */
export async function unsentOf(outbox: Outbox, runId: string): Promise<Unsent> {
  const waiting = new Map<string, Digest>();
  for await (const { digest, isTried } of outbox.pending()) {
    if (digest?.runId === runId && !isTried) waiting.set(digest.routeId, digest);
  }
  const routes = new Set(waiting.keys());
  return {
    routes,
    outbox: {
      ...outbox,
      async put(digest) {
        await outbox.put(digest);
        // In this order a crash in between loses nothing.
        const old = waiting.get(digest.routeId);
        waiting.delete(digest.routeId);
        if (old && old.id !== digest.id) await outbox.withdraw(old);
      },
      // Where another part was faster, its digests have the same ids as those of the part that fails: what is told twice
      // is known by its id, and what is taken away would be told to nobody.
      withdraw: async () => undefined,
    },
    async withdrawRest() {
      for (const digest of waiting.values()) await outbox.withdraw(digest);
    },
  };
}
