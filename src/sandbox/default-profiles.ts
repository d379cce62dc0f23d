import { dayOf, type IsoDate, type IsoInstant } from '../domain/dates.ts';
import { addDays } from './cost-period.ts';
import { REPAIRED_ACCOUNT } from './default-accounts.ts';
import {
  COMMON_DEFECTS,
  defectiveTag,
  type MapIds,
  ordinaryTags,
  STORY_DEFECTS,
  type StoryDefect,
} from './default-tags.ts';
import { ESTABLISHED_MODELS, NEW_MODELS } from './foundation-models.ts';
import { createRandom, LOWER_ALPHANUMERIC, type Random } from './random.ts';
import { crossRegionGroup, REGIONS_WITHOUT_BEDROCK } from './regions.ts';
import {
  profileArn,
  type WorldAccount,
  type WorldAgreement,
  type WorldGhost,
  type WorldProfile,
  type WorldTag,
} from './world.ts';

const DAY_MS = 86_400_000;

/** One profile in seven is tagged wrongly. */
const DEFECT_SHARE = 0.15;

/** So many more than elsewhere in one target: a list of it has a second page. */
const EXTRA_PROFILES = 6;

const NEW_MODEL_SHARE = 0.06;

/** So many days ago the repaired account got its tags. */
const REPAIRED_DAYS = 12;

/** One profile in twelve was tagged some days after it was made. */
const LATE_TAG_SHARE = 0.08;

const USES = ['triage', 'summarizer', 'assistant', 'extraction', 'translation', 'routing', 'search', 'review'] as const;

interface Slot {
  readonly account: WorldAccount;
  readonly region: string;
}

export interface Carriers {
  readonly profiles: readonly WorldProfile[];
  readonly ghosts: readonly WorldGhost[];
}

export interface CarrierOptions {
  readonly now: IsoInstant;
  readonly seed: number;
  readonly accounts: readonly WorldAccount[];
  /** A readable target. */
  readonly profiles: number;
  readonly agreements: { readonly main: WorldAgreement; readonly early: WorldAgreement };
}

/** The profiles of every target that can hold some, and what the tagging API remembers of deleted ones. */
export function populate(options: CarrierOptions): Carriers {
  const random = createRandom(options.seed, 'profiles');
  const targets = options.accounts.filter(canHoldProfiles).flatMap(openRegions);
  const slots = targets.flatMap((target, index) => slotsOf(target, index, options.profiles));
  const defects = castDefects(slots, options, random);
  const profiles = slots.map((slot, index) => buildOne(slot, defects.get(index), options, random));
  return { profiles, ghosts: options.profiles > 0 ? buildGhosts(targets, options, random) : [] };
}

function canHoldProfiles(account: WorldAccount): boolean {
  return account.state === 'ACTIVE' || account.state === 'PENDING_CLOSURE';
}

function openRegions(account: WorldAccount): readonly Slot[] {
  return account.regions
    .filter(({ region, status }) => status.startsWith('ENABLED') && !REGIONS_WITHOUT_BEDROCK.includes(region))
    .map(({ region }) => ({ account, region }));
}

function slotsOf(target: Slot, index: number, profiles: number): readonly Slot[] {
  const extra = index === 0 && profiles > 0 ? EXTRA_PROFILES : 0;
  return Array.from({ length: profiles + extra }, () => target);
}

/** Each class once, as far as they fit into the share, then the common ones. */
function castDefects(
  slots: readonly Slot[],
  options: CarrierOptions,
  random: Random,
): ReadonlyMap<number, StoryDefect> {
  const count = Math.round(slots.length * DEFECT_SHARE);
  const wanted = Array.from({ length: count }, (_, at) => STORY_DEFECTS[at] ?? random.pick(COMMON_DEFECTS));
  const chosen = new Map<number, StoryDefect>();
  const waiting = [...random.shuffle(slots.map((_, index) => index))];
  for (const defect of wanted) {
    const at = waiting.findIndex((index) => canHave(defect, slots[index], options));
    const [index] = at < 0 ? [] : waiting.splice(at, 1);
    if (index !== undefined) chosen.set(index, defect);
  }
  return chosen;
}

