import type { Account } from '../domain/account.ts';
import type { IsoDate } from '../domain/dates.ts';
import { AwsError } from '../domain/errors.ts';
import type { ModelCatalog } from '../domain/model-catalog.ts';
import { isZero, sumOf } from '../domain/money.ts';
import type { Settings } from '../domain/settings.ts';
import type { AccountSpend, CostAllocationTagState } from '../domain/spend.ts';
import { accountSpends } from '../engine/spend/account-spend.ts';
import { groupBy } from '../engine/spend/add-up.ts';
import { findBilledPairs, type Pair } from '../engine/spend/billed-pairs.ts';
import { mayUsePrincipals } from '../engine/spend/classify.ts';
import { type SpendDraft, spendDraft } from '../engine/spend/draft.ts';
import { planRequests, planText, type RequestPlan } from '../engine/spend/plan.ts';
import { budgetText, failureText } from '../engine/spend/remedy.ts';
import { isBedrockService, isDataTransfer, looksLikeModel } from '../engine/spend/services.ts';
import { type Span, spendWindow } from '../engine/spend/window.ts';
import type { BillingPort, CostRow } from '../ports/billing.ts';
import { type BillScope, costsByService, createBill, MAX_FILTER_VALUES, usageFilter } from './bill.ts';
import { type BillReading, readBill } from './read-bill.ts';

export interface SpendRequest {
  readonly settings: Settings;
  /** The whole organization. */
  readonly accounts: readonly Account[];
  /** Only these are asked for; undefined for all. */
  readonly selected?: readonly string[];
  readonly today: IsoDate;
  readonly catalog: ModelCatalog;
  readonly note: (text: string) => void;
}

export interface SpendReading {
  readonly spend: SpendDraft;
  /** By id, every account that was asked for; empty where spend could not be read, since nothing is known then. */
  readonly byAccount: ReadonlyMap<string, AccountSpend>;
  /** Services that are Bedrock, sorted. */
  readonly services: readonly string[];
  /** Usage types that are left out, sorted. */
  readonly dataTransferTypes: readonly string[];
  /** Of the map tag's key and of its principal form; null where they could not be read. */
  readonly tags: readonly CostAllocationTagState[] | null;
}

const NOTHING = { byAccount: new Map(), services: [], dataTransferTypes: [], tags: null } as const;

/**
 * Reads what the organization spent on Bedrock and what became of it. Never throws an AwsError: what could not be read
 * is named in `spend`, with the reason and the remedy.
 */
export async function readSpend(billing: BillingPort, request: SpendRequest): Promise<SpendReading> {
  const { settings, today, selected } = request;
  if (!settings.spend.enabled || selected?.length === 0) return { ...NOTHING, spend: { status: 'not-run' } };
  const plan = planRequests(settings, today);
  request.note(planText(plan, settings.spend.maxRequests));
  const needed = plan.discovery + plan.accounts + plan.week;
  const left = settings.spend.maxRequests - billing.requests();
  if (needed > left) return unavailable(billing, budgetText(UNREAD, needed, left, settings), null);
  const { tags, missing } = await readTagStates(billing, settings);
  try {
    return await readAll(billing, request, { tags, missing }, plan);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return unavailable(billing, failureText(UNREAD, error.failure, settings), tags);
  }
}

interface TagStates {
  readonly tags: readonly CostAllocationTagState[] | null;
  readonly missing: readonly string[];
}

/** The states are worth a sentence, not the bill: whoever may not read them may still read what was spent. */
async function readTagStates(billing: BillingPort, settings: Settings): Promise<TagStates> {
  const what = 'The state of the cost allocation tags is unknown, and values of IAM principals were not looked for';
  try {
    return { tags: await billing.allocationTags([settings.tag.key, principalKeyOf(settings)]), missing: [] };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { tags: null, missing: [failureText(what, error.failure, settings)] };
  }
}

const UNREAD = 'The bill could not be read';

/** The map tag's key as Cost Explorer has it for tags of IAM principals. Source: AWS Billing user guide, IAM principals. */
function principalKeyOf({ tag }: Pick<Settings, 'tag'>): string {
  return `iamPrincipal/${tag.key}`;
}

function unavailable(billing: BillingPort, reason: string, tags: SpendReading['tags']): SpendReading {
  return { ...NOTHING, tags, spend: { status: 'unavailable', reason, requests: billing.requests() } };
}

async function readAll(
  billing: BillingPort,
  request: SpendRequest,
  { tags, missing }: TagStates,
  plan: RequestPlan,
): Promise<SpendReading> {
  const { settings, selected } = request;
  const span = spendWindow(request.today, settings.spend.lookbackDays);
  const principalKey = principalKeyOf(settings);
  const scope: BillScope = {
    metric: settings.spend.metric,
    key: settings.tag.key,
    principalKey,
    ...(selected && { accounts: selected }),
  };
  const all = await costsByService(billing, scope, span);
  const services = [...new Set(all.map(serviceOf))].filter(isBedrockService).sort();
  const transfer = await readDataTransfer(billing, request, services, plan);
  const accounts = new Map(request.accounts.map((account) => [account.id, account]));
  const hasServices = selected === undefined || selected.length <= MAX_FILTER_VALUES;
  const hasPrincipals = (tags ?? []).some(({ key, status }) => key === principalKey && status === 'active');
  const usage = { services, dataTransferTypes: transfer.types };
  const bill = createBill(billing, scope, usage);
  const parts = { billing, bill, settings, span, accounts, hasPrincipals, hasServices };
  const read = services.length === 0 ? EMPTY_BILL : await readBill(parts);

  const currencies = [...new Set(read.rows.filter(({ amount }) => !isZero(amount)).map(({ unit }) => unit))].sort();
  // A bill without an amount has no currency either.
  const [currency = 'USD', ...others] = currencies;
  if (others.length > 0 || currency === '') return unavailable(billing, currencyText(currencies), tags);
  const isJudged = currency === 'USD';
  const isUntold = !read.isPrincipalRead && mayUsePrincipals(settings.method);
  return {
    ...usage,
    tags,
    byAccount: isJudged ? accountSpends(read, selected ?? [...accounts.keys()], isUntold) : new Map(),
    spend: spendDraft({
      settings,
      span,
      accounts,
      catalog: request.catalog,
      lines: read.window,
      services: read.services,
      currency,
      estimated: read.rows.some(({ estimated }) => estimated),
      requests: billing.requests(),
      missing: [...missing, ...transfer.missing, ...read.missing, ...(isJudged ? [] : [foreignText(currency)])],
      unclassedServices: hasServices ? unclassed(all, span.window, request.catalog) : [],
      costAllocationTags: tags,
    }),
  };
}

