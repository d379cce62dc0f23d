import { derivePlan } from '../app/plan.ts';
import type { LoadedConfiguration } from '../config/load.ts';
import type { IsoInstant } from '../domain/dates.ts';
import type { Plan } from '../domain/plan.ts';
import { type Approval, guardProblems, selectedActions } from '../engine/guards.ts';
import { actionHistories } from '../engine/ledger-history.ts';
import { applyStep, type Step } from '../engine/step.ts';
import type { Ledger } from '../ports/ledger.ts';
import { demandNone } from './guard.ts';
import type { GivenPlan } from './stored-plan.ts';

/** Derives the plan anew from its run, and throws ConfigError with every reason for which a guard refuses it. */
export async function demandApplicable(
  { plan, run }: GivenPlan,
  approval: Approval,
  configuration: LoadedConfiguration,
  now: IsoInstant,
): Promise<void> {
  const { settings, catalog, rules } = configuration;
  const ground = await derivePlan(run, { settings, catalog, rules, now });
  demandNone(guardProblems(plan, approval, { settings, now, ...ground }), configuration);
}

/** The plan's steps, each with how far the ledger says that it has come. */
export async function plannedSteps(plan: Plan, only: readonly string[], ledger: Ledger): Promise<readonly Step[]> {
  const histories = actionHistories(await ledger.entries());
  return selectedActions(plan, only).map((action) => applyStep(plan.hash, action, histories.get(action.id)));
}
