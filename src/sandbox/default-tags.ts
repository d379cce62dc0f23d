import { DIGITS, LOWER_ALPHANUMERIC, type Random, UPPER_ALPHANUMERIC } from './random.ts';
import type { WorldTag } from './world.ts';

/** What goes wrong with map tags in the story, most telling first: a small world has the front of the list. */
export const STORY_DEFECTS = [
  'missing',
  'value-case',
  'key-case',
  'unknown-agreement',
  'placeholder',
  'prefix-missing',
  'whitespace',
  'agreement-out-of-scope',
  'key-typo',
  'malformed',
  'prefix-wrong',
  'blank',
  'legacy-server-id',
] as const;
export type StoryDefect = (typeof STORY_DEFECTS)[number];

/** How often each occurs beyond its first time: forgetting the tag is what happens most. */
export const COMMON_DEFECTS: readonly [StoryDefect, ...StoryDefect[]] = [
  'missing',
  'missing',
  'missing',
  'missing',
  'missing',
  'missing',
  'value-case',
  'key-case',
  'key-typo',
  'prefix-missing',
  'whitespace',
  'unknown-agreement',
  'agreement-out-of-scope',
  'placeholder',
];

export interface MapIds {
  /** The agreement whose tag the profile ought to bear. */
  readonly right: string;
  /** An agreement that does not cover the account. */
  readonly foreign: string;
}

/** The map tag as somebody got it wrong; undefined where it was forgotten. */
export function defectiveTag(defect: StoryDefect, ids: MapIds, random: Random): WorldTag | undefined {
  const value = `mig${ids.right}`;
  if (defect === 'missing') return undefined;
  if (defect === 'key-case') return { key: random.pick(['Map-Migrated', 'MAP-MIGRATED', 'map-Migrated']), value };
  if (defect === 'key-typo') return { key: random.pick(['map_migrated', 'map-migrate', 'mapmigrated']), value };
  return { key: 'map-migrated', value: defectiveValue(defect, ids, random) };
}

function defectiveValue(
  defect: Exclude<StoryDefect, 'missing' | 'key-case' | 'key-typo'>,
  ids: MapIds,
  random: Random,
): string {
  switch (defect) {
    case 'blank':
      return random.pick(['', ' ']);
    case 'legacy-server-id':
      return `d-server-${random.text(LOWER_ALPHANUMERIC, 14)}`;
    case 'placeholder':
      return random.pick(['mig-map-tagname-here', 'your-mpe-id', 'todo']);
    case 'whitespace':
      return random.pick([`mig${ids.right} `, ` mig${ids.right}`, `mig ${ids.right}`]);
    case 'value-case':
      return random.pick([`mig${ids.right.toLowerCase()}`, `MIG${ids.right}`, `Mig${ids.right}`]);
    case 'prefix-missing':
      return ids.right;
    case 'prefix-wrong':
      return random.pick([`sap${ids.right}`, `comm${ids.right}`, `mig_ec2_${ids.right}`]);
    case 'malformed':
      return random.pick([`mig-${ids.right}`, `mig=${ids.right}`, `mig${ids.right}/prod`]);
    case 'unknown-agreement':
      return random.pick([`mig${newAgreementId(random)}`, `mig${random.text(DIGITS, 9)}`]);
    case 'agreement-out-of-scope':
      return `mig${ids.foreign}`;
  }
}

/** Ten upper-case letters and digits, as on a migration plan; a letter first, so that case can go wrong. */
export function newAgreementId(random: Random): string {
  return `${random.text('ABCDEFGHJKLMNPQRSTUVWYZ', 1)}${random.text(UPPER_ALPHANUMERIC, 9)}`;
}

const TEAMS = ['payments', 'claims', 'data', 'portal', 'platform', 'research'] as const;

/** Tags that have nothing to do with MAP; about two profiles of five have none. */
export function ordinaryTags(random: Random): readonly WorldTag[] {
  if (random.next() < 0.4) return [];
  const team = random.pick(TEAMS);
  const tags = [
    { key: 'team', value: team },
    { key: 'owner', value: `${team}@northwind.example` },
    { key: 'cost-center', value: `${4000 + random.below(60) * 10}` },
  ];
  return tags.filter(() => random.next() < 0.75);
}
