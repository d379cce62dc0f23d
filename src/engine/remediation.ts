import type { Carrier } from '../domain/carrier.ts';
import type { Evidence } from '../domain/evaluation.ts';
import type { Defect, Remediation } from '../domain/finding.ts';
import type { RuleDefinition } from '../domain/rule.ts';
import type { Diagnosis } from './diagnose.ts';
import type { FactContext } from './facts.ts';
import { activateTagsCommand, putTagCommand } from './tag-command.ts';
import { decideTag } from './tag-decision.ts';

/** What each defect means, for a person who has not read the MAP user guide. */
const MEANING: Readonly<Record<Defect, string>> = {
  missing: 'No tag says which agreement this usage belongs to.',
  'key-case': 'The key has the wrong case, and MAP reads only the exact key.',
  'key-typo': 'The key is misspelt, and MAP reads only the exact key.',
  blank: 'The value is empty.',
  'legacy-server-id': 'The value is a server id of an older MAP program, not an agreement.',
  placeholder: 'The value is a placeholder that was never filled in.',
  whitespace: 'The value contains white space, which makes it another value.',
  'value-case': 'The value has the wrong case: the prefix is lower case, the id is as printed on the migration plan.',
  'prefix-missing': 'The value is an id without its prefix.',
  'prefix-wrong': 'The value has the prefix of another MAP program, which does not count for Bedrock.',
  malformed: 'The value is not the prefix followed by letters and digits.',
  'unknown-agreement': 'The value has the right form, but it is not among the configured agreements.',
  'agreement-out-of-scope': 'The value is that of an agreement, but the agreement does not cover this account.',
};

/** The remedy as the rule's file states it, for a finding without a certain fix. */
export function ruleRemediation({ remediation }: RuleDefinition): Remediation {
  const kind = remediation.kind === 'automatic' ? 'manual' : remediation.kind;
  return { kind, action: null, command: null, note: remediation.note };
}

/**
 * The remedy for cost allocation tags that are not active, with the keys that the organization has. `evidence` is what
 * the rule named. Activation is a text with its warnings and no action: it changes the bill of the whole organization.
 */
export function allocationTagRemediation(rule: RuleDefinition, evidence: Evidence): Remediation {
  const remedy = ruleRemediation(rule);
  const fact = (name: string) => evidence[`costAllocationTag.${name}`];
  const keys = [
    ...(fact('active') === false ? [fact('key')] : []),
    ...(fact('principalNeeded') === true && fact('principalActive') === false ? [fact('principalKey')] : []),
  ].filter((key) => typeof key === 'string');
  if (keys.length === 0) return remedy;
  return { ...remedy, note: `In the management account run: ${activateTagsCommand(keys)}. ${remedy.note}`.trim() };
}

/** The remedy for a wrong map tag: an action where the right value is certain and would count, and else why not. */
export function tagRemediation(
  rule: RuleDefinition,
  carrier: Carrier,
  diagnosis: Diagnosis & { readonly defect: Defect },
  context: FactContext,
): Remediation {
  const note = (sentences: readonly string[]) =>
    [MEANING[diagnosis.defect], ...sentences, rule.remediation.note].filter((text) => text !== '').join(' ');
  const decision = decideTag(carrier, diagnosis, context);
  if ('obstacles' in decision) {
    const { obstacles } = decision;
    const kind = obstacles.every(({ reason }) => reason === 'created-before-acceptance') ? 'recreate' : 'manual';
    return { kind, action: null, command: null, note: note(obstacles.map(({ text }) => text)) };
  }
  const { key } = context.settings.tag;
  const value = decision.agreement.tagValue;
  return {
    kind: 'automatic',
    action: { type: 'put-tag', arn: carrier.arn, key, value },
    command: putTagCommand(carrier, key, value),
    note: note(decision.remarks),
  };
}
