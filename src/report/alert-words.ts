import { CHANGE_KINDS, type Change, type ChangeKind, type Digest, type DigestPlan } from '../domain/alerts.ts';
import type { Finding } from '../domain/finding.ts';
import { clip } from './clip.ts';
import { isSome, money } from './money.ts';
import { printable } from './printable.ts';
import { count, number } from './words.ts';

/** What the messages to people say, whoever receives them. Every text is on one line and printable, none is escaped. */

const WORDS: Readonly<Record<ChangeKind, string>> = {
  new: 'new',
  worsened: 'worse',
  stripped: 'stripped',
  'coverage-lost': 'coverage lost',
  reminder: 'still open',
  resolved: 'resolved',
};

/** Longest sentence of a rule, and longest name, in a message to people. */
const SENTENCE = 300;
const NAME = 80;

/** `mapwarden: 3 new, 1 stripped, 2 resolved; worst: high`. Nothing in it comes from elsewhere. */
export function headline({ counts, severity, changes }: Digest): string {
  const parts = CHANGE_KINDS.filter((kind) => counts[kind] > 0).map((kind) => `${number(counts[kind])} ${WORDS[kind]}`);
  return `mapwarden: ${parts.join(', ')}${worst({ severity, changes })}`;
}

/** `mapwarden: 10,000 changes; worst: critical`: at most half a line, whatever the figures are. */
export function shortHeadline({ severity, changes }: Digest): string {
  return `mapwarden: ${count(changes.length, 'change')}${worst({ severity, changes })}`;
}

function worst({ severity, changes }: Pick<Digest, 'severity' | 'changes'>): string {
  return changes.some(({ kind }) => kind !== 'resolved') ? `; worst: ${severity}` : '';
}

/** What was read of the organization and, for those who may see it, what its bill says: a sentence each. */
export function standing({ coverage, money: amounts, plan }: Digest): readonly string[] {
  const { complete, targets, gaps } = coverage;
  const read = complete
    ? `All ${count(targets, 'target')} of the organization were read.`
    : `Coverage is incomplete: ${number(gaps)} of ${count(targets, 'target')} could not be read.`;
  const across = amounts
    ? [
        `Across the organization: ${money(amounts.lost, amounts.currency)} lost, ${money(amounts.atRisk, amounts.currency)} at risk.`,
      ]
    : [];
  return [read, ...across, ...(plan ? [plannedSentence(plan)] : [])];
}

function plannedSentence({ actions, place, isApplied }: DigestPlan): string {
  const repairs = `${count(actions, 'repair')} planned in ${shown(place, 1_000)}`;
  return isApplied
    ? `${repairs}; the configuration has them applied.`
    : `${repairs}; nothing is written before a person applies them.`;
}

/** The address of the report in the console, if it is one that can be made a link of as it stands. */
export function linkOf({ consoleUrl }: Digest): string | undefined {
  return consoleUrl !== null && /^https:\/\/(?:(?![<>|"`\\])[!-~]){1,2000}$/.test(consoleUrl) ? consoleUrl : undefined;
}

/** `Signed link to the report, valid for 24 h`: what a person must know before it fails. Undefined where there is none. */
export function linkWords({ link }: Digest): string | undefined {
  if (!link) return undefined;
  const hours = Math.floor(link.seconds / 3_600);
  const lifetime = hours > 0 ? `${hours} h` : `${Math.floor(link.seconds / 60)} min`;
  const orSooner = link.endsWithSession ? ', or until the session that signed it ends' : '';
  return `Signed link to the report, link valid for ${lifetime}${orSooner}`;
}

export function andMore(more: number): string {
  return `and ${number(more)} more`;
}

export interface ChangeWords {
  /** `HIGH new` */
  readonly label: string;
  readonly rule: string;
  /** `payments (111122223333), us-east-1`; the id of the resource where it belongs to no account. */
  readonly where: string;
  readonly message: string;
  /** `$12.00 at risk`, `owner: payments`. */
  readonly remarks: readonly string[];
}

export function changeWords({ kind, finding }: Change): ChangeWords {
  return {
    label: kind === 'resolved' ? WORDS.resolved : `${finding.severity.toUpperCase()} ${WORDS[kind]}`,
    rule: shown(finding.ruleId, NAME),
    where: whereOf(finding),
    message: shown(finding.message, SENTENCE),
    // What a resolved finding put at risk is at risk no longer.
    remarks: [...(kind === 'resolved' ? [] : amountsOf(finding)), ...ownerOf(finding)],
  };
}

function whereOf({ accountId, accountName, region, resource }: Finding): string {
  if (accountId === null) return shown(resource.id, NAME);
  const account = accountName === null ? accountId : `${shown(accountName, NAME)} (${accountId})`;
  return region === null ? account : `${account}, ${shown(region, NAME)}`;
}

function amountsOf({ atRisk, lost }: Finding): readonly string[] {
  return [
    ...(atRisk && isSome(atRisk.amount) ? [`${clip(money(atRisk.amount, atRisk.currency), NAME)} at risk`] : []),
    ...(lost && isSome(lost.amount) ? [`${clip(money(lost.amount, lost.currency), NAME)} lost`] : []),
  ];
}

function ownerOf({ owner }: Finding): readonly string[] {
  return owner === null ? [] : [`owner: ${shown(owner, NAME)}`];
}

function shown(text: string, longest: number): string {
  return clip(printable(text), longest);
}
