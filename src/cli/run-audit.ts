import { audit } from '../app/audit.ts';
import type { GivenBaseline } from '../app/baseline.ts';
import type { PlaceOf } from '../app/scope-check.ts';
import { type AwsOptions, connectAws } from '../aws/connect.ts';
import type { IsoInstant } from '../domain/dates.ts';
import type { ModelCatalog } from '../domain/model-catalog.ts';
import type { RegionCatalog } from '../domain/region-catalog.ts';
import type { Run, Selection } from '../domain/report.ts';
import type { Settings } from '../domain/settings.ts';
import type { Rule } from '../engine/compile-rule.ts';
import type { Outbox } from '../ports/alerts.ts';
import type { RunStore } from '../ports/run-store.ts';
import { deadlineOf } from './deadline.ts';
import { deliverAlerts } from './deliver-alerts.ts';
import type { Io } from './io.ts';
import { createProgress } from './progress.ts';
import { toolVersion } from './tool-version.ts';

export interface AuditOrder {
  readonly settings: Settings;
  readonly rules: readonly Rule[];
  readonly regionCatalog: RegionCatalog;
  readonly modelCatalog: ModelCatalog;
  /** Whether the bill is read, unless the configuration says not to. */
  readonly spend: boolean;
  readonly selection: Selection | null;
  /** An earlier run whose findings do not fail this one. */
  readonly baseline?: GivenBaseline;
  readonly placeOf: PlaceOf;
  readonly store: RunStore;
  /** Where alerts wait for their delivery; left out where nobody is to be told. */
  readonly outbox?: Outbox;
  readonly now?: IsoInstant;
  readonly concurrency: number;
  readonly deadline?: number;
  readonly quiet: boolean;
  /** How AWS is reached, where it is not by the SDK's conventions. */
  readonly aws?: Pick<AwsOptions, 'credentials' | 'homeRegion' | 'endpoint' | 'loopbackOnly' | 'patience'>;
}

/** Composes the adapters, runs the audit and, where an outbox is given, delivers what waits there. */
export async function runAudit(order: AuditOrder, io: Io): Promise<Run> {
  const deadline = deadlineOf(io.interrupted, order.deadline);
  const now = () => order.now ?? io.instant();
  const progress = createProgress({ stream: io.stderr, quiet: order.quiet, monotonicMs: io.monotonicMs });
  const aws = await connectAws({
    ...order.aws,
    concurrency: order.concurrency,
    signal: deadline.signal,
    userAgent: `mapwarden/${toolVersion()}`,
  });
  const { settings, outbox } = order;
  const accounts: Parameters<typeof audit>[0]['accounts'] = ({ runId, caller, organization }) =>
    aws.accounts(caller, organization, {
      role: settings.auditRole,
      managementRole: settings.managementRole,
      maxRequests: settings.spend.maxRequests,
      ...(settings.externalId !== undefined && { externalId: settings.externalId }),
      sessionName: `mapwarden-${runId}`,
      now,
      epochMs: io.epochMs,
    });
  try {
    const clock = { now, monotonicMs: io.monotonicMs };
    const run = await audit(
      { organization: aws.organization, accounts, store: order.store, clock, progress, ...(outbox && { outbox }) },
      { ...order, toolVersion: toolVersion() },
    );
    if (outbox && order.selection === null) {
      const { routes } = settings.alerts;
      await deliverAlerts({ aws, outbox, routes, progress, isSimulated: isSimulated(order, io) }, io);
    }
    return run;
  } finally {
    deadline.clear();
    progress.close();
    aws.close();
  }
}

/** Whether AWS is looked for elsewhere than where it is. */
function isSimulated({ aws }: AuditOrder, { env }: Io): boolean {
  const isOverridden = Object.entries(env).some(([name, value]) => /^AWS_ENDPOINT_URL(_|$)/.test(name) && value !== '');
  return aws?.endpoint !== undefined || isOverridden;
}
