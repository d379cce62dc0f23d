import type { Account } from '../domain/account.ts';
import { type Agreement, covers, isInTerm, type TagSettings } from '../domain/agreement.ts';
import type { IsoDate } from '../domain/dates.ts';
import type { Defect } from '../domain/finding.ts';

type Place = Pick<Account, 'id' | 'ouPath'>;

/** What the checks look at, computed once for a value. */
interface ValueFacts {
  readonly value: string;
  readonly lower: string;
  readonly prefix: string;
  readonly knownValues: ReadonlySet<string>;
  readonly knownIds: ReadonlySet<string>;
}

/**
 * Prefixes of other MAP programs (SAP, Oracle, databases and analytics); on Bedrock they earn nothing. Longest first,
 * so that `comm_ec2_` is not read as `comm` with an odd id. Source: MAP user guide, tag pages of these programs.
 */
const WRONG_PREFIXES = ['comm_ec2_', 'mig_ec2_', 'oracle', 'comm', 'sap'] as const;

const PLACEHOLDERS: ReadonlySet<string> = new Set([
  'tagname',
  'here',
  'todo',
  'tbd',
  'changeme',
  'example',
  'your',
  'none',
  'null',
  'na',
]);

/** The classes of a value that is no configured one, in the order of the contract: the first that fits wins. */
const CHECKS: readonly (readonly [Defect, (facts: ValueFacts) => boolean])[] = [
  ['blank', ({ value }) => value.trim() === ''],
  ['legacy-server-id', ({ value }) => value.trim().startsWith('d-server-')],
  ['placeholder', ({ lower }) => lower.split(/[^\p{L}\p{N}]+/u).some(isPlaceholder)],
  ['whitespace', ({ value }) => /\s/.test(value)],
  ['value-case', hasWrongCase],
  ['prefix-missing', ({ value, lower, knownIds }) => knownIds.has(lower) || /^(\d{5}|[A-Z0-9]{10})$/.test(value)],
  ['prefix-wrong', hasWrongPrefix],
  ['malformed', ({ value, prefix }) => !(value.startsWith(prefix) && isAlphanumeric(value.slice(prefix.length)))],
];

/**
 * What is wrong with a value that no agreement has. Which values exist is decided before: what the operator configured
 * outranks every guess about how a value should look.
 */
export function defectOfUnknownValue(value: string, agreements: readonly Agreement[], tag: TagSettings): Defect {
  const facts: ValueFacts = {
    value,
    lower: value.toLowerCase(),
    prefix: tag.prefix,
    knownValues: new Set(agreements.map((agreement) => agreement.tagValue.toLowerCase())),
    knownIds: new Set(agreements.map((agreement) => agreement.id.toLowerCase())),
  };
  return CHECKS.find(([, fits]) => fits(facts))?.[0] ?? 'unknown-agreement';
}

/** The agreement that a value stands for in an account: one in its term today before the others, then by id. */
export function agreementOfValue(
  value: string,
  account: Place,
  agreements: readonly Agreement[],
  today: IsoDate,
): Agreement | undefined {
  const candidates = agreements
    .filter((agreement) => agreement.tagValue === value && covers(agreement, account))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  return candidates.find((agreement) => isInTerm(agreement, today)) ?? candidates[0];
}

/**
 * The one configured value that was meant: without white space, and but for case and prefix, it equals the value of
 * agreements that cover the account. '' where there is none, or more than one.
 */
export function correctionOf(
  value: string,
  account: Place,
  agreements: readonly Agreement[],
  tag: TagSettings,
): string {
  const forms = possibleForms(value.replace(/\s+/g, ''), tag.prefix);
  const meant = agreements
    .filter((agreement) => covers(agreement, account) && forms.has(agreement.tagValue.toLowerCase()))
    .map((agreement) => agreement.tagValue);
  const [only, ...others] = new Set(meant);
  return only !== undefined && others.length === 0 ? only : '';
}

/** Shorter than every id that AWS gives: five digits, or ten characters. */
const SHORTEST_ID = 5;

/** Words of a value in which somebody's id may stand, with whatever prefix: long enough, and with a digit or like AWS's own. */
export function possibleIds(value: string, { prefix }: TagSettings): readonly string[] {
  return value.split(/[^\p{L}\p{N}]+/u).filter((word) => {
    if (isPlaceholder(word.toLowerCase())) return false;
    const own = word.toLowerCase().startsWith(prefix.toLowerCase()) ? prefix : wrongPrefixOf(word, prefix);
    const id = word.slice(own?.length ?? 0);
    return id.length >= SHORTEST_ID && (/\d/.test(id) || /^[A-Z]{10}$/.test(id));
  });
}

function possibleForms(bare: string, prefix: string): ReadonlySet<string> {
  const wrong = wrongPrefixOf(bare, prefix);
  const forms = [bare, prefix + bare, ...(wrong === undefined ? [] : [prefix + bare.slice(wrong.length)])];
  return new Set(forms.map((form) => form.toLowerCase()));
}

function wrongPrefixOf(value: string, prefix: string): string | undefined {
  return WRONG_PREFIXES.find((wrong) => wrong !== prefix && value.startsWith(wrong));
}

function isPlaceholder(word: string): boolean {
  return PLACEHOLDERS.has(word) || /^x{4,}$/.test(word);
}

function hasWrongCase({ value, lower, prefix, knownValues }: ValueFacts): boolean {
  return knownValues.has(lower) || (lower.startsWith(prefix.toLowerCase()) && !value.startsWith(prefix));
}

function hasWrongPrefix({ value, prefix, knownIds }: ValueFacts): boolean {
  const wrong = wrongPrefixOf(value, prefix);
  if (wrong === undefined) return false;
  const id = value.slice(wrong.length);
  return knownIds.has(id.toLowerCase()) || /^[A-Z0-9]{10}$/.test(id) || (/^[A-Z0-9]+$/.test(id) && /\d/.test(id));
}

function isAlphanumeric(text: string): boolean {
  return /^[A-Za-z0-9]+$/.test(text);
}
