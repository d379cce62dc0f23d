import { createHash } from 'node:crypto';
import { type Account, type Caller, isNamedBy, type Organization } from '../domain/account.ts';
import type { Digest } from '../domain/alerts.ts';
import type { IsoInstant } from '../domain/dates.ts';
import { AwsError } from '../domain/errors.ts';
import type { MemoryLine } from '../domain/memory.ts';
import type { ModelCatalog } from '../domain/model-catalog.ts';
import type { RegionCatalog } from '../domain/region-catalog.ts';
import type { ReportHead, Run, Selection } from '../domain/report.ts';
import type { Settings } from '../domain/settings.ts';
import type { Rule } from '../engine/compile-rule.ts';
import { consoleUrlOf } from '../engine/console-url.ts';
import { WAIVERS_KEY } from '../engine/lifecycle.ts';
import { rulesetHash } from '../engine/ruleset.ts';
import { appliedTags } from '../engine/stripped.ts';
import { createTally } from '../engine/tally.ts';
import type { Outbox } from '../ports/alerts.ts';
import type { BillingPort } from '../ports/billing.ts';
import type { Clock } from '../ports/clock.ts';
import type { InventoryPort } from '../ports/inventory.ts';
import type { OrganizationPort } from '../ports/organization.ts';
import type { Progress } from '../ports/progress.ts';
import type { RegionsPort } from '../ports/regions.ts';
import type { RunStore, RunWriter } from '../ports/run-store.ts';
import { readAccountTags } from './account-tags.ts';
import type { GivenBaseline } from './baseline.ts';
import { createBook } from './book.ts';
import { createChronicle } from './chronicle.ts';
import { enclose } from './enclose.ts';
import { readableLedgers } from './ledgers.ts';
import { checkPayer } from './payer-check.ts';
import { recall, recallMemory } from './recall.ts';
import { recordBilling } from './record-billing.ts';
import { noteUnlisted, wantedRegions } from './region-check.ts';
import { ruleCounts } from './rule-counts.ts';
import { checkScopes, type PlaceOf } from './scope-check.ts';
import { allRegions, disabledPairs, surveyRegions } from './survey.ts';
import { createTeller, type Teller } from './teller.ts';
import { walk } from './walk.ts';
import { readWantedBill } from './wanted-bill.ts';

export interface AuditPorts {
  readonly organization: OrganizationPort;
  /** What reads the accounts and the bill. */
  readonly accounts: (run: AuditedRun) => AccountPorts;
  readonly store: RunStore;
  /** Where digests wait for their delivery; left out where nobody is to be told. */
  readonly outbox?: Outbox;
  readonly clock: Clock;
  readonly progress: Progress;
}

/** For whom accounts and bill are read. */
export interface AuditedRun {
  /** Goes into the sessions' names. */
  readonly runId: string;
  readonly caller: Caller;
  readonly organization: Organization;
}

export interface AccountPorts {
  readonly regions: RegionsPort;
  readonly inventory: InventoryPort;
  readonly billing: BillingPort;
}

/** What earlier parts of a run leave to the next one, beside what they read. */
export interface EarlierParts {
  /** How many came to their end. */
  readonly count: number;
  /** What the last of them remembered: whoever it told need not be told again. Undefined where its process died. */
  readonly memory: AsyncIterable<MemoryLine> | undefined;
  /** Routes of which its memory says that they were told, and to which nobody tried to send that. */
  readonly unheard: ReadonlySet<string>;
}

export interface AuditRequest {
  readonly settings: Settings;
  readonly rules: readonly Rule[];
  readonly regionCatalog: RegionCatalog;
  readonly modelCatalog: ModelCatalog;
  readonly selection: Selection | null;
  /** An earlier run whose findings do not fail this one. */
  readonly baseline?: GivenBaseline;
  /** Whether the bill is read; the configuration may refuse it too. */
  readonly spend: boolean;
  readonly concurrency: number;
  readonly toolVersion: string;
  readonly placeOf: PlaceOf;
  /** Left out where the run begins. */
  readonly earlier?: EarlierParts;
}

/**
 * Audits the organization and writes the run. Throws ConfigError for what the user must correct, AwsError where the
 * organization itself cannot be read; then the run leaves nothing behind.
 */
