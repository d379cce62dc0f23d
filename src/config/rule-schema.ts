import * as z from 'zod/mini';
import { RESOURCE_TYPES } from '../domain/carrier.ts';
import { REMEDIATION_KINDS } from '../domain/finding.ts';
import type { RuleDefinition } from '../domain/rule.ts';
import { list, oneOf, optionalSection, ruleId, section, severity, text } from './fields.ts';
import { ruleSetting } from './schema.ts';

const examples = z._default(list(z.unknown(), 'a list of examples'), []);

/** A rule file. What a rule cannot do without is required; the package's own rules have all of it, which a test sees to. */
export const ruleFile = section(
  {
    id: ruleId,
    title: text('a sentence that says what holds'),
    severity,
    appliesTo: list(oneOf(RESOURCE_TYPES), 'a list of at least one resource type', 1).check(
      z.refine((types) => new Set(types).size === types.length, { error: 'each resource type once' }),
    ),
    when: z._default(text('a CEL expression'), 'true'),
    assert: text('a CEL expression'),
    message: text('a sentence with facts in braces, such as {resource.name}'),
    rationale: z._default(text('the reason for the rule'), ''),
    remediation: z._default(
      section({ kind: oneOf(REMEDIATION_KINDS), note: text('what a person does about a finding') }),
      { kind: 'none', note: '' },
    ),
    references: z._default(list(text('an https address', /^https:\/\/\S+$/), 'a list of https addresses'), []),
    examples: optionalSection(
      {
        compliant: examples,
        non_compliant: examples,
        not_applicable: examples,
        insufficient_data: examples,
      },
      'What the rule says of which resources.',
    ),
  },
  'a rule: a mapping with id, title, severity, appliesTo, assert and message',
) satisfies z.ZodMiniType<RuleDefinition>;

/** A rule set: what it says of each rule that it names. */
export const rulesetFile = section(
  { rules: z.record(ruleId, ruleSetting, { error: 'a mapping of rule ids to on, off or { severity: … }' }) },
  'a rule set: a mapping with the key rules',
);

/** What a rule set or an operator says of one rule. */
export type RuleSwitch = z.output<typeof ruleSetting>;
