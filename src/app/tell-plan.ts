import type { DigestPlan } from '../domain/alerts.ts';
import type { Outbox } from '../ports/alerts.ts';

/** Adds the plan of a run to the digests of it that wait: there is none before the run is finished. */
export async function tellPlan(outbox: Outbox, runId: string, plan: DigestPlan): Promise<void> {
  for await (const { digest } of outbox.pending()) {
    if (digest?.runId === runId) await outbox.put({ ...digest, plan });
  }
}