export async function audit(ports: AuditPorts, request: AuditRequest): Promise<Run> {
  const startedAt = ports.clock.now();
  const found = await discover(ports.organization);
  checkPayer(found.organization, request.settings, request.placeOf);
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
  if (!accounts.has(organization.managementAccountId)) throw incomplete(organization.managementAccountId);
  return { caller, organization, accounts: [...accounts.values()].sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

/** AWS lists the management account among the others: a list without it is not the whole one. */
function incomplete(managementAccountId: string): AwsError {
  return new AwsError({
    outcome: 'failed',
    operation: 'organizations:ListAccounts',
    code: 'IncompleteListing',
    requestId: null,
    message: `The list of accounts lacks the management account ${managementAccountId}, so it is not the whole list.`,
  });
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
  const { settings, selection, rules, regionCatalog, modelCatalog } = request;
  const { caller, organization, startedAt } = found;
  const { progress } = ports;
  const { regions, inventory, billing } = ports.accounts({ runId: writer.runId, caller, organization });
  const recorded = recordBilling(billing);
  const named = await callersRegions(regions, found);
  const wanted = wantedRegions({ ...request, catalog: regionCatalog }, named);
  noteUnlisted(named, regionCatalog, progress);
  const accounts = found.accounts.filter((account) => isSelected(account, selection));
  progress.planned(accounts.length * (wanted ?? named).length);

  const survey = surveyRegions(regions, accounts, settings);
  const universe = allRegions(survey, wanted, named, regionCatalog);
  const tagsOf = settings.owners ? readAccountTags(ports.organization, accounts, progress) : undefined;
  const money = readWantedBill(recorded.billing, request, found, accounts, progress, async () =>
    disabledPairs(survey, await universe, accounts, settings, regionCatalog),
  );
  // Awaited below, and by then the walk is under way; a rejection in between must not be taken for unhandled.
  money.catch(() => undefined);

  const teller = tellerFor(ports, request, startedAt);
  const tally = createTally(new Map(rules.map(({ definition, severity }) => [definition.id, severity])));
  const applied = appliedTags(await readableLedgers(ports.store, progress));
  const book = createBook({ settings, rules, catalog: modelCatalog, now: startedAt, tally, applied });
  const { concurrency } = request;
  const walked = walk(
    { inventory, progress },
    {
      accounts,
      scope: settings,
      survey,
      universe,
      catalog: regionCatalog,
      concurrency,
      judge: book.judge,
      ...(wanted && { regions: wanted }),
    },
  );
  // The first account is started before the bill is waited for.
  const first = walked.next();
  first.catch(() => undefined);
  const bill = await money;
  const remembered = await recall(ports.store, { organizationId: organization.id, now: startedAt, progress });
  const ownMemory = request.earlier?.memory;
  const told = ownMemory && (await recallMemory(writer.runId, ownMemory, progress));
  const write = createChronicle({
    writer,
    recall: remembered,
    told,
    unheard: request.earlier?.unheard,
    tally,
    rules,
    selection,
    baseline: request.baseline?.findings ?? new Map(),
    teller,
    applied,
    tagKey: settings.tag.key,
  });
  try {
    await write({ key: '', ...book.organization(organization.id, bill) });
    for (let next = await first; !next.done; next = await walked.next()) {
      const { account } = next.value;
      const accountTags = await tagsOf?.(account.id);
      await write({ key: account.id, ...book.account(next.value, { bill, ...(accountTags && { accountTags }) }) });
    }
    await write({ key: WAIVERS_KEY, ...book.waivers(selection === null) });
  } finally {
    await remembered.close();
    await told?.close();
  }
  await enclose(writer, request, recorded);
  progress.close();
  const head: ReportHead = {
    schemaVersion: 1,
    runId: writer.runId,
    tool: { name: 'mapwarden', version: request.toolVersion },
    catalog: { edition: modelCatalog.edition, sha256: modelCatalog.sha256 },
    startedAt,
    finishedAt: ports.clock.now(),
    now: startedAt,
    caller,
    configuration: { sha256: settings.sha256 },
    ruleset: { sha256: rulesetHash(rules) },
    organization: { ...organization, accounts: found.accounts.length },
    coverage: tally.coverage(selection),
    totals: tally.totals(),
    baseline: request.baseline ? { runId: request.baseline.runId, findings: tally.inBaseline() } : null,
    rules: ruleCounts(rules, tally),
    spend: book.spend(bill),
    traffic: { status: 'not-run' },
  };
  const { place } = writer;
  const digests = teller?.digests({ head, place, consoleUrl: consoleUrlOf(place), previous: remembered.runId }) ?? [];
  return finish(writer, head, digests, ports.outbox);
}

/** Digests are there before the run is: what it remembers as told must not be lost, and without it nobody sends them. */
async function finish(
  writer: RunWriter,
  head: ReportHead,
  digests: readonly Digest[],
  outbox: Outbox | undefined,
): Promise<Run> {
  try {
    for (const digest of digests) await outbox?.put(digest);
    return await writer.finish(head);
  } catch (error) {
    // Its id is free again then: a later run of that id must not make these digests its own.
    for (const digest of digests) await outbox?.withdraw(digest);
    throw error;
  }
}

function tellerFor(ports: AuditPorts, { settings, selection }: AuditRequest, now: IsoInstant): Teller | undefined {
  if (!ports.outbox) return undefined;
  if (selection === null) return createTeller(settings.alerts, now);
  ports.progress.note('Nobody is told what this run finds: a run with a selection is no successor of the one before.');
  return undefined;
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
