import { auditInParts, type Part, type PartPorts } from '../app/audit-in-parts.ts';
import type { GivenBaseline } from '../app/baseline.ts';
import type { PlaceOf } from '../app/scope-check.ts';
import type { Aws } from '../aws/connect.ts';
import type { IsoInstant } from '../domain/dates.ts';
import type { ModelCatalog } from '../domain/model-catalog.ts';
import type { RegionCatalog } from '../domain/region-catalog.ts';
import type { Selection } from '../domain/report.ts';
import type { Settings } from '../domain/settings.ts';
import type { Rule } from '../engine/compile-rule.ts';
import type { Outbox } from '../ports/alerts.ts';
import type { Progress } from '../ports/progress.ts';
import type { RunStore } from '../ports/run-store.ts';
import type { Machine } from './machine.ts';
import { VERSION } from './version.ts';

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
  /** Once it is aborted, nothing more is asked. Calls that are under way end when AWS was connected to end. */
  readonly end: AbortSignal;
  /** A run that was cut off, to go on with: see {@link auditInParts}. */
  readonly resume?: string;
}

/** Puts the adapters behind the ports, and audits the organization or goes on with it. Throws as {@link auditInParts}. */
export async function runAudit(aws: Aws, order: AuditOrder, { instant, epochMs, monotonicMs }: Machine): Promise<Part> {
  const { settings, outbox, store, progress } = order;
  const now = () => order.now ?? instant();
  const accounts: PartPorts['accounts'] = ({ runId, caller, organization, requestsSent }) =>
    aws.accounts(caller, organization, {
      role: settings.auditRole,
      managementRole: settings.managementRole,
      maxRequests: settings.spend.maxRequests - requestsSent,
      ...(settings.externalId !== undefined && { externalId: settings.externalId }),
      sessionName: `mapwarden-${runId}`,
      now,
      epochMs,
    });
  const clock = { now, monotonicMs };
  return auditInParts(
    { organization: aws.organization, accounts, store, clock, progress, ...(outbox && { outbox }) },
    { ...order, toolVersion: VERSION },
  );
}
