import { isSimulated, type Reach, reachAws } from '../compose/reach-aws.ts';
import { type AuditOrder as Order, runAudit as runOn } from '../compose/run-audit.ts';
import type { Run } from '../domain/report.ts';
import { deliverAlerts } from './deliver-alerts.ts';
import type { Io } from './io.ts';
import { createProgress } from './progress.ts';

export interface AuditOrder extends Omit<Order, 'progress'>, Reach {
  readonly quiet: boolean;
}

/** Audits with progress for a person and, where an outbox is given, delivers what waits there. */
export async function runAudit(order: AuditOrder, io: Io): Promise<Run> {
  const progress = createProgress({ stream: io.stderr, quiet: order.quiet, monotonicMs: io.monotonicMs });
  try {
    return await reachAws(order, io, async (aws) => {
      const run = await runOn(aws, { ...order, progress }, io);
      const { outbox, settings } = order;
      if (outbox && order.selection === null) {
        const { routes } = settings.alerts;
        await deliverAlerts({ aws, outbox, routes, progress, isSimulated: isSimulated(order, io) }, io);
      }
      return run;
    });
  } finally {
    progress.close();
  }
}
