import { readFileSync } from 'node:fs';
import { audit } from '../app/audit.ts';
import type { PlaceOf } from '../app/scope-check.ts';
import { type AwsOptions, connectAws } from '../aws/connect.ts';
import { createDirectoryStore } from '../disk/directory-store.ts';
import type { IsoInstant } from '../domain/dates.ts';
import type { ModelCatalog } from '../domain/model-catalog.ts';
import type { RegionCatalog } from '../domain/region-catalog.ts';
import type { Run, Selection } from '../domain/report.ts';
import type { Settings } from '../domain/settings.ts';
import type { Rule } from '../engine/compile-rule.ts';
import { json } from '../report/json.ts';
import type { ReportContext } from '../report/reporter.ts';
import { deadlineOf } from './deadline.ts';
import type { Io } from './io.ts';
import { createProgress } from './progress.ts';

export interface AuditOrder {
  readonly settings: Settings;
  readonly rules: readonly Rule[];
  readonly regionCatalog: RegionCatalog;
  readonly modelCatalog: ModelCatalog;
  /** Whether the bill is read, unless the configuration says not to. */
  readonly spend: boolean;
  readonly selection: Selection | null;
  readonly placeOf: PlaceOf;
  readonly out: string;
  readonly now?: IsoInstant;
  readonly concurrency: number;
  readonly deadline?: number;
  readonly quiet: boolean;
  /** How AWS is reached, where it is not by the SDK's conventions. */
  readonly aws?: Pick<AwsOptions, 'credentials' | 'homeRegion' | 'endpoint' | 'loopbackOnly' | 'patience'>;
}

/** Composes the adapters and runs the audit. */
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
  const { settings } = order;
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
  const store = createDirectoryStore({ root: order.out, render: json });
  try {
    const clock = { now, monotonicMs: io.monotonicMs };
    return await audit(
      { organization: aws.organization, accounts, store, clock, progress },
      { ...order, toolVersion: toolVersion() },
    );
  } finally {
    deadline.clear();
    progress.close();
    aws.close();
  }
}

/** What reporters say of rules. */
export function reportContext(rules: readonly Rule[]): Pick<ReportContext, 'rules'> {
  return {
    rules: new Map(
      rules.map(({ definition, severity }) => [
        definition.id,
        { title: definition.title, severity, note: definition.remediation.note },
      ]),
    ),
  };
}

export function toolVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) return String(manifest.version);
  throw new Error('package.json has no version');
}
