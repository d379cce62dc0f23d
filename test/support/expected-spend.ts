import type { UsageLine } from '../../src/sandbox/books.ts';
import type { World, WorldAgreement } from '../../src/sandbox/world.ts';
import {
  type BookClass,
  bedrockUsage,
  byMonth,
  byOu,
  classOf,
  type Days,
  linesOf,
  mapValueOf,
  total,
} from './books.ts';

/** The last day on which an agreement was accepted too early for Bedrock. */
const TOO_EARLY = '2024-12-16';

/**
 * From when on a service counts, by the edition of 2026-04-06 of AWS's list, copied from it by hand: what the story of
 * the sandbox bills. What is not here is not on the list.
 */
const LISTED: Readonly<Record<string, string>> = {
  'Amazon Bedrock': TOO_EARLY,
  'Amazon Bedrock AgentCore': '2025-11-04',
  'Claude 3 Haiku (Amazon Bedrock Edition)': TOO_EARLY,
  'Claude 3.5 Haiku (Amazon Bedrock Edition)': TOO_EARLY,
  'Claude 3.7 Sonnet (Amazon Bedrock Edition)': TOO_EARLY,
  'Claude Sonnet 4 (Amazon Bedrock Edition)': '2025-06-20',
  'Claude Sonnet 4.5 (Amazon Bedrock Edition)': '2025-09-28',
  'Claude 4.6 Sonnet (Amazon Bedrock Edition)': '2026-02-25',
  'Cohere Embed Multilingual (Amazon Bedrock Edition)': TOO_EARLY,
};

/** A line with what became of it. */
interface Told {
  readonly line: UsageLine;
  readonly class: BookClass;
  readonly value: string;
}

/** The money part of the report as the books have it, in the report's own shape: only sums, in every cut. */
export function expectedSpend(world: World, days: Days) {
  const names = new Map(world.accounts.map(({ id, name }) => [id, name]));
  const ouOf = byOu(world);
  const told = bedrockUsage(world, days).map(
    (line): Told => ({ line, class: classOf(world, line), value: mapValueOf(world, line) }),
  );
  const sum = (wanted: (one: Told) => boolean) => total(told.filter(wanted).map(({ line }) => line));
  const isWrong = (one: Told) => one.class === 'no-agreement' || one.class === 'invalid-agreement';
  return {
    ...amounts(told),
    byAccount: groups(told, ({ line }) => line.accountId).map(([accountId, group]) => {
      return { accountId, accountName: names.get(accountId), ...amounts(group) };
    }),
    byService: groups(told, ({ line }) => line.service).map(([service, group]) => ({ service, ...amounts(group) })),
    byMonth: groups(told, ({ line }) => byMonth(line)).map(([month, group]) => ({ month, ...amounts(group) })),
    byOu: groups(told, ({ line }) => ouOf(line)).map(([ouPath, group]) => ({ ouPath, ...amounts(group) })),
    byAgreement: world.agreements
      .map(({ id }) => ({
        agreementId: id,
        total: sum((one) => one.class === 'attributed' && one.value === `mig${id}`),
      }))
      .sort((a, b) => (a.agreementId < b.agreementId ? -1 : 1)),
    byDefect: groups(told.filter(isWrong), (one) => defectOf(world, one)).map(([defect, group]) => {
      return { defect, total: total(group.map(({ line }) => line)) };
    }),
    eligibility: {
      listed: sum((one) => eligibilityOf(world, one) === 'listed'),
      tooEarly: sum((one) => eligibilityOf(world, one) === 'tooEarly'),
      notListed: sum((one) => eligibilityOf(world, one) === 'notListed'),
    },
    unclassedServices: unclassed(world, days),
  };
}

/** The same members of the report, so that a test compares sums with sums. */
export function sumsOf<
  T extends {
    readonly byAgreement: readonly { agreementId: string; total: string }[];
    readonly byMonth: readonly { estimated: boolean }[];
  },