function canHave(defect: StoryDefect, slot: Slot | undefined, options: CarrierOptions): boolean {
  if (slot === undefined || slot.account.name === REPAIRED_ACCOUNT) return false;
  return defect !== 'agreement-out-of-scope' || !isCoveredEarly(slot.account, options);
}

function isCoveredEarly(account: WorldAccount, options: CarrierOptions): boolean {
  return options.agreements.early.ous.some((ou) => account.ouPath.split('/').includes(ou));
}

function buildOne(slot: Slot, defect: StoryDefect | undefined, options: CarrierOptions, random: Random): WorldProfile {
  const { main, early } = options.agreements;
  const agreement = isCoveredEarly(slot.account, options) && random.next() < 0.5 ? early : main;
  const model = random.next() < NEW_MODEL_SHARE ? random.pick(NEW_MODELS) : random.pick(ESTABLISHED_MODELS);
  const ordinary = ordinaryTags(random);
  const tags = [...ordinary, ...mapTags(defect, { right: agreement.id, foreign: early.id }, random)];
  const created = createdAt(agreement, options.now, random);
  const taggedOn = dateOfTags(slot, created, options, random);
  const name = `${slot.account.name.replace(/-(prod|dev)\b.*/, '')}-${random.pick(USES)}-${random.text(LOWER_ALPHANUMERIC, 4)}`;
  return {
    accountId: slot.account.id,
    region: slot.region,
    id: random.text(LOWER_ALPHANUMERIC, 12),
    name,
    ...(random.next() < 0.5 ? { description: `Used by ${slot.account.name}` } : {}),
    createdAt: created,
    models: crossRegionGroup(slot.region)
      .slice(0, 1 + random.below(3))
      .map((region) => `arn:aws:bedrock:${region}::foundation-model/${model}`),
    tags,
    everTagged: tags.length > 0 || random.next() < 0.3,
    ...(taggedOn === undefined ? {} : { taggedOn }),
  };
}

/** Undefined where the tags are as old as the profile, as most are. */
function dateOfTags(slot: Slot, created: IsoInstant, options: CarrierOptions, random: Random): IsoDate | undefined {
  const isLate = random.next() < LATE_TAG_SHARE;
  const delay = 3 + random.below(40);
  const repaired = addDays(dayOf(options.now), -REPAIRED_DAYS);
  if (slot.account.name === REPAIRED_ACCOUNT) return dayOf(created) < repaired ? repaired : undefined;
  return isLate ? addDays(dayOf(created), delay) : undefined;
}

function mapTags(defect: StoryDefect | undefined, ids: MapIds, random: Random): readonly WorldTag[] {
  if (defect === undefined) return [{ key: 'map-migrated', value: `mig${ids.right}` }];
  const tag = defectiveTag(defect, ids, random);
  return tag === undefined ? [] : [tag];
}

/** Mostly after the agreement was accepted; one in forty was there before and earns nothing. */
function createdAt(agreement: WorldAgreement, now: IsoInstant, random: Random): IsoInstant {
  const accepted = Date.parse(agreement.acceptedOn);
  if (random.next() < 0.025) return new Date(accepted - (1 + random.below(200)) * DAY_MS + 36_000_000).toISOString();
  const first = accepted + DAY_MS;
  const latest = Date.parse(now);
  return new Date(Math.min(latest, first + Math.floor(random.next() * (latest - first)))).toISOString();
}

/** In up to four targets a deleted profile lives on, tagged as it was. */
function buildGhosts(targets: readonly Slot[], options: CarrierOptions, random: Random): readonly WorldGhost[] {
  return targets
    .filter((_, index) => index % Math.max(1, Math.ceil(targets.length / 4)) === 0)
    .map(({ account, region }) => ({
      accountId: account.id,
      region,
      arn: profileArn({ accountId: account.id, region, id: random.text(LOWER_ALPHANUMERIC, 12) }),
      tags: [{ key: 'map-migrated', value: `mig${options.agreements.main.id}` }],
    }));
}
