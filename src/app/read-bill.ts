import type { Account } from '../domain/account.ts';
import { AwsError } from '../domain/errors.ts';
import type { Settings } from '../domain/settings.ts';
import { amountsOf } from '../engine/spend/add-up.ts';
import {
  isConsistent,
  type ServiceAmount,
  type ServiceLine,
  serviceLines,
  valueMeanings,
} from '../engine/spend/by-service.ts';
import type { SpendContext } from '../engine/spend/classify.ts';
import { accountLines, type SpendLine, splitUntagged, type ValueAmount } from '../engine/spend/lines.ts';
import { budgetText, failureText } from '../engine/spend/remedy.ts';
import { type SpendWindow, segmentsOf } from '../engine/spend/window.ts';
import type { BillingPort, CostRow } from '../ports/billing.ts';
import { type Bill, MAX_FILTER_VALUES } from './bill.ts';

export interface BillRequest {
  readonly billing: BillingPort;
  readonly bill: Bill;
  readonly settings: Settings;
  readonly span: SpendWindow;
  readonly accounts: ReadonlyMap<string, Account>;
  /** The principal key is an active cost allocation tag. */
  readonly hasPrincipals: boolean;
  /** The bill by service can be asked for just the accounts wanted. */
  readonly hasServices: boolean;
}

/** The bill, line by line. */
export interface BillReading {
  readonly window: readonly SpendLine[];
  readonly week: readonly SpendLine[];
  /** Null where the cut by service is missing. */
  readonly services: readonly ServiceLine[] | null;
  readonly isPrincipalRead: boolean;
  /** What the window's lines were made of. */
  readonly rows: readonly CostRow[];
  /** Parts that could not be read, a sentence each. */
  readonly missing: readonly string[];
}

interface Amounts {
  readonly window: readonly ValueAmount[];
  readonly week: readonly ValueAmount[];
}

/** A part of the bill that can be done without: undefined, and named, where it does not fit or fails. */
type Optional = <T>(what: string, requests: number, work: () => Promise<T>) => Promise<T | undefined>;

const SERVICES = 'The cut by service is missing';
const PRINCIPALS = 'Values of IAM principals are missing';
const TOO_MANY = `it can be asked for ${MAX_FILTER_VALUES} selected accounts at most; nor are services shown that only look like models.`;
const REFRESHED = 'Cost Explorer refreshed its data between two answers. Run again.';

/** Reads the bill by account, then by service, then by principal. Throws AwsError where the first cannot be read. */
export async function readBill(request: BillRequest): Promise<BillReading> {
  const { bill, span, settings } = request;
  const missing: string[] = [];
  const optional = optionalParts(request, missing);
  const answer = await bill.accounts(segmentsOf(span.window, settings.agreements), false);
  const week = await bill.accounts(segmentsOf(span.week, settings.agreements), false);
  const plain: Amounts = { window: answer.amounts, week: week.amounts };

  const tagged = judge(request, plain, false);
  const own = await readServices(request, optional, tagged.window, false);
  const split = request.hasPrincipals ? await readPrincipals(request, optional, plain, missing) : undefined;
  const told = split ? judge(request, split, true) : tagged;
  const principals = own && split ? await readServices(request, optional, told.window, true) : undefined;
  const isWhole = own && (principals || !split);
  const services = isWhole ? joinServices(request, told, own, principals) : null;
  if (services === undefined) missing.push(`${SERVICES}: ${REFRESHED}`);
  if (!request.hasServices) missing.push(`${SERVICES}: ${TOO_MANY}`);
  return {
    window: told.window,
    week: told.week,
    services: services ?? null,
    isPrincipalRead: split !== undefined,
    rows: answer.rows,
    missing,
  };
}

function optionalParts({ billing, settings }: BillRequest, missing: string[]): Optional {
  return async (what, requests, work) => {
    const left = settings.spend.maxRequests - billing.requests();
    if (requests > left) {
      missing.push(budgetText(what, requests, left, settings));
      return undefined;
    }
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      missing.push(failureText(what, error.failure, settings));
      return undefined;
    }
  };
}

interface Judged {
  readonly window: readonly SpendLine[];
  readonly week: readonly SpendLine[];
  readonly context: SpendContext;
}

function judge({ settings, accounts }: BillRequest, { window, week }: Amounts, isPrincipalRead: boolean): Judged {
  const context = { ...settings, isPrincipalRead };
  return { window: accountLines(window, accounts, context), week: accountLines(week, accounts, context), context };
}

interface ServicesRead {
  readonly amounts: readonly ValueAmount[];
  readonly ofAmbiguous: readonly ServiceAmount[];
}

/** The bill by service, under the resource key or, for what has no value there, under the principal key. */
async function readServices(
  { bill, span, settings, hasServices }: BillRequest,
  optional: Optional,
  lines: readonly SpendLine[],
  ofPrincipals: boolean,
): Promise<ServicesRead | undefined> {
  if (!hasServices) return undefined;
  const segments = segmentsOf(span.window, settings.agreements);
  const ambiguous = valueMeanings(lines).ambiguous.filter(({ isPrincipals }) => isPrincipals === ofPrincipals);
  return optional(SERVICES, segments.length + ambiguous.length, async () => {
    const { amounts } = await bill.services(segments, ofPrincipals);
    return { amounts, ofAmbiguous: (await bill.ambiguous(ambiguous)).amounts };
  });
}

/** The bill by account, what has no value under the resource key split by the values under the principal key. */
async function readPrincipals(
  { bill, span, settings }: BillRequest,
  optional: Optional,
  plain: Amounts,
  missing: string[],
): Promise<Amounts | undefined> {
  const segments = segmentsOf(span.window, settings.agreements);
  const weekSegments = segmentsOf(span.week, settings.agreements);
  const answers = await optional(PRINCIPALS, segments.length + weekSegments.length, async () => ({
    window: (await bill.accounts(segments, true)).amounts,
    week: (await bill.accounts(weekSegments, true)).amounts,
  }));
  if (answers === undefined) return undefined;
  const window = splitUntagged(plain.window, answers.window);
  const week = splitUntagged(plain.week, answers.week);
  if (window && week) return { window, week };
  missing.push(`${PRINCIPALS}: ${REFRESHED}`);
  return undefined;
}

/** The cut by service; undefined where it does not add up to the cut by account. */
function joinServices(
  { accounts }: BillRequest,
  { window, context }: Judged,
  own: ServicesRead,
  principals: ServicesRead | undefined,
): readonly ServiceLine[] | undefined {
  const amounts = splitUntagged(own.amounts, principals?.amounts ?? []);
  const ofAmbiguous = [...own.ofAmbiguous, ...(principals?.ofAmbiguous ?? [])];
  const lines = amounts && serviceLines(amounts, ofAmbiguous, valueMeanings(window), accounts, context);
  return lines && isConsistent(lines, amountsOf(window)) ? lines : undefined;
}
