import type { Agreement } from '../../domain/agreement.ts';
import type { IsoDate } from '../../domain/dates.ts';
import { isAcceptedInTime } from './classify.ts';

/** Whole UTC days; the end is exclusive. */
export interface Span {
  readonly start: IsoDate;
  readonly end: IsoDate;
}

export interface SpendWindow {
  /** What the report adds up: the last `lookbackDays` days before today. */
  readonly window: Span;
  /** What the rules judge: seven days that Cost Explorer has finished adding up. */
  readonly week: Span;
  /** From the beginning of the first to the end of the last of both. */
  readonly both: Span;
}

const WEEK_DAYS = 7;
/** Cost Explorer lags by up to a day and refreshes up to three times daily: yesterday and the day before may grow. */
const INCOMPLETE_DAYS = 2;

/** The window and the judged week, as of today. */
export function spendWindow(today: IsoDate, lookbackDays: number): SpendWindow {
  const window = { start: addDays(today, -lookbackDays), end: today };
  const end = addDays(today, -INCOMPLETE_DAYS);
  const week = { start: addDays(end, -WEEK_DAYS), end };
  return { window, week, both: { start: window.start < week.start ? window.start : week.start, end: today } };
}

/**
 * The span, cut at every day on which what an agreement counts begins or ends: within a segment it is the same on all
 * days, so that a month's amount needs no splitting. Agreements that were accepted too early never count, and cut
 * nothing: every cut costs a request.
 */
export function segmentsOf(span: Span, agreements: readonly Agreement[]): readonly Span[] {
  const days = agreements
    .filter(isAcceptedInTime)
    .flatMap(({ startsOn, endsOn }) => [startsOn, addDays(endsOn, 1)])
    .filter((day) => span.start < day && day < span.end);
  const ends = [...new Set(days), span.end].sort();
  return ends.map((end, index) => ({ start: ends[index - 1] ?? span.start, end }));
}

/** The day so many days later, or earlier where they are negative. */
export function addDays(day: IsoDate, days: number): IsoDate {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}
