import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { RuleDefinition } from '../../../src/domain/rule.ts';
import { compileRule, type Rule, type RuleProblem } from '../../../src/engine/compile-rule.ts';
import { re2Pattern } from '../../../src/engine/re2-pattern.ts';

/** A rule of the registry as its file states it; config's loader, with its checks, is tested elsewhere. */
export function definitionOf(id: string): RuleDefinition {
  return parse(readFileSync(new URL(`../../../rules/${id}.yaml`, import.meta.url), 'utf8'));
}

/** A small rule about profiles, to be changed by a test. */
export function ruleDefinition(changes: Partial<RuleDefinition> = {}): RuleDefinition {
  return {
    id: 'test-rule',
    title: 'A rule for a test',
    severity: 'high',
    appliesTo: ['inference-profile'],
    when: 'true',
    assert: 'tag.present',
    message: '{resource.name} is wrong',
    rationale: 'It is needed here.',
    remediation: { kind: 'manual', note: 'Do something.' },
    references: [],
    examples: { compliant: [], non_compliant: [], not_applicable: [], insufficient_data: [] },
    ...changes,
  };
}

export function compiled(definition: RuleDefinition): Rule {
  const result = compileRule(definition, re2Pattern);
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  return result.rule;
}

export function problemsOf(definition: RuleDefinition): readonly RuleProblem[] {
  const result = compileRule(definition, re2Pattern);
  return 'problems' in result ? result.problems : [];
}

/** What is wrong with a condition about a profile. */
export function problemsOfAssert(assert: string): readonly RuleProblem[] {
  return problemsOf(ruleDefinition({ assert }));
}
