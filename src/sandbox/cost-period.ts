import type { DateInterval } from '@aws-sdk/client-cost-explorer';
import { dayOf, type IsoDate, isIsoDate } from '../domain/dates.ts';
import { invalidCost } from './cost-errors.ts';

/** Days of one answer; the end is exclusive. */
export interface Period {
  readonly start: IsoDate;
  readonly end: IsoDate;
}

/** The month of today and thirteen before it, unless somebody switched on more (user guide, "Cost Explorer data"). */
const MONTHS_OF_HISTORY = 13;

/** Reads the period of a request. AWS lets it end in the next month; nothing of ours has a reason to go there. */
export function periodOf(interval: DateInterval | undefined, today: IsoDate): Period {
  const start = interval?.Start ?? '';
  const end = interval?.End ?? '';
  for (const day of [start, end]) {
    if (!isIsoDate(day)) throw invalidCost(`Start and end must be days in the form yyyy-MM-dd; got ${day}`);
  }
  if (start >= end) throw invalidCost('Start date (and hour) should be before end date (and hour)');
  if (end > addDays(today, 1)) throw invalidCost('end date past the beginning of tomorrow');
  if (start < addMonths(today, -MONTHS_OF_HISTORY)) {
    throw invalidCost("You haven't enabled historical data beyond 14 months");
  }
  return { start, end };
}

/** The answers that a period falls into: days, or calendar months of which the first and last may be cut. */
export function bucketsOf(period: Period, granularity: string | undefined): readonly Period[] {
  if (granularity !== 'DAILY' && granularity !== 'MONTHLY') {
    throw invalidCost('Hourly data granularity is not enabled for this payer account');
  }
  const buckets: Period[] = [];
  for (let start = period.start; start < period.end; ) {
    const next = granularity === 'DAILY' ? addDays(start, 1) : addMonths(start, 1);
    const end = next < period.end ? next : period.end;
    buckets.push({ start, end });
    start = end;
  }
  return buckets;
}

/** The first day of another month. */
export function addMonths(day: IsoDate, months: number): IsoDate {
  const [year = 0, month = 1] = day.split('-').map(Number);
  return dayOf(new Date(Date.UTC(year, month - 1 + months, 1)).toISOString());
}

export function addDays(day: IsoDate, days: number): IsoDate {
  return dayOf(new Date(Date.parse(day) + days * 86_400_000).toISOString());
}
