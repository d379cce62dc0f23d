import pLimit from 'p-limit';
import type { ActionResult } from '../domain/action-result.ts';
import { parseArn } from '../domain/arn.ts';
import type { Step } from '../engine/step.ts';
import type { Progress } from '../ports/progress.ts';
import { type CarryOutPorts, carryOut, notReached } from './carry-out.ts';

/** Accounts and regions that are written to at a time: caution, not speed, matters here. */
const PARALLEL_LANES = 4;

export interface ApplyPorts extends CarryOutPorts {
  readonly progress: Progress;
}

/**
 * Carries out the steps and gives their results in the same order. Steps of one account and region follow each other in
 * their order. Once the run is ended, what has not begun is `not-reached`; what the ledger or a bug throws ends it too,
 * and is thrown after the last write that had begun has its line.
 */
export async function applyActions(ports: ApplyPorts, steps: readonly Step[]): Promise<readonly ActionResult[]> {
  const results = new Map<Step, ActionResult>();
  let isEnded = false;

  const runLane = async (lane: readonly Step[]): Promise<void> => {
    for (const step of lane) {
      if (isEnded) return;
      const result = await carryOut(ports, step);
      results.set(step, result);
      isEnded ||= result.outcome === 'not-reached';
      ports.progress.finished();
    }
  };

  ports.progress.planned(steps.length);
  const limit = pLimit(PARALLEL_LANES);
  const failures: unknown[] = [];
  const lanes = lanesOf(steps).map((lane) =>
    limit(async () => {
      try {
        await runLane(lane);
      } catch (error) {
        isEnded = true;
        failures.push(error);
      }
    }),
  );
  await Promise.all(lanes);
  if (failures.length > 0) throw failures[0];
  return steps.map((step) => results.get(step) ?? notReached(step));
}

/** By account and region, each in the order of the steps. */
function lanesOf(steps: readonly Step[]): readonly (readonly Step[])[] {
  const lanes = new Map<string, Step[]>();
  for (const step of steps) {
    const { arn } = step.action;
    const place = parseArn(arn);
    const key = place ? `${place.accountId}/${place.region}` : arn;
    const lane = lanes.get(key);
    if (lane) lane.push(step);
    else lanes.set(key, [step]);
  }
  return [...lanes.values()];
}
