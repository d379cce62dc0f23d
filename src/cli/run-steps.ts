import { setTimeout as sleep } from 'node:timers/promises';
import { applyActions } from '../app/apply.ts';
import { type AwsOptions, connectAws } from '../aws/connect.ts';
import type { ActionResult } from '../domain/action-result.ts';
import type { IsoInstant } from '../domain/dates.ts';
import { ConfigError } from '../domain/errors.ts';
import type { Run } from '../domain/report.ts';
import type { Settings } from '../domain/settings.ts';
import type { Step } from '../engine/step.ts';
import type { Ledger } from '../ports/ledger.ts';
import { deadlineOf } from './deadline.ts';
import type { Io } from './io.ts';
import { createProgress } from './progress.ts';
import { toolVersion } from './tool-version.ts';

export interface StepOrder {
  readonly run: Run;
  readonly ledger: Ledger;
  readonly steps: readonly Step[];
  readonly settings: Settings;
  readonly now?: IsoInstant;
  readonly concurrency: number;
  /** In seconds. */
  readonly deadline?: number;
  readonly quiet: boolean;
  /** How AWS is reached, where it is not by the SDK's conventions. */
  readonly aws?: Pick<AwsOptions, 'credentials' | 'homeRegion' | 'endpoint' | 'loopbackOnly' | 'patience'>;
}

/**
 * Composes the adapters and carries out the steps under the remediation role. Where nothing is to be done, AWS is not
 * asked. Throws ConfigError where the caller is in another organization than the run.
 */
export async function runSteps(order: StepOrder, io: Io): Promise<readonly ActionResult[]> {
  const { run, ledger, steps, settings } = order;
  if (steps.length === 0) return [];
  const { signal, clear } = deadlineOf(io.interrupted, order.deadline);
  const { monotonicMs } = io;
  const progress = createProgress({ stream: io.stderr, quiet: order.quiet, monotonicMs, unit: 'action' });
  const aws = await connectAws({
    ...order.aws,
    concurrency: order.concurrency,
    signal,
    userAgent: `mapwarden/${toolVersion()}`,
  });
  try {
    const caller = await aws.organization.caller();
    const { id } = await aws.organization.describe();
    if (id !== run.head.organization.id) throw otherOrganization(id, run);
    const tagging = aws.tagging(caller, {
      role: settings.remediationRole,
      ...(settings.externalId !== undefined && { externalId: settings.externalId }),
      sessionName: `mapwarden-${run.head.runId}`,
      epochMs: io.epochMs,
    });
    const clock = { now: () => order.now ?? io.instant(), monotonicMs };
    // Ended early where the run is: the next call then says so.
    const pause = (ms: number) => sleep(ms, undefined, { signal }).catch(() => undefined);
    return await applyActions({ tagging, ledger, clock, progress, pause }, steps);
  } finally {
    clear();
    progress.close();
    aws.close();
  }
}

function otherOrganization(id: string, { head }: Run): ConfigError {
  const text = `the credentials are of organization ${id}, and the run is of ${head.organization.id}; expected credentials of the latter; nothing is written`;
  return new ConfigError([{ place: 'AWS', path: '', text }]);
}
