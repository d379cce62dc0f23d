import { dayOf, type IsoDate } from '../domain/dates.ts';
import { OTHER_PRINCIPAL_PREFIX, PRINCIPAL_PREFIX, type UsageLine, type WorldAllocationTag } from './books.ts';
import type { World } from './world.ts';

/** The books as billing shows them: found by day, with the tags that are cost allocation tags. */
export interface Bill {
  /** Lines of the days from `start` up to, not including, `end`. */
  linesBetween(start: IsoDate, end: IsoDate): Iterable<UsageLine>;
  /** What billing shows under the key; '' where it shows nothing, for want of a tag or of an active key. */
  tagValue(line: UsageLine, key: string): string;
}

/** Reads the books when it is first asked: most servers are never asked for money. */
export function createBill(world: Pick<World, 'books' | 'allocationTags'>): Bill {
  let days: ReadonlyMap<IsoDate, readonly UsageLine[]> | undefined;
  const active = new Map(world.allocationTags.filter(isActive).map(({ key, updatedAt }) => [key, dayOf(updatedAt)]));
  return {
    *linesBetween(start, end) {
      days ??= byDay(world.books);
      for (const [day, lines] of days) if (start <= day && day < end) yield* lines;
    },
    tagValue(line, key) {
      // Not retroactive: what was spent before the activation stays without a value.
      const since = active.get(key);
      if (since === undefined || line.day < since) return '';
      const prefix = PRINCIPAL_PREFIXES.find((known) => key.startsWith(known));
      const value = prefix === undefined ? line.tags.resource[key] : line.tags.principal[key.slice(prefix.length)];
      return value ?? '';
    },
  };
}

const PRINCIPAL_PREFIXES = [PRINCIPAL_PREFIX, OTHER_PRINCIPAL_PREFIX];

function isActive(tag: WorldAllocationTag): boolean {
  return tag.status === 'Active';
}

function byDay(lines: readonly UsageLine[]): ReadonlyMap<IsoDate, readonly UsageLine[]> {
  const days = new Map<IsoDate, UsageLine[]>();
  for (const line of lines) {
    const day = days.get(line.day);
    if (day === undefined) days.set(line.day, [line]);
    else day.push(line);
  }
  return days;
}
