import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { type GivenPlan, PLAN_PLACE, parsePlan, planOfRun, planProblem } from '../compose/stored-plan.ts';
import { openStored } from '../compose/stored-run.ts';
import { quote } from '../config/problem-text.ts';
import { withSystemErrors } from '../config/read-text-file.ts';
import type { RunStore } from '../ports/run-store.ts';

/** Far above the largest plan: ten thousand actions and a refusal for every other finding. */
const LARGEST_PLAN = 256 * 1024 * 1024;

/**
 * The plan that an argument names: a file, or a run whose own plan is meant. Its run is found by its id or else by the
 * folder in which the file lies. Throws ConfigError where either is missing, is no plan, or does not fit the other.
 */
export async function givenPlan(argument: string, store: RunStore, out: string): Promise<GivenPlan> {
  // As mapwarden plan names a plan that is in a bucket.
  const run = await openStored(store, argument.replace(/^(s3:\/\/.*)\/plan\.json$/, '$1'));
  const given = run ? await planOfRun(run, store) : await planInFile(argument, store, out);
  if (given.plan.runId === given.run.head.runId) return given;
  throw planProblem(`the plan is of run ${given.plan.runId}, and lies with run ${given.run.head.runId}; plan again`);
}

async function planInFile(file: string, store: RunStore, out: string): Promise<GivenPlan> {
  const plan = parsePlan(readPlanFile(file), file);
  const byId = await openStored(store, plan.runId);
  const run = byId?.head.runId === plan.runId ? byId : await openStored(store, path.dirname(file));
  if (run) return { plan, run };
  throw planProblem(
    `its run is neither in ${quote(out)} nor beside it; expected the run that the plan was made of; got ${quote(plan.runId)}`,
  );
}

function readPlanFile(file: string): string {
  return withSystemErrors(PLAN_PLACE, 'a file, or a run: its id, its folder, or latest', () => {
    const status = statSync(file);
    if (!status.isFile() || status.size > LARGEST_PLAN) {
      throw planProblem(`this is no plan; expected a file that mapwarden plan has written; got ${quote(file)}`);
    }
    return readFileSync(file, 'utf8');
  });
}
