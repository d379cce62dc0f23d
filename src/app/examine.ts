import type { Account, Caller, Organization } from '../domain/account.ts';
import type { TestMessage } from '../domain/alerts.ts';
import { type Asked, isAnswered } from '../domain/asked.ts';
import { dayOf, type IsoInstant } from '../domain/dates.ts';
import type { RegionCatalog } from '../domain/region-catalog.ts';
import type { Settings } from '../domain/settings.ts';
import type { Examination, Known, TaggerSigns } from '../engine/checkup/examination.ts';
import type { AlertPort, ReceiverPort } from '../ports/alerts.ts';
import type { BillingPort } from '../ports/billing.ts';
import type { OrganizationPort } from '../ports/organization.ts';
import type { ProbePort } from '../ports/probes.ts';
import type { Progress } from '../ports/progress.ts';
import type { StoreProbe } from '../ports/store-probe.ts';
import { asked } from './asked.ts';
import { examineAccounts } from './examine-accounts.ts';
import { examineBill } from './examine-bill.ts';
import { checkPayer } from './payer-check.ts';
import { checkScopes, type PlaceOf } from './scope-check.ts';

export interface ExaminePorts {
  readonly organization: OrganizationPort;
  readonly probes: (caller: Caller) => ProbePort;
  readonly billing: (caller: Caller, organization: Organization) => BillingPort;
  readonly receivers: ReceiverPort;
  /** Left out where nobody is to be sent anything. */
  readonly alerts?: AlertPort<TestMessage>;
  readonly store: StoreProbe;
  /** What earlier runs say of tags that did not stay. */
  readonly signs: () => Promise<Asked<TaggerSigns>>;
  readonly progress: Progress;
}

export interface ExamineRequest {
  readonly settings: Settings;
  readonly regionCatalog: RegionCatalog;
  /** The only accounts to look at; none for all. */
  readonly accounts: readonly string[];
  /** Whether Cost Explorer is asked; the configuration may refuse it too. */
  readonly spend: boolean;
  readonly now: IsoInstant;
  /** The most accounts looked at at a time. */
  readonly concurrency: number;
  readonly placeOf: PlaceOf;
}

/**
 * Asks for everything that an audit will need, and writes nothing but a test object and, where that is wanted, test
 * messages. Throws ConfigError for what the user must correct; what AWS refuses is part of the answer.
 */
export async function examine(ports: ExaminePorts, request: ExamineRequest): Promise<Examination> {
  const [caller, attempt, signs] = await Promise.all([
    asked(() => ports.organization.caller()),
    asked(() => ports.store.attempt()),
    ports.signs(),
  ]);
  const known = isAnswered(caller) ? await examineKnown(ports, request, caller.answer) : undefined;
  ports.progress.close();
  return { now: request.now, store: { place: ports.store.place, attempt }, signs, caller, known };
}

async function examineKnown(ports: ExaminePorts, request: ExamineRequest, caller: Caller): Promise<Known> {
  const { settings, placeOf } = request;
  const [organization, listed] = await Promise.all([
    asked(() => ports.organization.describe()),
    asked(() => accountsOf(ports.organization)),
  ]);
  if (isAnswered(organization)) checkPayer(organization.answer, settings, placeOf);
  const scopes = isAnswered(listed)
    ? await asked(() => checkScopes(ports.organization, listed.answer, settings, selectionOf(request), placeOf))
    : undefined;
  const managementAccountId = isAnswered(organization) ? organization.answer.managementAccountId : undefined;
  const probes = ports.probes(caller);
  const accounts = lookedAt(listed, request, caller);
  const [looked, bill, receivers] = await Promise.all([
    examineAccounts({ probes, progress: ports.progress }, { ...request, caller, managementAccountId, accounts }),
    examineBill(ports, request, { caller, organization, probes }),
    examineReceivers(ports, request, isAnswered(organization) ? organization.answer.id : null),
  ]);
  const count = isAnswered(listed) ? { answer: listed.answer.length } : listed;
  return { organization, accounts: count, scopes, bill, receivers, ...looked };
}

async function accountsOf(port: OrganizationPort): Promise<readonly Account[]> {
  const accounts = new Map<string, Account>();
  for await (const account of port.accounts()) accounts.set(account.id, account);
  return [...accounts.values()].sort(byId);
}

/** Without a list, the accounts that the person names, or else the caller's own, can be looked at all the same. */
function lookedAt(listed: Asked<readonly Account[]>, { accounts }: ExamineRequest, caller: Caller): readonly Account[] {
  if (isAnswered(listed)) return listed.answer.filter(({ id }) => accounts.length === 0 || accounts.includes(id));
  const ids = accounts.length > 0 ? accounts : [caller.accountId];
  return ids.map((id) => ({ id, name: '', state: '', ouPath: '' })).sort(byId);
}

function byId(a: Account, b: Account): number {
  return a.id < b.id ? -1 : 1;
}

function selectionOf({ accounts }: ExamineRequest) {
  return accounts.length === 0 ? null : { accounts, ous: [], regions: [], rules: [] };
}

async function examineReceivers(
  { receivers, alerts }: ExaminePorts,
  { settings, now }: ExamineRequest,
  organizationId: string | null,
): Promise<Known['receivers']> {
  return Promise.all(
    settings.alerts.routes.map(async (route) => {
      const { id: routeId, channel } = route;
      const address = channel === 'slack' ? await asked(() => receivers.checkAddress(route)) : undefined;
      const message: TestMessage = {
        schemaVersion: 1,
        kind: 'test',
        id: `test-${dayOf(now)}-${routeId}`,
        routeId,
        at: now,
        organizationId,
      };
      const sent = alerts && (await asked(() => alerts.send(route, message)));
      return { route, address, sent };
    }),
  );
}