const EMPTY_BILL: BillReading = {
  window: [],
  week: [],
  services: [],
  isPrincipalRead: true,
  rows: [],
  missing: [],
};

/** Data transfer can be told from usage only by its types. Not worth the bill itself, where both do not fit. */
async function readDataTransfer(
  billing: BillingPort,
  { settings, today }: SpendRequest,
  services: readonly string[],
  plan: RequestPlan,
): Promise<{ readonly types: readonly string[]; readonly missing: readonly string[] }> {
  if (services.length === 0) return { types: [], missing: [] };
  const what = 'Data transfer, which MAP never counts, is part of the amounts, since its usage types could not be read';
  const left = settings.spend.maxRequests - billing.requests() - plan.accounts - plan.week;
  if (plan.dataTransfer > left) {
    return { types: [], missing: [budgetText(what, plan.dataTransfer, Math.max(0, left), settings)] };
  }
  try {
    const types = await billing.usageTypes({ ...spendWindow(today, settings.spend.lookbackDays).both, services });
    return { types: types.filter(isDataTransfer), missing: [] };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { types: [], missing: [failureText(what, error.failure, settings)] };
  }
}

/** Services whose names are those of models, though they do not say Bedrock: by name, with their totals. */
function unclassed(
  rows: readonly CostRow[],
  window: Span,
  catalog: ModelCatalog,
): readonly { service: string; total: string }[] {
  const within = rows.filter(({ start }) => start >= window.start);
  return groupBy(within, serviceOf)
    .map(([service, group]) => ({ service, total: sumOf(group.map(({ amount }) => amount)) }))
    .filter(({ service, total }) => !isZero(total) && looksLikeModel(service, catalog));
}

function serviceOf({ keys: [service = ''] }: CostRow): string {
  return service;
}

function currencyText(currencies: readonly string[]): string {
  const names = currencies.map((currency) => (currency === '' ? 'an unnamed one' : currency)).join(', ');
  return `The bill could not be added up: Cost Explorer gives its amounts in different currencies (${names}). Ask your AWS account team how the organization is billed.`;
}

function foreignText(currency: string): string {
  return `No account is judged by its spend: the bill is in ${currency}, the threshold spend.minFindingUsd in US dollars.`;
}

export interface PairsRequest {
  /** Accounts in regions that are switched off there. */
  readonly pairs: readonly Pair[];
  readonly services: readonly string[];
  readonly dataTransferTypes: readonly string[];
  readonly today: IsoDate;
  readonly settings: Settings;
  /** Regions by the words that usage types begin with: `EUC1`. */
  readonly prefixes: ReadonlyMap<string, string>;
}

/**
 * The pairs in which something is billed all the same, by account and region, with one request. Never throws an
 * AwsError: `missing` says what is not known then.
 */
export async function billedPairs(
  billing: BillingPort,
  request: PairsRequest,
): Promise<{ readonly billed: readonly Pair[]; readonly missing?: string }> {
  const { pairs, services, dataTransferTypes, settings } = request;
  if (pairs.length === 0 || services.length === 0) return { billed: [] };
  const accounts = [...new Set(pairs.map(({ accountId }) => accountId))].sort();
  const regions = [...new Set(pairs.map(({ region }) => region))].sort();
  const isFiltered = accounts.length <= MAX_FILTER_VALUES;
  const what = 'Whether Bedrock bills anything in regions that are switched off is not known';
  const left = settings.spend.maxRequests - billing.requests();
  if (left < 1) return { billed: [], missing: budgetText(what, 1, left, settings) };
  try {
    const rows = await billing.costs({
      ...spendWindow(request.today, settings.spend.lookbackDays).window,
      granularity: 'MONTHLY',
      metric: settings.spend.metric,
      groupBy: [{ dimension: 'LINKED_ACCOUNT' }, { dimension: 'USAGE_TYPE' }],
      filter: { ...usageFilter({ services, dataTransferTypes }), regions, ...(isFiltered && { accounts }) },
    });
    const amounts = rows.map(({ keys: [accountId = '', usageType = ''], amount }) => ({
      accountId,
      usageType,
      amount,
    }));
    const { billed, unplaced } = findBilledPairs(amounts, pairs, request.prefixes);
    return unplaced.length === 0 ? { billed } : { billed, missing: `${what} for ${unplacedText(unplaced)}` };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { billed: [], missing: failureText(what, error.failure, settings) };
  }
}

function unplacedText(types: readonly string[]): string {
  const more = types.length > 3 ? ` and ${types.length - 3} more` : '';
  return `${types.slice(0, 3).join(', ')}${more}: no region is known by how these usage types begin.`;
}
