import { type AuditRequest, audit } from '../../src/app/audit.ts';
import type { Account } from '../../src/domain/account.ts';
import type { Outbox } from '../../src/ports/alerts.ts';
import type { BillingPort } from '../../src/ports/billing.ts';
import type { InventoryPort } from '../../src/ports/inventory.ts';
import type { OrganizationPort } from '../../src/ports/organization.ts';
import type { RegionStatus, RegionsPort } from '../../src/ports/regions.ts';
import { aCatalog, aModelCatalog, anAccount, settings } from './builders.ts';
import { builtinRules } from './builtin-rules.ts';
import {
  collect,
  fakeBilling,
  fakeInventory,
  fakeOrganization,
  fakeRegions,
  memoryStore,
  recordingProgress,
} from './fakes.ts';

const NOW = '2026-06-01T12:00:00.000Z';
/** Compiled once: that takes longer than an audit. */
const RULES = builtinRules();
export const both: readonly RegionStatus[] = [
  { region: 'eu-west-1', state: 'enabled' },
  { region: 'us-east-1', state: 'enabled' },
];
export const management = anAccount({ id: '000000000001', name: 'Management', ouPath: 'o-example/r-root' });
export const member = anAccount({ id: '111122223333' });
/** An audit over fakes: two accounts in two regions, one compliant profile each, unless said otherwise. */
export interface Scene {
  readonly accounts?: readonly Account[];
  readonly organization?: OrganizationPort;
  readonly regions?: RegionsPort;
  readonly inventory?: InventoryPort;
  readonly billing?: BillingPort;
  /** With what earlier runs left; an empty one where left out. */
  readonly store?: ReturnType<typeof memoryStore>;
  /** Left out where nobody is told. */
  readonly outbox?: Outbox;
  readonly now?: string;
  readonly request?: Partial<AuditRequest>;
}

export async function run(scene: Scene = {}) {
  const store = scene.store ?? memoryStore();
  const { progress, events } = recordingProgress();
  const ports = {
    organization: scene.organization ?? fakeOrganization(scene.accounts ?? [management, member]),
    accounts: () => ({
      regions: scene.regions ?? fakeRegions(both),
      inventory: scene.inventory ?? fakeInventory(),
      billing: scene.billing ?? fakeBilling(),
    }),
    store,
    ...(scene.outbox && { outbox: scene.outbox }),
    clock: { now: () => scene.now ?? NOW, monotonicMs: () => 0 },
    progress,
  };
  const request: AuditRequest = {
    settings: settings(),
    rules: RULES,
    regionCatalog: aCatalog(),
    modelCatalog: aModelCatalog(),
    spend: false,
    selection: null,
    concurrency: 4,
    toolVersion: '0.0.0',
    placeOf: (path) => `mapwarden.yaml:${path.length}:1`,
    ...scene.request,
  };
  return { result: audit(ports, request), store, events };
}

export async function finished(scene: Scene = {}) {
  const { result, events } = await run(scene);
  const { head, ...rest } = await result;
  return {
    head,
    events,
    findings: await collect(rest.findings()),
    resources: await collect(rest.resources()),
    memory: (await collect(rest.memory())).flatMap(({ record }) => record ?? []),
  };
}
