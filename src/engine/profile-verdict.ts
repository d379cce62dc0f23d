import type { Agreement } from '../domain/agreement.ts';
import type { Carrier } from '../domain/carrier.ts';
import type { Evaluation } from '../domain/evaluation.ts';
import type { ProfileVerdict } from '../domain/profile.ts';
import type { Rule } from './compile-rule.ts';
import { evaluate } from './evaluate.ts';
import { carrierFacts, type FactContext, type Facts } from './facts.ts';
import { type AccountPlace, coverage, coverageObstacles } from './profile-obstacles.ts';
import { ageObstacles, agreementObstacles } from './tag-decision.ts';

export interface VerdictContext extends Omit<FactContext, 'account'> {
  readonly place: AccountPlace;
  readonly rules: readonly Rule[];
}

/**
 * What the rules in force say of one profile, as an audit would say it. An audit knows where the account is; here that
 * may be unknown, and then so is everything that depends on it.
 */
export function evaluateProfile(profile: Carrier, context: VerdictContext): readonly Evaluation[] {
  const { place, rules, ...rest } = context;
  const account = { id: place.id, name: '', state: 'ACTIVE', ouPath: place.ouPath ?? '' };
  const facts = carrierFacts(profile, { ...rest, account });
  return evaluate(rules, profile.type, withoutUnknown(facts, profile, context));
}

function withoutUnknown(facts: Facts, { tags }: Carrier, { place, settings }: VerdictContext): Facts {
  const value = tags?.get(settings.tag.key);
  const isOpen = settings.agreements.some(
    (agreement) => agreement.tagValue === value && coverage(agreement, place) === undefined,
  );
  return {
    ...facts,
    // The name of an account is in Organizations only, and no rule of the package asks for it.
    account: without(facts['account'], place.ouPath === undefined ? ['name', 'ouPath'] : ['name']),
    tag: isOpen ? without(facts['tag'], ['covered', 'agreement', 'defect']) : facts['tag'],
  };
}

function without(facts: unknown, names: readonly string[]): unknown {
  if (typeof facts !== 'object' || facts === null) return facts;
  return Object.fromEntries(Object.entries(facts).filter(([name]) => !names.includes(name)));
}

export interface Judgement {
  readonly verdict: ProfileVerdict;
  /** Why, in sentences, where no rule in force says it. */
  readonly reasons: readonly string[];
}

/**
 * All outcomes in one word, by the order in which an audit counts resources; an informational rule condemns nothing.
 * Rules can be switched off, and MAP's own conditions cannot: without these nothing counts.
 */
export function judgementOf(profile: Carrier, evaluations: readonly Evaluation[], context: VerdictContext): Judgement {
  const harmless = new Set(context.rules.filter(({ severity }) => severity === 'informational').map(idOf));
  const has = (outcome: Evaluation['outcome']) => evaluations.some((evaluation) => evaluation.outcome === outcome);
  const isBad = ({ outcome, ruleId }: Evaluation) => outcome === 'non_compliant' && !harmless.has(ruleId);
  if (evaluations.some(isBad)) return { verdict: 'does-not-count', reasons: [] };
  const doubts = doubtsAbout(profile, context);
  const reasons = doubts.map(({ text }) => text);
  if (doubts.some(({ isUnknown }) => !isUnknown)) return { verdict: 'does-not-count', reasons };
  if (has('insufficient_data')) return { verdict: 'unknown', reasons: [] };
  if (doubts.length > 0) return { verdict: 'unknown', reasons };
  return { verdict: has('compliant') ? 'counts' : 'not-judged', reasons };
}

/** What stands against a profile, or, where it `isUnknown`, may stand against it. */
interface Doubt {
  readonly text: string;
  readonly isUnknown: boolean;
}

/** None where the value is that of an agreement that covers the account and counts, and the profile is younger than it. */
function doubtsAbout(profile: Carrier, context: VerdictContext): readonly Doubt[] {
  const { agreements, tag } = context.settings;
  if (profile.tags === undefined) return [{ text: 'Its tags could not be read.', isUnknown: true }];
  const value = profile.tags.get(tag.key);
  if (value === undefined) return [{ text: `It has no tag ${tag.key}.`, isUnknown: false }];
  const named = agreements.filter(({ tagValue }) => tagValue === value);
  if (named.length === 0) {
    const text = `Its value ${JSON.stringify(value)} is that of no configured agreement.`;
    return [{ text, isUnknown: false }];
  }
  const each = named.map((agreement) => doubtsUnder(agreement, profile, context));
  // Agreements can share a value: the one under which it counts decides, else one under which it may.
  return each.find(isEmpty) ?? each.find((doubts) => doubts.every(({ isUnknown }) => isUnknown)) ?? each.flat();
}

function doubtsUnder(agreement: Agreement, profile: Carrier, { place, today }: VerdictContext): readonly Doubt[] {
  const isOpen = coverage(agreement, place) === undefined;
  const own = [...agreementObstacles(agreement, today), ...ageObstacles(agreement, profile)];
  return [
    ...coverageObstacles(agreement, place).map((text) => ({ text, isUnknown: isOpen })),
    ...own.map(({ reason, text }) => ({ text, isUnknown: reason === 'created-unknown' })),
  ];
}

function isEmpty({ length }: readonly unknown[]): boolean {
  return length === 0;
}

function idOf({ definition }: Rule): string {
  return definition.id;
}
