import { makePlan } from '../app/plan.ts';
import type { LoadedConfiguration } from '../config/load.ts';
import type { IsoInstant } from '../domain/dates.ts';
import type { LedgerEntry } from '../domain/ledger.ts';
import type { Plan } from '../domain/plan.ts';
import type { Run } from '../domain/report.ts';
import type { RunStore } from '../ports/run-store.ts';

export interface StoredPlan {
  readonly plan: Plan;
  readonly place: string;
}

/** Plans what a stored run asks for, without what it has repaired already, and keeps the plan beside its report. */
export async function planRun(
  store: RunStore,
  run: Run,
  { settings, catalog, rules }: Pick<LoadedConfiguration, 'settings' | 'catalog' | 'rules'>,
  now: IsoInstant,
): Promise<StoredPlan> {
  const plan = await makePlan(run, { settings, catalog, rules, now }, await entriesOf(store, run));
  return { plan, place: await store.writePlan(run, plan) };
}

async function entriesOf(store: RunStore, run: Run): Promise<readonly LedgerEntry[]> {
  const ledger = await store.openLedger(run);
  try {
    return await ledger.entries();
  } finally {
    await ledger.close();
  }
}
