import { dayOf, type IsoDate, type IsoInstant } from '../domain/dates.ts';
import { PRINCIPAL_PREFIX, type WorldAllocationTag } from './books.ts';
import { addDays } from './cost-period.ts';

/** What billing makes of a tag key; `late`: it was activated in the middle of the days that are looked at. */
export type AllocationTagStory = 'active' | 'late' | 'inactive' | 'never-seen';

/** Before all books begin. */
const LONG_AGO_DAYS = 430;

/** So many days ago a key was activated late. */
const LATE_DAYS = 20;

/** The tag keys that billing knows: the map tags as the story has it, and a few of everyday use. */
export function knownTags(options: {
  readonly now: IsoInstant;
  readonly allocationTag?: AllocationTagStory;
  readonly principalTag?: AllocationTagStory;
}): readonly WorldAllocationTag[] {
  const today = dayOf(options.now);
  const before = addDays(today, -LONG_AGO_DAYS);
  const { allocationTag = 'active', principalTag = 'never-seen' } = options;
  return [
    ...told('map-migrated', allocationTag, before, today),
    ...told(`${PRINCIPAL_PREFIX}map-migrated`, principalTag, before, today),
    ...told('team', 'active', before, today),
    ...told('cost-center', 'active', before, today),
    ...told('owner', 'inactive', before, today),
  ];
}

function told(key: string, story: AllocationTagStory, before: IsoDate, today: IsoDate): readonly WorldAllocationTag[] {
  if (story === 'never-seen') return [];
  const day = story === 'late' ? addDays(today, -LATE_DAYS) : before;
  return [{ key, status: story === 'inactive' ? 'Inactive' : 'Active', updatedAt: `${day}T10:24:00.000Z` }];
}
