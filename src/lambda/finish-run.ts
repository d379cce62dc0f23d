import { deliver } from '../compose/deliver.ts';
import { isSimulated } from '../compose/reach-aws.ts';
import type { Run } from '../domain/report.ts';
import type { AuditPart, RunDesk } from './audit-part.ts';
import { type PlanOutcome, planAfter } from './plan-after.ts';
import { runMetrics } from './run-metrics.ts';

export interface Finished {
  readonly plan: PlanOutcome;
  /** Null where nobody is told: of a run with a selection. */
  readonly alerts: { readonly sent: number; readonly undelivered: number } | null;
}

/** Plans, tells and measures a run that will not go on. A run with a selection is planned, and nothing more. */
export async function finishRun(run: Run, { tools, started }: AuditPart, desk: RunDesk): Promise<Finished> {
  const { machine, log, measure } = tools;
  const { aws, store, outbox, progress } = desk;
  const plan = await planAfter(run, { tools, ...started, store, outbox });
  if (run.head.coverage.selection !== null) return { plan, alerts: null };
  const { routes } = started.configuration.settings.alerts;
  const { sent, undelivered, damaged } = await deliver(
    { aws, outbox, routes, progress, isSimulated: isSimulated({}, machine) },
    machine,
  );
  for (const { routeId, code } of undelivered) log.error('alert not delivered', { route: routeId, code });
  for (const place of damaged) log.error('alert damaged in the outbox: restore or remove it', { place });
  const left = undelivered.length + damaged.length;
  measure([...runMetrics(run.head), { name: 'AlertsUndelivered', unit: 'Count', value: left }]);
  log.info('told', { sent, undelivered: left });
  return { plan, alerts: { sent, undelivered: left } };
}
