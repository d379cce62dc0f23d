import { applyActions } from '../app/apply.ts';
import type { ActionResult } from '../domain/action-result.ts';
import type { IsoInstant } from '../domain/dates.ts';
import { ConfigError } from '../domain/errors.ts';
import type { Run } from '../domain/report.ts';
import type { Settings } from '../domain/settings.ts';
import type { Step } from '../engine/step.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Progress } from '../ports/progress.ts';
import type { Machine } from './machine.ts';
import { type Reach, reachAws } from './reach-aws.ts';

export interface StepOrder extends Reach {
  readonly run: Run;
  readonly ledger: Ledger;
  readonly steps: readonly Step[];
  readonly settings: Settings;
  readonly now?: IsoInstant;
  readonly progress: Progress;
}

/**
 * Composes the adapters and carries out the steps under the remediation role. Where nothing is to be done, AWS is not
 * asked. Throws ConfigError where the caller is in another organization than the run.
 */
export async function runSteps(order: StepOrder, machine: Machine): Promise<readonly ActionResult[]> {
  const { run, ledger, steps, settings, progress } = order;
  const { instant, epochMs, monotonicMs } = machine;
  if (steps.length === 0) return [];
  return reachAws(order, machine, async (aws, signal) => {
    const caller = await aws.organization.caller();
    const { id } = await aws.organization.describe();
    if (id !== run.head.organization.id) throw otherOrganization(id, run);
    const tagging = aws.tagging(caller, {
      role: settings.remediationRole,
      ...(settings.externalId !== undefined && { externalId: settings.externalId }),
      sessionName: `mapwarden-${run.head.runId}`,
      epochMs,
    });
    const clock = { now: () => order.now ?? instant(), monotonicMs };
    const pause = (ms: number) => machine.pause(ms, signal);
    return applyActions({ tagging, ledger, clock, progress, pause }, steps);
  });
}

function otherOrganization(id: string, { head }: Run): ConfigError {
  const text = `the credentials are of organization ${id}, and the run is of ${head.organization.id}; expected credentials of the latter; nothing is written`;
  return new ConfigError([{ place: 'AWS', path: '', text }]);
}
