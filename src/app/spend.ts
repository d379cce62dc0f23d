import type { Account } from '../domain/account.ts';
import type { IsoDate } from '../domain/dates.ts';
import { AwsError } from '../domain/errors.ts';
import type { ModelCatalog } from '../domain/model-catalog.ts';
import { isZero, sumOf } from '../domain/money.ts';
import type { RegionCatalog } from '../domain/region-catalog.ts';
import type { Settings } from '../domain/settings.ts';
import type { AccountSpend, CostAllocationTagState } from '../domain/spend.ts';
import { accountSpends } from '../engine/spend/account-spend.ts';
import { groupBy } from '../engine/spend/add-up.ts';
import type { BilledPair, Pair } from '../engine/spend/billed-pairs.ts';
import { type SpendDraft, spendDraft } from '../engine/spend/draft.ts';
import { planRequests, planText, type RequestPlan } from '../engine/spend/plan.ts';
import { budgetText, failureText } from '../engine/spend/remedy.ts';
import { isBedrockService, isDataTransfer, looksLikeModel } from '../engine/spend/services.ts';
import { type Span, spendWindow } from '../engine/spend/window.ts';
import type { BillingPort, CostRow } from '../ports/billing.ts';
import { type BedrockUsage, type BillScope, costsByService, createBill } from './bill.ts';
import { readBilledPairs } from './billed-pairs.ts';
import { createParts, type Parts } from './parts.ts';
import {
  type BillReading,
  type BillRequest,
  joinBills,
  type KeyedBill,
  PRINCIPALS,
  principalRequests,
  readBill,
  readPrincipals,
} from './read-bill.ts';
import { probePrincipalKey, readTagStates, type TagStates } from './tag-states.ts';

export interface SpendRequest {
  readonly settings: Settings;
  /** The whole organization. */
  readonly accounts: readonly Account[];
  /** Only these are asked for; undefined for all. */
  readonly selected?: readonly string[];
  readonly today: IsoDate;
  readonly catalog: ModelCatalog;
  readonly regions: RegionCatalog;
  /** Targets whose region is switched off, once they are known. */
  readonly disabled: Promise<readonly Pair[]>;
  readonly note: (text: string) => void;
}

export interface SpendReading {
  readonly spend: SpendDraft;
  /** By id, every account that was asked for; empty where their spend or the judged week could not be read. */
  readonly byAccount: ReadonlyMap<string, AccountSpend>;
  /** Of the map tag's key and, where it is known, of its principal form; null where they could not be read. */
  readonly tags: readonly CostAllocationTagState[] | null;
  /** Targets that nobody could read because their region is switched off, and that cost money all the same. */
  readonly billed: readonly BilledPair[];
}

const NOTHING = { byAccount: new Map(), tags: null, billed: [] } as const;
const UNREAD = 'The bill could not be read';
const TAGS = 'The state of the cost allocation tags is unknown, and values of IAM principals were not looked for';
const TRANSFER =
  'No account is judged by its spend: data transfer, which MAP never counts, is part of the amounts, since its usage types could not be read';

/**
 * Reads what the organization spent on Bedrock and what became of it. Never throws an AwsError: what could not be read
 * is named in `spend`, with the reason and the remedy.
 */
export async function readSpend(billing: BillingPort, request: SpendRequest): Promise<SpendReading> {
  const { settings, today, selected } = request;
  if (!settings.spend.enabled || selected?.length === 0) return { ...NOTHING, spend: { status: 'not-run' } };
  const plan = planRequests(settings, today, (selected ?? request.accounts).length);
  request.note(planText(plan, settings.spend.maxRequests));
  const needed = plan.discovery + plan.dataTransfer + plan.accounts;
  const left = settings.spend.maxRequests - billing.requests();
  if (needed > left) return unavailable(billing, budgetText(UNREAD, needed, left, settings), undefined);
  const parts = createParts(billing, settings);
  // The states are worth a sentence, not the bill: whoever may not read them may still read what was spent.
  const states = await parts.optional(TAGS, 1, () => readTagStates(billing, settings));
  try {
    return await readAll(billing, request, { plan, parts, states });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return unavailable(billing, failureText(UNREAD, error.failure, settings), states);
  }
}

function unavailable(billing: BillingPort, reason: string, states: TagStates | undefined): SpendReading {
  return { ...NOTHING, tags: listOf(states), spend: { status: 'unavailable', reason, requests: billing.requests() } };
}

function listOf(states: TagStates | undefined): SpendReading['tags'] {
  if (!states) return null;
  return states.principal ? [states.resource, states.principal] : [states.resource];
}

