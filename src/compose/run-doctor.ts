import { type ExaminePorts, examine } from '../app/examine.ts';
import type { PlaceOf } from '../app/scope-check.ts';
import type { Aws } from '../aws/connect.ts';
import type { TestMessage } from '../domain/alerts.ts';
import type { Checkup } from '../domain/checkup.ts';
import type { IsoInstant } from '../domain/dates.ts';
import type { RegionCatalog } from '../domain/region-catalog.ts';
import type { Settings } from '../domain/settings.ts';
import { checkupOf } from '../engine/checkup/checkup.ts';
import type { Progress } from '../ports/progress.ts';
import { TEST_FORMS } from '../report/test-message.ts';
import { createWebhook, webhookAddress } from '../slack/webhook.ts';
import type { Machine } from './machine.ts';
import { openStore, openStoreProbe, type Place } from './open-store.ts';
import { taggerSigns } from './tagger-signs.ts';
import { VERSION } from './version.ts';

export interface DoctorOrder {
  readonly settings: Settings;
  readonly regionCatalog: RegionCatalog;
  readonly placeOf: PlaceOf;
  readonly out: Place;
  /** The only accounts to look at; none for all. */
  readonly accounts: readonly string[];
  readonly spend: boolean;
  /** Whether test messages are sent. */
  readonly alert: boolean;
  readonly now: IsoInstant;
  readonly concurrency: number;
  readonly progress: Progress;
  /** Whether AWS was replaced by an address of its own: Slack may then be on this machine too. */
  readonly isSimulated: boolean;
}

/** Puts the adapters behind the ports and looks at everything that an audit needs, until the signal. */
export async function runDoctor(
  aws: Aws,
  order: DoctorOrder,
  signal: AbortSignal,
  machine: Pick<Machine, 'epochMs'>,
): Promise<Checkup> {
  const { out, progress, settings } = order;
  const ports: ExaminePorts = {
    organization: aws.organization,
    ...rolePorts(aws, order, machine),
    ...receiverPorts(aws, order, signal),
    store: openStoreProbe(out, signal),
    signs: () => taggerSigns(openStore(out)),
    progress,
  };
  return checkupOf(await examine(ports, order), settings);
}

function rolePorts(
  aws: Aws,
  { settings, now }: DoctorOrder,
  { epochMs }: Pick<Machine, 'epochMs'>,
): Pick<ExaminePorts, 'probes' | 'billing'> {
  const { auditRole, managementRole, remediationRole, externalId, spend } = settings;
  const access = {
    // A run's sessions are named after the run; there is none.
    sessionName: `mapwarden-doctor-${now.slice(0, 19).replaceAll(/[-:]/g, '')}Z`,
    epochMs,
    ...(externalId !== undefined && { externalId }),
  };
  const roles = { audit: auditRole, management: managementRole, remediation: remediationRole };
  const { maxRequests } = spend;
  return {
    probes: (caller) => aws.probes(caller, { ...access, roles }),
    billing: (caller, organization) =>
      aws.accounts(caller, organization, {
        ...access,
        role: auditRole,
        managementRole,
        maxRequests,
        now: () => now,
      }).billing,
  };
}

function receiverPorts(
  aws: Aws,
  { alert, isSimulated: allowLoopback }: DoctorOrder,
  signal: AbortSignal,
): Pick<ExaminePorts, 'receivers' | 'alerts'> {
  const post = createWebhook({ signal, userAgent: `mapwarden/${VERSION}`, allowLoopback });
  return {
    receivers: aws.receivers((url) => void webhookAddress(url, allowLoopback)),
    ...(alert && { alerts: aws.alerts<TestMessage>({ forms: TEST_FORMS, post }, signal) }),
  };
}
