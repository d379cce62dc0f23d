import type { Part } from '../app/audit-in-parts.ts';
import { afterGrace } from '../aws/grace.ts';
import { isSimulated, type Reach, reachAws } from '../compose/reach-aws.ts';
import { type AuditOrder as Order, runAudit as runOn } from '../compose/run-audit.ts';
import { deliverAlerts } from './deliver-alerts.ts';
import type { Io } from './io.ts';
import { createProgress } from './progress.ts';

export interface AuditOrder extends Omit<Order, 'progress' | 'end'>, Reach {
  readonly quiet: boolean;
}

/** Audits with progress for a person and, where an outbox is given, delivers what waits there. */
export async function runAudit(order: AuditOrder, io: Io): Promise<Part> {
  const progress = createProgress({ stream: io.stderr, quiet: order.quiet, monotonicMs: io.monotonicMs });
  const work: Parameters<typeof reachAws<Part>>[2] = async (aws, end) => {
    const part = await runOn(aws, { ...order, progress, end }, io);
    const { outbox, settings } = order;
    if (outbox && part.run.head.coverage.selection === null) {
      const { routes } = settings.alerts;
      await deliverAlerts({ aws, outbox, routes, progress, isSimulated: isSimulated(order, io) }, io);
    }
    return part;
  };
  try {
    return await reachAws(order, io, work, afterGrace);
  } finally {
    progress.close();
  }
}
