import { openStore } from '../compose/open-store.ts';
import { demandApplicable, plannedSteps } from '../compose/planned-steps.ts';
import { runSteps } from '../compose/run-steps.ts';
import { type GivenPlan, planOfRun, planProblem } from '../compose/stored-plan.ts';
import { requireStored } from '../compose/stored-run.ts';
import type { ActionResult } from '../domain/action-result.ts';
import { ConfigError } from '../domain/errors.ts';
import type { RunStore } from '../ports/run-store.ts';
import { variableProblem } from './environment.ts';
import { applyEvent, inWordsOfEvent, parseEvent } from './events.ts';
import { start } from './function-start.ts';
import type { FunctionTools, Invocation } from './function-tools.ts';
import { logProgress } from './log-progress.ts';

const CONCURRENCY = 16;
/** For the lines of what has begun: a write is looked for up to half a minute. */
const MARGIN_MS = 60_000;

/** What the function answers: how each action ended, and no tag. */
export interface ApplyAnswer {
  /** `interrupted`: time ran out; the same event goes on where this one ended. */
  readonly status: 'done' | 'conflicted' | 'failed' | 'interrupted';
  readonly run: string;
  readonly hash: string;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly actions: readonly Pick<ActionResult, 'actionId' | 'arn' | 'outcome' | 'code'>[];
}

/**
 * Applies the plan of a run under the remediation role. The event names run and hash; every value comes from the
 * configuration, by which the plan is derived anew. Whoever invokes it with the hash approves the plan, within its guards.
 */
export function applyHandler(tools: FunctionTools) {
  return async (event: unknown, invocation: Invocation): Promise<ApplyAnswer> => {
    const { machine, log } = tools;
    log.begin(invocation.awsRequestId);
    const order = parseEvent(applyEvent, event);
    log.with({ run: order.run });
    const { configuration, environment } = await start(tools);
    if (environment.isRemediationOff) {
      const text = 'remediation is off in this stack, whatever the configuration says; nothing is written';
      throw new ConfigError([variableProblem('MAPWARDEN_REMEDIATION', text)]);
    }
    const { settings, place } = configuration;
    const store = openStore(place);
    const { plan, run } = await planOf(order, store, place.folder);
    const { acceptStale, acceptIncomplete } = order;
    const approval = { approved: true, only: [], acceptStale, acceptIncomplete };
    await inItsWords(() => demandApplicable({ plan, run }, approval, configuration, machine.instant()));
    const ledger = await store.openLedger(run);
    try {
      const steps = await plannedSteps(plan, [], ledger);
      const deadline = Math.max(0, invocation.getRemainingTimeInMillis() - MARGIN_MS) / 1_000;
      const reach = { concurrency: CONCURRENCY, deadline };
      const progress = logProgress(log, 'actions');
      const results = await runSteps({ run, ledger, steps, settings, progress, ...reach }, machine);
      for (const result of results) logResult(tools, result);
      return answer(order, results);
    } finally {
      await ledger.close();
    }
  };
}

/** What a guard asks for is a member of the event here. */
async function inItsWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ConfigError ? inWordsOfEvent(error) : error;
  }
}

/** The hash says that the plan is the one that was looked at. */
async function planOf(
  { run: runId, hash }: { readonly run: string; readonly hash: string },
  store: RunStore,
  folder: string,
): Promise<GivenPlan> {
  const run = await requireStored(store, runId, 'event', folder);
  const given = await planOfRun(run, store);
  if (given.plan.hash === hash) return given;
  throw planProblem(`the plan of the run has another hash; expected ${given.plan.hash}; got ${hash}`);
}

function logResult({ log }: FunctionTools, { actionId, arn, outcome, code, requestId }: ActionResult): void {
  const [, , , region, account] = arn.split(':');
  const members = { actionId, arn, outcome, account, region, code, requestId };
  if (outcome === 'applied' || outcome === 'unchanged') log.info('action', members);
  else log.error('action', members);
}

function answer(
  { run, hash }: { readonly run: string; readonly hash: string },
  results: readonly ActionResult[],
): ApplyAnswer {
  const outcomes: Record<string, number> = {};
  for (const { outcome } of results) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  const actions = results.map(({ actionId, arn, outcome, code }) => ({ actionId, arn, outcome, code }));
  return { status: statusOf(outcomes), run, hash, outcomes, actions };
}

function statusOf({ 'not-reached': notReached, refused, unknown, conflicted }: Readonly<Record<string, number>>) {
  if (notReached) return 'interrupted';
  if (refused || unknown) return 'failed';
  return conflicted ? 'conflicted' : 'done';
}
