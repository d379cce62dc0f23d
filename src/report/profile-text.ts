import { inKeyOrder, type Tags } from '../domain/carrier.ts';
import type { IsoDate } from '../domain/dates.ts';
import type { JudgedProfile, Profile, ProfileVerdict } from '../domain/profile.ts';
import { printable } from './printable.ts';
import { count } from './words.ts';

const VERDICTS: Readonly<Record<ProfileVerdict, string>> = {
  counts: 'MAP counts it, as far as the rules tell',
  'does-not-count': 'MAP does not count it',
  unknown: 'whether MAP counts it is not known',
  'not-judged': 'no rule in force says anything about it',
};

type JudgedRule = JudgedProfile['rules'][number];

export interface ListedProfiles {
  readonly accountId: string;
  readonly region: string;
  readonly day: IsoDate;
  readonly profiles: readonly JudgedProfile[];
}

/** The application inference profiles of a region, and whether MAP would count them. */
export function profileListText({ accountId, region, day, profiles }: ListedProfiles): string {
  const head = `Account ${accountId}, ${region}: ${count(profiles.length, 'application inference profile')}, judged as of ${day}.`;
  const blocks = profiles.flatMap((judged) => ['', ...profileLines(judged), ...reasonsOf(judged).map(indented)]);
  return lines([head, ...blocks]);
}

/** One profile as AWS describes it. */
export function profileText(profile: Profile): string {
  const isOwn = profile.kind === 'application';
  return lines([
    profile.arn,
    `  ${isOwn ? 'application inference profile' : 'system-defined profile of AWS'} ${JSON.stringify(profile.name)} in account ${profile.accountId}, ${profile.region}`,
    ...(profile.description === '' ? [] : row('description', [profile.description])),
    ...row('created', [profile.createdAt ?? 'unknown']),
    ...row('models', profile.models?.map(({ id }) => id) ?? ['unknown']),
    ...row('routes to', profile.modelArns.length === 0 ? ['unknown'] : profile.modelArns),
    ...row('tags', isOwn ? tagTexts(profile.tags) : ['none: AWS owns it, and nobody can tag it']),
  ]);
}

/** A profile with what every rule in force says of it. */
export function verificationText(judged: JudgedProfile): string {
  return lines([...profileLines(judged), `  judged as of ${judged.day}`, '', ...ruleLines(judged)]);
}

/** What the rules say, a line each with what does not hold below it, in the lines of a text. */
export function ruleLines({ rules }: JudgedProfile): readonly string[] {
  const width = Math.max(0, ...rules.map(({ id }) => id.length));
  return rules.flatMap((rule) => [
    `  ${rule.id.padEnd(width)}  ${outcomeOf(rule)}`,
    ...sentencesOf(rule).map((text) => `      ${text}`),
  ]);
}

/** The heading of a profile: its name, what MAP makes of it, and what it is. */
export function profileLines({ profile, verdict, reasons }: JudgedProfile): readonly string[] {
  return [
    `${profile.name}: ${VERDICTS[verdict]}`,
    `  ${profile.arn}`,
    ...row('created', [profile.createdAt ?? 'unknown']),
    ...row('models', profile.models?.map(({ id }) => id) ?? ['unknown']),
    ...row('tags', tagTexts(profile.tags)),
    ...row('because', reasons),
  ];
}

function outcomeOf({ evaluation: { outcome }, severity }: JudgedRule): string {
  return outcome === 'non_compliant' ? `${outcome} (${severity})` : outcome;
}

function sentencesOf({ evaluation: { message, unknown } }: JudgedRule): readonly string[] {
  return [message, unknown === '' ? '' : `${unknown} is not known`].filter((text) => text !== '');
}

function reasonsOf({ rules }: JudgedProfile): readonly string[] {
  return rules.flatMap((rule) => sentencesOf(rule).map((text) => `${rule.id}: ${text}`));
}

function tagTexts(tags: Tags | undefined): readonly string[] {
  if (tags === undefined) return ['could not be read'];
  if (tags.size === 0) return ['none'];
  return inKeyOrder(tags).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
}

/** A label with its values below each other. */
export function row(label: string, values: readonly string[]): readonly string[] {
  return values.map((value, index) => `  ${(index === 0 ? label : '').padEnd(LABEL)}  ${value}`);
}

/** The longest label: `description`. */
const LABEL = 11;

function indented(text: string): string {
  return `  ${text}`;
}

/** Lines of a text for a person; what comes from AWS cannot add to them. */
export function lines(texts: readonly string[]): string {
  return texts.map((text) => `${printable(text)}\n`).join('');
}
