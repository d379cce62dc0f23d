import type { IsoDate } from '../domain/dates.ts';
import type { LineTags, RecordType, UsageLine } from './books.ts';
import { addDays } from './cost-period.ts';
import type { Random } from './random.ts';

/** One place where money is spent, day by day. */
export interface Stream {
  readonly accountId: string;
  readonly region: string;
  readonly service: string;
  readonly operation: string;
  readonly meters: readonly Meter[];
  /** The first day on which it can cost anything. */
  readonly from: IsoDate;
  /** About what it costs on a working day, in USD; negative for what is given back. */
  readonly dailyUsd: number;
  readonly recordType?: RecordType;
  /** Once a week, on Monday. */
  readonly isWeekly?: boolean;
  /** A commitment paid for on the first of the month: only the amortized cost is spread over its days. */
  readonly isPrepaid?: boolean;
  tagsOn(day: IsoDate): LineTags;
}

/** One usage type of a service. */
export interface Meter {
  readonly usageType: string;
  /** Ten-billionths of a USD for a thousandth of the unit that is billed. */
  readonly price: number;
  /** Of the cost of the stream. */
  readonly share: number;
}

export interface CalendarDay {
  readonly day: IsoDate;
  /** How much of a working day's business is on the bill. */
  readonly load: number;
  readonly isMonday: boolean;
  readonly isFirstOfMonth: boolean;
}

/** Ten decimals: more than Cost Explorer shows of most amounts, and an integer below 2^53 up to $900,000 a day. */
const UNITS_PER_USD = 10_000_000_000;

/** Discounts of a private pricing agreement, which only the two net metrics show. */
const NET_PERCENT = 93;

const DAYS_OF_COMMITMENT = 30;

/** Today and the two days before it are not all on the bill yet. */
const LATEST_LOADS = [0.2, 0.55, 0.85];

/** The days up to and including today. */
export function calendarOf(today: IsoDate, days: number): readonly CalendarDay[] {
  return Array.from({ length: days + 1 }, (_, index) => {
    const age = days - index;
    const day = addDays(today, -age);
    const weekday = new Date(day).getUTCDay();
    const business = weekday === 0 || weekday === 6 ? 0.45 : 1;
    return {
      day,
      load: business * (LATEST_LOADS[age] ?? 1),
      isMonday: weekday === 1,
      isFirstOfMonth: day.endsWith('-01'),
    };
  });
}

/** One day in ten nobody calls. */
const IDLE_SHARE = 0.1;

/** Writes the lines of a stream to the end of the books. */
export function writeStream(
  stream: Stream,
  calendar: readonly CalendarDay[],
  random: Random,
  books: UsageLine[],
): void {
  for (const date of calendar) {
    const isIdle = random.next() < IDLE_SHARE && stream.isPrepaid !== true && stream.isWeekly !== true;
    const usd = stream.dailyUsd * date.load * (0.7 + 0.6 * random.next());
    const isDue = stream.isWeekly !== true || date.isMonday;
    if (date.day < stream.from || isIdle || !isDue) continue;
    const tags = stream.tagsOn(date.day);
    for (const meter of stream.meters) {
      books.push({
        day: date.day,
        accountId: stream.accountId,
        service: stream.service,
        usageType: meter.usageType,
        region: stream.region,
        operation: stream.operation,
        recordType: stream.recordType ?? 'Usage',
        amounts: stream.isPrepaid === true ? prepaid(stream.dailyUsd, date) : metered(usd * meter.share, meter.price),
        tags,
      });
    }
  }
}

/** Whole thousandths of units at their price: so that an amount has as many decimals as a real one. */
function metered(usd: number, price: number): UsageLine['amounts'] {
  const thousandths = Math.round((usd * UNITS_PER_USD) / price);
  const cost = decimal(thousandths * price, 10);
  const net = decimal(Math.round((thousandths * price * NET_PERCENT) / 100), 10);
  return {
    AmortizedCost: cost,
    BlendedCost: cost,
    NetAmortizedCost: net,
    NetUnblendedCost: net,
    UnblendedCost: cost,
    UsageQuantity: decimal(Math.abs(thousandths), 3),
  };
}

function prepaid(dailyUsd: number, date: CalendarDay): UsageLine['amounts'] {
  const daily = Math.round(dailyUsd * UNITS_PER_USD);
  const paid = date.isFirstOfMonth ? daily * DAYS_OF_COMMITMENT : 0;
  const net = (units: number): string => decimal(Math.round((units * NET_PERCENT) / 100), 10);
  return {
    AmortizedCost: decimal(daily, 10),
    BlendedCost: decimal(paid, 10),
    NetAmortizedCost: net(daily),
    NetUnblendedCost: net(paid),
    UnblendedCost: decimal(paid, 10),
    UsageQuantity: '24',
  };
}

/** An integer of so many places, without trailing zeros. */
function decimal(units: number, places: number): string {
  const digits = String(Math.abs(units)).padStart(places + 1, '0');
  const fraction = digits.slice(-places).replace(/0+$/, '');
  const whole = digits.slice(0, -places);
  return `${units < 0 ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}
