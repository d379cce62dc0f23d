import type { ResourceType } from '../domain/carrier.ts';
import type { Evaluation } from '../domain/evaluation.ts';
import type { Rule } from './compile-rule.ts';
import type { Facts } from './facts.ts';

/** What the rules for the type say of one resource, sorted by rule id. Throws where rule or engine has a bug. */
export function evaluate(rules: readonly Rule[], type: ResourceType, facts: Facts): readonly Evaluation[] {
  return rules
    .filter((rule) => rule.definition.appliesTo.includes(type))
    .map((rule) => rule.evaluate(type, facts))
    .sort((a, b) => (a.ruleId < b.ruleId ? -1 : 1));
}