/** What the first steps gave to the later ones. */
interface Start {
  readonly plan: RequestPlan;
  readonly parts: Parts;
  readonly states: TagStates | undefined;
}

async function readAll(billing: BillingPort, request: SpendRequest, start: Start): Promise<SpendReading> {
  const { settings, selected, catalog } = request;
  const { parts } = start;
  const span = spendWindow(request.today, settings.spend.lookbackDays);
  const scope: BillScope = { metric: settings.spend.metric, span, ...(selected && { accounts: selected }) };
  const all = await costsByService(billing, scope);
  const services = [...new Set(all.map(serviceOf))].filter(isBedrockService).sort();
  const accounts = new Map(request.accounts.map((account) => [account.id, account]));
  const { read, billed, states } =
    services.length === 0
      ? { read: EMPTY_BILL, billed: [], states: start.states }
      : await readBedrock(billing, request, { ...start, scope, services, accounts });

  const tags = listOf(states);
  const currencies = [...new Set(read.rows.filter(({ amount }) => !isZero(amount)).map(({ unit }) => unit))].sort();
  // A bill without an amount has no currency either.
  const [currency = 'USD', ...others] = currencies;
  if (others.length > 0 || currency === '') {
    return { ...unavailable(billing, currencyText(currencies), states), billed };
  }
  const isJudged = currency === 'USD';
  if (!isJudged) parts.lack(foreignText(currency));
  const { window, week, isUntold } = read;
  return {
    tags,
    billed,
    byAccount:
      isJudged && week ? accountSpends({ window, week }, selected ?? [...accounts.keys()], isUntold) : new Map(),
    spend: spendDraft({
      settings,
      span,
      accounts,
      catalog,
      lines: window,
      services: read.services,
      currency,
      estimatedMonths: new Set(read.rows.flatMap(({ start, estimated }) => (estimated ? [start.slice(0, 7)] : []))),
      requests: billing.requests(),
      missing: parts.missing,
      unclassedServices: unclassed(all, span.window, catalog),
      costAllocationTags: tags,
    }),
  };
}

const EMPTY_BILL: BillReading = { window: [], week: [], services: [], isUntold: false, rows: [] };

interface Bedrock extends Start {
  readonly scope: BillScope;
  readonly services: readonly string[];
  readonly accounts: ReadonlyMap<string, Account>;
}

/** What Bedrock's services cost: under the resource key, in regions that are switched off, under the principal key. */
async function readBedrock(
  billing: BillingPort,
  { settings, today, regions, disabled }: SpendRequest,
  { plan, parts, states, scope, services, accounts }: Bedrock,
): Promise<{
  readonly read: BillReading;
  readonly billed: readonly BilledPair[];
  readonly states: TagStates | undefined;
}> {
  const types = await parts.optional(TRANSFER, plan.dataTransfer, () =>
    billing.usageTypes({ ...scope.span.both, services }),
  );
  const usage: BedrockUsage = { services, dataTransferTypes: (types ?? []).filter(isDataTransfer) };
  const view = { key: settings.tag.key, agreements: settings.agreements, byDay: plan.byDay };
  const request = { parts, plan, settings, accounts, isJudged: types !== undefined };
  const own = await readBill(request, createBill(billing, scope, usage, view));
  const pairs = await disabled;
  const billed = await readBilledPairs(billing, parts, { pairs, usage, today, settings, regions });
  const known = states && (await findPrincipalKey(billing, request, own, { states, span: scope.span.both }));
  const { key: principalKey, status } = known?.principal ?? {};
  const principals =
    principalKey !== undefined && status === 'active'
      ? await parts.optional(PRINCIPALS, principalRequests(request, own), () =>
          readPrincipals(request, own, createBill(billing, scope, usage, { ...view, principalKey })),
        )
      : undefined;
  return { read: joinBills(request, own, known, principals), billed, states: known };
}

/** Looks on the bill for a principal key that AWS does not list; only where what it may lead to fits as well. */
async function findPrincipalKey(
  billing: BillingPort,
  request: BillRequest,
  own: KeyedBill,
  { states, span }: { readonly states: TagStates; readonly span: Span },
): Promise<TagStates> {
  if (states.principal) return states;
  const { parts, plan, settings } = request;
  const principal = await parts.optional(PRINCIPALS, plan.probes + principalRequests(request, own), () =>
    probePrincipalKey(billing, settings.tag.key, span),
  );
  return { ...states, principal };
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
