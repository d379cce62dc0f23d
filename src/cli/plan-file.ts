import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describeIssues } from '../config/describe-issues.ts';
import { readDocument, validate } from '../config/document.ts';
import { formatPath, quote } from '../config/problem-text.ts';
import { withSystemErrors } from '../config/read-text-file.ts';
import { ConfigError } from '../domain/errors.ts';
import type { Plan } from '../domain/plan.ts';
import type { Run } from '../domain/report.ts';
import type { RunStore } from '../ports/run-store.ts';
import { Plan as PlanSchema } from '../report/plan-schema.ts';
import { fileAt } from './open-store.ts';
import { openStored } from './stored-run.ts';

const PLACE = 'PLAN';

/** Far above the largest plan: ten thousand actions and a refusal for every other finding. */
const LARGEST_PLAN = 256 * 1024 * 1024;
/** What the reader that knows lines and columns takes. */
const LARGEST_LOCATED = 1024 * 1024;

/** A plan to be applied, and the run that it was made of. */
export interface GivenPlan {
  readonly plan: Plan;
  readonly run: Run;
}

/**
 * The plan that an argument names: a file, or a run whose own plan is meant. Its run is found by its id or else by the
 * folder in which the file lies. Throws ConfigError where either is missing, is no plan, or does not fit the other.
 */
export async function givenPlan(argument: string, store: RunStore, out: string): Promise<GivenPlan> {
  // As mapwarden plan names a plan that is in a bucket.
  const run = await openStored(store, argument.replace(/^(s3:\/\/.*)\/plan\.json$/, '$1'));
  const given = run ? await planOfRun(run, store) : await planInFile(argument, store, out);
  if (given.plan.runId === given.run.head.runId) return given;
  throw refused(`the plan is of run ${given.plan.runId}, and lies with run ${given.run.head.runId}; plan again`);
}

async function planOfRun(run: Run, store: RunStore): Promise<GivenPlan> {
  const text = await store.readPlan(run);
  if (text === undefined) {
    const { runId } = run.head;
    throw refused(`run ${runId} has no plan yet; expected one that has; mapwarden plan --run ${runId} makes it`);
  }
  return { plan: parsePlan(text, fileAt(run.place, 'plan.json')), run };
}

async function planInFile(file: string, store: RunStore, out: string): Promise<GivenPlan> {
  const plan = parsePlan(readPlanFile(file), file);
  const byId = await openStored(store, plan.runId);
  const run = byId?.head.runId === plan.runId ? byId : await openStored(store, path.dirname(file));
  if (run) return { plan, run };
  throw refused(
    `its run is neither in ${quote(out)} nor beside it; expected the run that the plan was made of; got ${quote(plan.runId)}`,
  );
}

function readPlanFile(file: string): string {
  return withSystemErrors(PLACE, 'a file, or a run: its id, its folder, or latest', () => {
    const status = statSync(file);
    if (!status.isFile() || status.size > LARGEST_PLAN) {
      throw refused(`this is no plan; expected a file that mapwarden plan has written; got ${quote(file)}`);
    }
    return readFileSync(file, 'utf8');
  });
}

/**
 * A plan as written, checked for its form alone. Throws ConfigError with every problem and its place. What the schema
 * gives back is not used: zod drops tags with the legal key `__proto__`.
 */
export function parsePlan(text: string, file: string): Plan {
  const value = parsed(text);
  const result = PlanSchema.safeParse(value, { reportInput: true });
  // The schema's type is the domain's, which plan-schema.ts proves, and it changes nothing.
  if (result.success) return value as Plan;
  if (text.length <= LARGEST_LOCATED) {
    // JSON that is none has its mistakes told here, and a plan that was written anew as YAML is still a plan.
    const document = readDocument(text, file);
    validate(PlanSchema, document);
    return document.value as Plan;
  }
  const issues = describeIssues(result.error.issues, PlanSchema, { value, written: () => undefined });
  throw new ConfigError(
    issues.map(({ path: at, text: problem }) => ({ place: file, path: formatPath(at), text: problem })),
  );
}

/** Undefined where the text is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function refused(text: string): ConfigError {
  return new ConfigError([{ place: PLACE, path: '', text }]);
}
