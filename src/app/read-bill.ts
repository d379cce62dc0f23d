import type { Account } from '../domain/account.ts';
import type { Settings } from '../domain/settings.ts';
import { amountsOf } from '../engine/spend/add-up.ts';
import {
  type AmbiguousValue,
  isConsistent,
  type ServiceAmount,
  type ServiceLine,
  serviceLines,
  valueMeanings,
} from '../engine/spend/by-service.ts';
import { mayUsePrincipals } from '../engine/spend/classify.ts';
import { accountLines, type SpendLine, splitUntagged, type ValueAmount } from '../engine/spend/lines.ts';
import type { RequestPlan } from '../engine/spend/plan.ts';
import type { CostRow } from '../ports/billing.ts';
import type { Bill } from './bill.ts';
import type { Parts } from './parts.ts';
import type { TagStates } from './tag-states.ts';

export interface BillRequest {
  readonly parts: Parts;
  readonly plan: RequestPlan;
  readonly settings: Settings;
  readonly accounts: ReadonlyMap<string, Account>;
  /** False where the amounts have parts that MAP never counts: then nobody can be judged by them. */
  readonly isJudged: boolean;
}

/** The bill, line by line. */
export interface BillReading {
  readonly window: readonly SpendLine[];
  /** Undefined where the judged week is missing. */
  readonly week: readonly SpendLine[] | undefined;
  /** Null where the cut by service is missing. */
  readonly services: readonly ServiceLine[] | null;
  /** What has no value may bear one under a principal key that was not asked. */
  readonly isUntold: boolean;
  /** What the window's lines were made of. */
  readonly rows: readonly CostRow[];
}

/** The bill under one key, as it was answered. */
export interface KeyedBill {
  readonly window: readonly ValueAmount[];
  readonly week: readonly ValueAmount[] | undefined;
  readonly services: ServicesRead | undefined;
  readonly rows: readonly CostRow[];
}

interface ServicesRead {
  readonly amounts: readonly ValueAmount[];
  readonly ofAmbiguous: readonly ServiceAmount[];
}

const WEEK = 'No account is judged by its spend, and nothing is known to be at risk: the last seven days are missing';
const SERVICES = 'The cut by service is missing';
export const PRINCIPALS = 'Values of IAM principals are missing';
const REFRESHED = 'Cost Explorer refreshed its data between two answers. Run again.';

function alsoActiveText(key: string): string {
  return `${PRINCIPALS} under ${key}, which is an active cost allocation tag too: they are read under one key only. Group the cost of Bedrock by that key in Cost Explorer to see whether it has any.`;
}

/** Reads the bill under the resource key, by account and then by service. Throws AwsError where the first fails. */
export async function readBill(request: BillRequest, bill: Bill): Promise<KeyedBill> {
  const { parts, plan, isJudged } = request;
  const { window, rows, week: askWeek } = await bill.accounts();
  const week = isJudged ? await parts.optional(WEEK, plan.week, askWeek) : undefined;
  const { ambiguous } = valueMeanings(judged(request, window, false));
  const requests = plan.services + bill.requestsFor(ambiguous);
  const services = await parts.optional(SERVICES, requests, () => readServices(bill, ambiguous));
  return { window, week, services, rows };
}

/** How many requests {@link readPrincipals} takes at most, with one page an answer. */
export function principalRequests({ plan }: BillRequest, own: KeyedBill): number {
  return own.services ? plan.principals : plan.accounts + plan.week;
}

/**
 * Reads what has no value under the resource key by the values under the principal key, in the same cuts: all of them or
 * none. Throws AwsError.
 */
export async function readPrincipals(request: BillRequest, own: KeyedBill, bill: Bill): Promise<KeyedBill> {
  const { window, rows, week: askWeek } = await bill.accounts();
  const week = own.week && (await askWeek());
  const split = own.services && splitUntagged(own.window, window);
  if (!split) return { window, week, services: undefined, rows };
  const { ambiguous } = valueMeanings(judged(request, split, false));
  const ofPrincipals = ambiguous.filter(({ isPrincipals }) => isPrincipals);
  return { window, week, services: await readServices(bill, ofPrincipals), rows };
}

/** Puts both bills together and judges each amount. Principals are left out, and named, where they do not add up. */
export function joinBills(
  request: BillRequest,
  own: KeyedBill,
  states: TagStates | undefined,
  principals: KeyedBill | undefined,
): BillReading {
  const { parts } = request;
  const split = splitBill(own, principals);
  if (principals && !split) parts.lack(`${PRINCIPALS}: ${REFRESHED}`);
  if (split && states?.alsoActive !== undefined) parts.lack(alsoActiveText(states.alsoActive));
  const isUntold = split ? states?.alsoActive !== undefined : mayHavePrincipals(states, request.settings);
  const { window, week } = split ?? own;
  const lines = judged(request, window, isUntold);
  const services = own.services && joinServices(request, lines, own.services, split && principals?.services);
  if (own.services && !services) parts.lack(`${SERVICES}: ${REFRESHED}`);
  return {
    window: lines,
    week: week && judged(request, week, isUntold),
    services: services ?? null,
    isUntold,
    rows: own.rows,
  };
}

/** Whether the bill may have values of principals: under an active key it may, however accounts are meant to do it. */
function mayHavePrincipals(states: TagStates | undefined, { method }: Settings): boolean {
  return states?.principal?.status === 'active' || mayUsePrincipals(method);
}

function judged(
  { settings, accounts }: BillRequest,
  amounts: readonly ValueAmount[],
  isUntold: boolean,
): readonly SpendLine[] {
  return accountLines(amounts, accounts, { ...settings, isUntold });
}

async function readServices(bill: Bill, ambiguous: readonly AmbiguousValue[]): Promise<ServicesRead> {
  return { amounts: await bill.services(), ofAmbiguous: await bill.ambiguous(ambiguous) };
}

/** Window and week, what has no value split by principals; undefined where a part is more than there is to split. */
function splitBill(
  own: KeyedBill,
  principals: KeyedBill | undefined,
): { readonly window: readonly ValueAmount[]; readonly week: readonly ValueAmount[] | undefined } | undefined {
  if (!principals) return undefined;
  const window = splitUntagged(own.window, principals.window);
  if (!own.week || !principals.week) return window && { window, week: undefined };
  const week = splitUntagged(own.week, principals.week);
  return window && week && { window, week };
}

/** The cut by service; undefined where it does not add up to the cut by account. */
function joinServices(
  { settings, accounts }: BillRequest,
  window: readonly SpendLine[],
  own: ServicesRead,
  principals: ServicesRead | undefined,
): readonly ServiceLine[] | undefined {
  const amounts = splitUntagged(own.amounts, principals?.amounts ?? []);
  const ofAmbiguous = [...own.ofAmbiguous, ...(principals?.ofAmbiguous ?? [])];
  // Of values only: what has none means the same in every account.
  const context = { ...settings, isUntold: false };
  const lines = amounts && serviceLines(amounts, ofAmbiguous, valueMeanings(window), accounts, context);
  return lines && isConsistent(lines, amountsOf(window)) ? lines : undefined;
}
