import { outboxAt } from '../../src/app/outbox.ts';
import type { IsoInstant } from '../../src/domain/dates.ts';
import type { Outbox } from '../../src/ports/alerts.ts';
import type { RunStore } from '../../src/ports/run-store.ts';

/** An outbox that keeps digests of the store's runs in memory. */
export function memoryOutbox(store: RunStore, now: () => IsoInstant): Outbox {
  const texts = new Map<string, string>();
  return outboxAt(
    {
      addressOf: (name) => name,
      names: async () => [...texts.keys()],
      read: async (name) => texts.get(name),
      write: async (name, text) => void texts.set(name, text),
      remove: async (name) => void texts.delete(name),
      isFinished: async (runId) => (await store.open(runId)) !== undefined,
      linkTo: async () => undefined,
    },
    now,
  );
}
