import { describeIssues } from '../config/describe-issues.ts';
import { readDocument, validate } from '../config/document.ts';
import { formatPath } from '../config/problem-text.ts';
import { ConfigError } from '../domain/errors.ts';
import type { Plan } from '../domain/plan.ts';
import type { Run } from '../domain/report.ts';
import type { RunStore } from '../ports/run-store.ts';
import { Plan as PlanSchema } from '../report/plan-schema.ts';
import { fileAt } from './open-store.ts';

/** Where problems with a plan are told to be. */
export const PLAN_PLACE = 'PLAN';

/** What the reader that knows lines and columns takes. */
const LARGEST_LOCATED = 1024 * 1024;

/** A plan to be applied, and the run that it was made of. */
export interface GivenPlan {
  readonly plan: Plan;
  readonly run: Run;
}

/** The plan that was stored beside the run. Throws ConfigError where there is none, or what is there is none. */
export async function planOfRun(run: Run, store: RunStore): Promise<GivenPlan> {
  const text = await store.readPlan(run);
  if (text === undefined) {
    const { runId } = run.head;
    throw planProblem(`run ${runId} has no plan yet; expected one that has; mapwarden plan --run ${runId} makes it`);
  }
  return { plan: parsePlan(text, fileAt(run.place, 'plan.json')), run };
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

/** Something that is wrong with a plan, or with naming it. */
export function planProblem(text: string): ConfigError {
  return new ConfigError([{ place: PLAN_PLACE, path: '', text }]);
}
