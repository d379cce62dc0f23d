import type { Carrier } from '../domain/carrier.ts';
import type { Evaluation } from '../domain/evaluation.ts';
import type { ProfileVerdict } from '../domain/profile.ts';
import type { Rule } from './compile-rule.ts';
import { evaluate } from './evaluate.ts';
import { carrierFacts, type FactContext, type Facts } from './facts.ts';
import { type AccountPlace, coverage } from './profile-obstacles.ts';

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

/** All outcomes in one word, by the order in which an audit counts resources; an informational rule condemns nothing. */
export function verdictOf(evaluations: readonly Evaluation[], rules: readonly Rule[]): ProfileVerdict {
  const harmless = new Set(rules.filter(({ severity }) => severity === 'informational').map(idOf));
  const has = (outcome: Evaluation['outcome']) => evaluations.some((evaluation) => evaluation.outcome === outcome);
  const isBad = ({ outcome, ruleId }: Evaluation) => outcome === 'non_compliant' && !harmless.has(ruleId);
  if (evaluations.some(isBad)) return 'does-not-count';
  if (has('insufficient_data')) return 'unknown';
  return has('compliant') ? 'counts' : 'not-judged';
}

function idOf({ definition }: Rule): string {
  return definition.id;
}
