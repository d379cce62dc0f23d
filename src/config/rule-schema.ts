import * as z from 'zod';
import { RESOURCE_TYPES } from '../domain/carrier.ts';
import { REMEDIATION_KINDS } from '../domain/finding.ts';
import type { RuleDefinition } from '../domain/rule.ts';
import { list, oneOf, optionalSection, ruleId, section, severity, text } from './fields.ts';
import { ruleSetting } from './schema.ts';

const examples = list(z.unknown(), 'a list of examples').default([]);

/** A rule file. What a rule cannot do without is required; the package's own rules have all of it, which a test sees to. */
export const ruleFile = section(
  {
    id: ruleId,
    title: text('a sentence that says what holds'),
    severity,
    appliesTo: list(oneOf(RESOURCE_TYPES), 'a list of at least one resource type', 1).refine(
      (types) => new Set(types).size === types.length,
      { error: 'each resource type once' },
    ),
    when: text('a CEL expression').default('true'),
    assert: text('a CEL expression'),
    message: text('a sentence with facts in braces, such as {resource.name}'),
    rationale: text('the reason for the rule').default(''),
    remediation: section({
      kind: oneOf(REMEDIATION_KINDS),
      note: text('what a person does about a finding'),
    }).default({ kind: 'none', note: '' }),
    references: list(text('an https address', /^https:\/\/\S+$/), 'a list of https addresses').default([]),
    examples: optionalSection({
      compliant: examples,
      non_compliant: examples,
      not_applicable: examples,
      insufficient_data: examples,
    }),
  },
  'a rule: a mapping with id, title, severity, appliesTo, assert and message',
) satisfies z.ZodType<RuleDefinition>;

/** A rule set: what it says of each rule that it names. */
export const rulesetFile = section(
  { rules: z.record(ruleId, ruleSetting, { error: 'a mapping of rule ids to on, off or { severity: … }' }) },
  'a rule set: a mapping with the key rules',
);

/** What a rule set or an operator says of one rule. */
export type RuleSwitch = z.output<typeof ruleSetting>;