>(spend: T & Partial<Record<keyof ReturnType<typeof expectedSpend>, unknown>>) {
  return {
    total: spend.total,
    attributed: spend.attributed,
    misattributed: spend.misattributed,
    unattributed: spend.unattributed,
    unknown: spend.unknown,
    byAccount: spend.byAccount,
    byService: spend.byService,
    byMonth: spend.byMonth.map((each) => ({ ...each, estimated: undefined })),
    byOu: spend.byOu,
    byAgreement: spend.byAgreement.map(({ agreementId, total: sum }) => ({ agreementId, total: sum })),
    byDefect: spend.byDefect,
    eligibility: spend.eligibility,
    unclassedServices: spend.unclassedServices,
  };
}

/** Parts of an account's spend, as its three rules divide it. */
export function partsOf(world: World, accountId: string, days: Days): Readonly<Record<string, string>> {
  const own = bedrockUsage(world, days).filter((line) => line.accountId === accountId);
  return {
    'map-spend-unattributed': total(linesOf(world, own, 'unattributed')),
    'map-spend-agreement-unknown': total(linesOf(world, own, 'no-agreement')),
    'map-spend-outside-term': total(linesOf(world, own, 'invalid-agreement')),
  };
}

function amounts(told: readonly Told[]) {
  const of = (...classes: readonly BookClass[]) =>
    total(told.filter((one) => classes.includes(one.class)).map(({ line }) => line));
  return {
    total: total(told.map(({ line }) => line)),
    attributed: of('attributed'),
    misattributed: of('no-agreement', 'invalid-agreement'),
    unattributed: of('unattributed'),
    // Nothing is, where profiles bear the tags.
    unknown: '0',
  };
}

/** By ascending key. */
function groups(told: readonly Told[], keyOf: (one: Told) => string): readonly (readonly [string, readonly Told[]])[] {
  const all = new Map<string, Told[]>();
  for (const one of told) {
    const key = keyOf(one);
    const group = all.get(key);
    if (group) group.push(one);
    else all.set(key, [one]);
  }
  return [...all].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Services with a model's name that do not say Bedrock; the story has one. */
function unclassed(world: World, { start, end }: Days) {
  const lines = world.books.filter(
    ({ day, service, recordType }) =>
      day >= start && day < end && recordType === 'Usage' && service === 'Cohere - Command R',
  );
  return lines.length === 0 ? [] : [{ service: 'Cohere - Command R', total: total(lines) }];
}

function eligibilityOf(world: World, { line, value }: Told): 'listed' | 'tooEarly' | 'notListed' {
  const since = LISTED[line.service];
  if (since === undefined) return 'notListed';
  // Its own agreement is what usage is compared with, whether that counts it or not.
  const agreement = world.agreements.find(({ id }) => value === `mig${id}`);
  return agreement !== undefined && agreement.acceptedOn <= since ? 'tooEarly' : 'listed';
}

/** The contract's table of defects, as far as values of the story go. */
function defectOf(world: World, { line, value }: Told): string {
  const named = world.agreements.filter(({ id }) => value === `mig${id}`);
  if (named.length > 0) return invalidity(world, line, named);
  const ids = world.agreements.map(({ id }) => id);
  const isOneOf = (texts: readonly string[]) => texts.some((text) => text.toLowerCase() === value.toLowerCase());
  if (value.trim() === '') return 'blank';
  if (value.startsWith('d-server-')) return 'legacy-server-id';
  if (['mig-map-tagname-here', 'your-mpe-id', 'todo'].includes(value)) return 'placeholder';
  if (/\s/.test(value)) return 'whitespace';
  if (isOneOf(ids.map((id) => `mig${id}`)) || /^(?!mig)mig/i.test(value)) return 'value-case';
  if (isOneOf(ids)) return 'prefix-missing';
  if (/^(sap|comm|mig_ec2_)/.test(value)) return 'prefix-wrong';
  return /^mig[A-Za-z0-9]+$/.test(value) ? 'unknown-agreement' : 'malformed';
}

function invalidity(world: World, { accountId }: UsageLine, named: readonly WorldAgreement[]): string {
  const places = world.accounts.find(({ id }) => id === accountId)?.ouPath.split('/') ?? [];
  const covering = named.filter(({ ous }) => ous.length === 0 || ous.some((ou) => places.includes(ou)));
  if (covering.length === 0) return 'agreement-out-of-scope';
  return covering.every(({ acceptedOn }) => acceptedOn <= TOO_EARLY) ? 'accepted-too-early' : 'outside-term';
}
