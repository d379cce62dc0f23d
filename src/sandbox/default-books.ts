import { dayOf, type IsoDate, type IsoInstant } from '../domain/dates.ts';
import { type LineTags, NO_TAGS, type UsageLine } from './books.ts';
import { addDays } from './cost-period.ts';
import { bypasses } from './default-bypasses.ts';
import { noise } from './default-noise.ts';
import { offeringOf } from './default-services.ts';
import { createRandom, type Random } from './random.ts';
import { calendarOf, type Stream, writeStream } from './usage-stream.ts';
import type { WorldAccount, WorldAgreement, WorldPolicy, WorldProfile } from './world.ts';

export interface BookOptions {
  readonly now: IsoInstant;
  readonly seed: number;
  /** How far back the books go. */
  readonly historyDays: number;
  readonly accounts: readonly WorldAccount[];
  readonly profiles: readonly WorldProfile[];
  readonly policies: readonly WorldPolicy[];
  /** The one that covers everything. */
  readonly agreement: WorldAgreement;
  /** Whether callers bear tags that billing has seen. */
  readonly hasPrincipalTags: boolean;
}

/** Where most of the business is; elsewhere profiles lie ready and few call them. */
const BUSY_REGIONS: readonly string[] = ['us-east-1', 'us-west-2', 'eu-central-1'];

/** USD on a working day: most profiles cost little, a few cost much. */
const DAILY_COSTS = [0.2, 0.4, 0.4, 0.8, 0.8, 1.5, 1.5, 3, 3, 6, 12, 25] as const;

/** A wrongly tagged profile is so much less likely to be in use: what matters, somebody looks after. */
const WRONG_SHARE = 0.3;

/** Everything that the organization was billed: its profiles, the calls past them, and all that is not Bedrock. */
export function keepBooks(options: BookOptions): readonly UsageLine[] {
  const today = dayOf(options.now);
  const calendar = calendarOf(today, options.historyDays);
  const from = addDays(today, -options.historyDays);
  const books: UsageLine[] = [];
  const write = (stream: Stream, purpose: string): void =>
    writeStream(stream, calendar, createRandom(options.seed, `books/${purpose}`), books);
  for (const profile of options.profiles) {
    const stream = streamOf(profile, createRandom(options.seed, `traffic/${profile.id}`), options);
    if (stream !== undefined) write(stream, profile.id);
  }
  for (const [index, stream] of bypasses(options, from).entries()) write(stream, `bypass/${index}`);
  for (const [index, stream] of noise(options, from).entries()) write(stream, `noise/${index}`);
  return books;
}

/** The calls through a profile; undefined where nobody uses it. */
function streamOf(profile: WorldProfile, random: Random, options: BookOptions): Stream | undefined {
  const isBusy = BUSY_REGIONS.includes(profile.region);
  const isUsed = random.next() < (isBusy ? 0.6 : 0.2) * (isWrong(profile) ? WRONG_SHARE : 1);
  const dailyUsd = random.pick(DAILY_COSTS) * (0.7 + 0.6 * random.next()) * (isBusy ? 1.6 : 0.6);
  const model = profile.models[0]?.split('/')[1] ?? '';
  if (!isUsed || isForbidden(profile, options)) return undefined;
  const offering = offeringOf(model);
  const tags: LineTags = { ...NO_TAGS, resource: Object.fromEntries(profile.tags.map((tag) => [tag.key, tag.value])) };
  return {
    accountId: profile.accountId,
    region: profile.region,
    service: offering.service,
    operation: 'InvokeModelInference',
    meters: offering.metersIn(profile.region),
    from: dayOf(profile.createdAt),
    dailyUsd,
    tagsOn: (day: IsoDate) => (day < (profile.taggedOn ?? '') ? NO_TAGS : tags),
  };
}

/** A service control policy forbids the calls as it forbids the audit. */
function isForbidden(profile: WorldProfile, { accounts, policies }: BookOptions): boolean {
  const places = accounts.find(({ id }) => id === profile.accountId)?.ouPath.split('/') ?? [];
  return policies.some(
    ({ targets, regions }) =>
      targets.some((target) => places.includes(target)) && (regions.length === 0 || regions.includes(profile.region)),
  );
}

function isWrong(profile: WorldProfile): boolean {
  return !profile.tags.some(({ key, value }) => key === 'map-migrated' && /^mig[A-Z][A-Z0-9]{9}$/.test(value));
}
