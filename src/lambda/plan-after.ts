import { tellPlan } from '../app/tell-plan.ts';
import { planRun } from '../compose/plan-run.ts';
import { demandApplicable } from '../compose/planned-steps.ts';
import { ConfigError, formatProblem } from '../domain/errors.ts';
import type { Plan } from '../domain/plan.ts';
import type { Run } from '../domain/report.ts';
import type { Approval } from '../engine/guards.ts';
import type { Outbox } from '../ports/alerts.ts';
import type { RunStore } from '../ports/run-store.ts';
import type { Started } from './function-start.ts';
import type { FunctionTools } from './function-tools.ts';

export interface PlanOutcome {
  readonly place: string;
  readonly hash: string;
  readonly actions: number;
  readonly refusals: number;
  /** Whether the apply function was asked to apply it. */
  readonly isApplied: boolean;
}

interface Desk extends Started {
  readonly tools: FunctionTools;
  readonly store: RunStore;
  readonly outbox: Outbox;
}

/** The configuration is the approval; what it does not say, nobody says for it. */
const BY_CONFIGURATION: Approval = { approved: true, only: [], acceptStale: false, acceptIncomplete: false };

/**
 * Keeps the plan beside the run and adds it to what is told. In mode `apply`, where no guard refuses, the apply function
 * is invoked with run and hash: the audit's own role can write nothing.
 */
export async function planAfter(run: Run, desk: Desk): Promise<PlanOutcome> {
  const { tools, configuration, store, outbox } = desk;
  const { plan, place } = await planRun(store, run, configuration, tools.machine.instant());
  const { hash, actions, refusals } = plan;
  const { runId } = run.head;
  tools.log.info('plan stored', { place, hash, actions: actions.length, refusals: refusals.length });
  const applyFunctionArn = await applierOf(plan, run, desk);
  const isApplied = applyFunctionArn !== undefined;
  if (actions.length > 0) await tellPlan(outbox, runId, { place, hash, actions: actions.length, isApplied });
  if (applyFunctionArn !== undefined) {
    await tools.cloud.invokeLater(applyFunctionArn, { action: 'apply', run: runId, hash });
    tools.log.info('apply function invoked', { hash });
  }
  return { place, hash, actions: actions.length, refusals: refusals.length, isApplied };
}

/** The function that is to apply the plan; undefined where a person must. */
async function applierOf(plan: Plan, run: Run, desk: Desk): Promise<string | undefined> {
  const { tools, configuration, environment } = desk;
  const { applyFunctionArn } = environment;
  const isWanted = configuration.settings.remediation.mode === 'apply' && run.head.coverage.selection === null;
  if (!isWanted || plan.actions.length === 0) return undefined;
  if (applyFunctionArn === undefined) {
    tools.log.error('the configuration says apply, and MAPWARDEN_APPLY_FUNCTION names no function');
    return undefined;
  }
  try {
    await demandApplicable({ plan, run }, BY_CONFIGURATION, configuration, tools.machine.instant());
    return applyFunctionArn;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    tools.log.warn('a guard refuses the plan; a person must look', { problems: error.problems.map(formatProblem) });
    return undefined;
  }
}
