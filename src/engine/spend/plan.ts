import { isEmptyScope } from '../../domain/account.ts';
import { type Agreement, isInTerm } from '../../domain/agreement.ts';
import { daysBetween, type IsoDate } from '../../domain/dates.ts';
import { scaled } from '../../domain/money.ts';
import type { Settings } from '../../domain/settings.ts';
import { isAcceptedInTime, mayUsePrincipals } from './classify.ts';
import { type Span, segmentsOf, spendWindow } from './window.ts';

/** Requests to Cost Explorer, counted before the first is made, by part and in the order in which they are made. */
export interface RequestPlan {
  /** The bill is asked by day and once for all segments, not by month and once for each. */
  readonly byDay: boolean;
  /** The states of the cost allocation tags, and the services: without them nothing can be asked. */
  readonly discovery: number;
  readonly dataTransfer: number;
  readonly accounts: number;
  /** None where the answer by account has its days already. */
  readonly week: number;
  readonly services: number;
  /** At most, where a value means different things in different accounts. */
  readonly ambiguousValues: number;
  /** Where regions are switched off. */
  readonly disabledRegions: number;
  /** Where accounts may use principals, and AWS lists no key of theirs: whether the bill knows one all the same. */
  readonly probes: number;
  /** Where there is a key of principals: accounts, week, services and ambiguous values once more. */
  readonly principals: number;
}

/** Groups on a page of an answer. Source: Cost Explorer API, unverified; longer answers only cost more. */
const PAGE_GROUPS = 5_000;
/** What an account or a service is expected to have on a day: usage without a value, and usage with its agreement's. */
const VALUES_A_DAY = 2;
/** Bedrock's services that an organization is expected to use: each model of AWS Marketplace is one. */
const USUAL_SERVICES = 20;
/** Spellings of the key under which the bill may have tags of principals. */
const PROBES = 2;

/**
 * What the audit asks Cost Explorer, with one page an answer. Longer answers cost more. Each day on which a term begins
 * or ends inside the window costs a request for each answer. Where that may be more than the limit, and answers by day
 * are expected to have fewer pages than there are requests by segment, the bill is asked by day.
 */
export function planRequests(
  settings: Pick<Settings, 'agreements' | 'method' | 'spend'>,
  today: IsoDate,
  accounts: number,
): RequestPlan {
  const { agreements, spend } = settings;
  const { window, week, both } = spendWindow(today, spend.lookbackDays);
  const segments = segmentsOf(window, agreements);
  const restricted = segments.map(({ start }) => restrictedValues(agreements, start));
  const probes = mayUsePrincipals(settings.method) ? PROBES : 0;
  const bySegment = planOf(probes, {
    byDay: false,
    accounts: segments.length,
    week: segmentsOf(week, agreements).length,
    services: segments.length,
    ambiguousValues: restricted.reduce((sum, { size }) => sum + size, 0),
  });
  const byDay = planOf(probes, {
    byDay: true,
    accounts: pagesByDay(accounts, both),
    week: 0,
    services: pagesByDay(USUAL_SERVICES, window),
    ambiguousValues: new Set(restricted.flatMap((values) => [...values])).size,
  });
  const isTooMuch = segments.length > 1 && mostOf(bySegment) > spend.maxRequests;
  return isTooMuch && cutsOf(byDay) < cutsOf(bySegment) ? byDay : bySegment;
}

type Cuts = Pick<RequestPlan, 'byDay' | 'accounts' | 'week' | 'services' | 'ambiguousValues'>;

function planOf(probes: number, cuts: Cuts): RequestPlan {
  const principals = cutsOf(cuts) + cuts.ambiguousValues;
  return { ...cuts, discovery: 2, dataTransfer: 1, disabledRegions: 1, probes, principals };
}

function cutsOf({ accounts, week, services }: Cuts): number {
  return accounts + week + services;
}

function leastOf(plan: RequestPlan): number {
  return plan.discovery + plan.dataTransfer + cutsOf(plan);
}

function mostOf(plan: RequestPlan): number {
  return leastOf(plan) + plan.ambiguousValues + plan.disabledRegions + plan.probes + plan.principals;
}

function pagesByDay(members: number, { start, end }: Span): number {
  return Math.max(1, Math.ceil((members * VALUES_A_DAY * daysBetween(start, end)) / PAGE_GROUPS));
}

/** The plan as a sentence, with what it costs: AWS charges $0.01 for each page. */
export function planText(plan: RequestPlan, maxRequests: number): string {
  const least = leastOf(plan);
  return (
    `Cost Explorer: ${least} requests planned ($${dollars(least)}), at most ${mostOf(plan)} where the bill needs them and each ` +
    `answer has one page; the limit is ${maxRequests} (spend.maxRequests).`
  );
}

function dollars(requests: number): string {
  const [whole = '0', cents = ''] = scaled(String(requests), 1, 100).split('.');
  return `${whole}.${cents.padEnd(2, '0')}`;
}

/** Values of agreements that count on the day, but not in every account. */
function restrictedValues(agreements: readonly Agreement[], day: IsoDate): ReadonlySet<string> {
  const values = agreements
    .filter((each) => !isEmptyScope(each.scope) && isAcceptedInTime(each) && isInTerm(each, day))
    .map(({ tagValue }) => tagValue);
  return new Set(values);
}
