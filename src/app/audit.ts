import { createHash } from 'node:crypto';
import { type Account, type Caller, isNamedBy, type Organization } from '../domain/account.ts';
import type { IsoInstant } from '../domain/dates.ts';
import { AwsError, ConfigError, type Problem } from '../domain/errors.ts';
import type { RegionCatalog } from '../domain/region-catalog.ts';
import type { ReportHead, Run, Selection } from '../domain/report.ts';
import type { Settings } from '../domain/settings.ts';
import type { Rule } from '../engine/compile-rule.ts';
import { createTally } from '../engine/tally.ts';
import type { Clock } from '../ports/clock.ts';
import type { InventoryPort } from '../ports/inventory.ts';
import type { OrganizationPort } from '../ports/organization.ts';
import type { Progress } from '../ports/progress.ts';
import type { RegionsPort } from '../ports/regions.ts';
import type { RunStore, RunWriter } from '../ports/run-store.ts';
import { createBook } from './book.ts';
import { noteUnlisted, wantedRegions } from './region-check.ts';
import { checkScopes, type PlaceOf } from './scope-check.ts';
import { walk } from './walk.ts';

export interface AuditPorts {
  readonly organization: OrganizationPort;
  /** What reads the accounts; `runId` goes into the sessions' names. */
  readonly accounts: (run: {
    readonly runId: string;
    readonly caller: Caller;
    readonly organization: Organization;
  }) => { readonly regions: RegionsPort; readonly inventory: InventoryPort };
  readonly store: RunStore;
  readonly clock: Clock;
  readonly progress: Progress;
}

export interface AuditRequest {
  readonly settings: Settings;
  readonly rules: readonly Rule[];
  readonly catalog: RegionCatalog;
  readonly selection: Selection | null;
  readonly concurrency: number;
  readonly toolVersion: string;
  readonly placeOf: PlaceOf;
}

/**
 * Audits the organization and writes the run. Throws ConfigError for what the user must correct, AwsError where the
 * organization itself cannot be read; then the run leaves nothing behind.
 */
export async function audit(ports: AuditPorts, request: AuditRequest): Promise<Run> {
  const startedAt = ports.clock.now();
  const found = await discover(ports.organization);
  checkPayer(found.organization, request);
  await checkScopes(ports.organization, found.accounts, request.settings, request.selection, request.placeOf);
  const writer = await ports.store.begin(startedAt, runSuffix(request));
  try {
    return await auditInto(writer, ports, request, { ...found, startedAt });
  } catch (error) {
    await writer.abandon();
    throw error;
  }
}

interface Found {
  readonly caller: Caller;
  readonly organization: Organization;
  /** By id. */
  readonly accounts: readonly Account[];
}

async function discover(port: OrganizationPort): Promise<Found> {
  const caller = await port.caller();
  const organization = await port.describe();
  const accounts = new Map<string, Account>();
  for await (const account of port.accounts()) accounts.set(account.id, account);
  return { caller, organization, accounts: [...accounts.values()].sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

/** A migration plan is bound to one payer: under another management account its tags earn nothing. */
function checkPayer({ managementAccountId }: Organization, { settings, placeOf }: AuditRequest): void {
  const problems = settings.agreements.flatMap(({ payerAccountId }, index): readonly Problem[] => {
    if (payerAccountId === undefined || payerAccountId === managementAccountId) return [];
    const path = ['agreements', index, 'payerAccountId'];
    const text = `the agreement is bound to another payer; expected the management account ${managementAccountId}; got ${payerAccountId}`;
    return [{ place: placeOf(path), path: `agreements[${index}].payerAccountId`, text }];
  });
  if (problems.length > 0) throw new ConfigError(problems);
}

/** Six hex digits that tell runs of one instant apart: configuration and selection. */
function runSuffix({ settings, selection }: AuditRequest): string {
  return createHash('sha256')
    .update(JSON.stringify([settings.sha256, selection]))
    .digest('hex')
    .slice(0, 6);
}

async function auditInto(
  writer: RunWriter,
  ports: AuditPorts,
  request: AuditRequest,
  found: Found & { readonly startedAt: IsoInstant },
): Promise<Run> {
  const { settings, selection } = request;
  const { caller, organization } = found;
  const { regions, inventory } = ports.accounts({ runId: writer.runId, caller, organization });
  const named = await callersRegions(regions, found);
  const wanted = wantedRegions(request, named);
  noteUnlisted(named, request.catalog, ports.progress);
  const accounts = found.accounts.filter((account) => isSelected(account, selection));
  ports.progress.planned(accounts.length * (wanted ?? named).length);

  const tally = createTally(new Map(request.rules.map(({ definition, severity }) => [definition.id, severity])));
  const book = createBook({ settings, rules: request.rules, now: found.startedAt, tally });
  await writer.append(book.agreements(), []);
  const walked = walk(
    { regions, inventory, progress: ports.progress },
    {
      accounts,
      scope: settings,
      named,
      ...(wanted && { regions: wanted }),
      catalog: request.catalog,
      concurrency: request.concurrency,
      judge: book.judge,
    },
  );
  for await (const account of walked) {
    const { findings, resources } = book.account(account);
    await writer.append(findings, resources);
  }
  ports.progress.close();
  const head: ReportHead = {
    schemaVersion: 1,
    runId: writer.runId,
    tool: { name: 'mapwarden', version: request.toolVersion },
    catalog: null,
    startedAt: found.startedAt,
    finishedAt: ports.clock.now(),
    now: found.startedAt,
    caller,
    configuration: { sha256: settings.sha256 },
    organization: { ...organization, accounts: found.accounts.length },
    coverage: tally.coverage(selection),
    totals: tally.totals(),
    rules: tally.rules(),
    spend: { status: 'not-run' },
    traffic: { status: 'not-run' },
  };
  return writer.finish(head);
}

function isSelected(account: Account, selection: Selection | null): boolean {
  if (!selection || (selection.accounts.length === 0 && selection.ous.length === 0)) return true;
  return isNamedBy(selection, account);
}

/** The regions that AWS names to the caller, by which a region's name can be checked; none where it would not say. */
async function callersRegions(port: RegionsPort, { caller, accounts }: Found): Promise<readonly string[]> {
  const own = accounts.find(({ id }) => id === caller.accountId);
  if (!own) return [];
  try {
    return (await port.regionsOf(own)).map(({ region }) => region);
  } catch (error) {
    if (error instanceof AwsError) return [];
    throw error;
  }
}
