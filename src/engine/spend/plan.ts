import { isEmptyScope } from '../../domain/account.ts';
import { type Agreement, isInTerm } from '../../domain/agreement.ts';
import type { IsoDate } from '../../domain/dates.ts';
import { scaled } from '../../domain/money.ts';
import type { Settings } from '../../domain/settings.ts';
import { isAcceptedInTime } from './classify.ts';
import { segmentsOf, spendWindow } from './window.ts';

/** Requests to Cost Explorer, counted before the first is made, by part and in the order of their importance. */
export interface RequestPlan {
  /** The states of the cost allocation tags, and the services: without them nothing can be asked. */
  readonly discovery: number;
  readonly dataTransfer: number;
  readonly accounts: number;
  readonly week: number;
  readonly services: number;
  /** At most, where a value means different things in different accounts. */
  readonly ambiguousValues: number;
  /** Where the principal key is active: accounts, week and services once more. */
  readonly principals: number;
  /** Where regions are switched off. */
  readonly disabledRegions: number;
}

/** What the audit asks Cost Explorer, with one page an answer. Longer answers cost more. */
export function planRequests(settings: Pick<Settings, 'agreements' | 'spend'>, today: IsoDate): RequestPlan {
  const { window, week } = spendWindow(today, settings.spend.lookbackDays);
  const accounts = segmentsOf(window, settings.agreements);
  const ambiguousValues = accounts.reduce((sum, { start }) => sum + restricted(settings.agreements, start).size, 0);
  const weeks = segmentsOf(week, settings.agreements).length;
  return {
    discovery: 2,
    dataTransfer: 1,
    accounts: accounts.length,
    week: weeks,
    services: accounts.length,
    ambiguousValues,
    principals: accounts.length * 2 + weeks + ambiguousValues,
    disabledRegions: 1,
  };
}

/** The plan as a sentence, with what it costs: AWS charges $0.01 for each page. */
export function planText(plan: RequestPlan, maxRequests: number): string {
  const { discovery, dataTransfer, accounts, week, services } = plan;
  const least = discovery + dataTransfer + accounts + week + services;
  const most = least + plan.ambiguousValues + plan.principals + plan.disabledRegions;
  return (
    `Cost Explorer: ${least} requests planned ($${dollars(least)}), at most ${most} where the bill needs them and each ` +
    `answer has one page; the limit is ${maxRequests} (spend.maxRequests).`
  );
}

function dollars(requests: number): string {
  const [whole = '0', cents = ''] = scaled(String(requests), 1, 100).split('.');
  return `${whole}.${cents.padEnd(2, '0')}`;
}

/** Values of agreements that count on the day, but not in every account. */
function restricted(agreements: readonly Agreement[], day: IsoDate): ReadonlySet<string> {
  const values = agreements
    .filter((each) => !isEmptyScope(each.scope) && isAcceptedInTime(each) && isInTerm(each, day))
    .map(({ tagValue }) => tagValue);
  return new Set(values);
}
