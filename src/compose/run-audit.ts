import { audit } from '../app/audit.ts';
import type { GivenBaseline } from '../app/baseline.ts';
import type { PlaceOf } from '../app/scope-check.ts';
import type { Aws } from '../aws/connect.ts';
import type { IsoInstant } from '../domain/dates.ts';
import type { ModelCatalog } from '../domain/model-catalog.ts';
import type { RegionCatalog } from '../domain/region-catalog.ts';
import type { Run, Selection } from '../domain/report.ts';
import type { Settings } from '../domain/settings.ts';
import type { Rule } from '../engine/compile-rule.ts';
import type { Outbox } from '../ports/alerts.ts';
import type { Progress } from '../ports/progress.ts';
import type { RunStore } from '../ports/run-store.ts';
import type { Machine } from './machine.ts';
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
  readonly progress: Progress;
}

/** Puts the adapters behind the ports and audits the organization. Throws as {@link audit} does. */
export async function runAudit(aws: Aws, order: AuditOrder, { instant, epochMs, monotonicMs }: Machine): Promise<Run> {
  const { settings, outbox, store, progress } = order;
  const now = () => order.now ?? instant();
  const accounts: Parameters<typeof audit>[0]['accounts'] = ({ runId, caller, organization }) =>
    aws.accounts(caller, organization, {
      role: settings.auditRole,
      managementRole: settings.managementRole,
      maxRequests: settings.spend.maxRequests,
      ...(settings.externalId !== undefined && { externalId: settings.externalId }),
      sessionName: `mapwarden-${runId}`,
      now,
      epochMs,
    });
  const clock = { now, monotonicMs };
  return audit(
    { organization: aws.organization, accounts, store, clock, progress, ...(outbox && { outbox }) },
    { ...order, toolVersion: toolVersion() },
  );
}
