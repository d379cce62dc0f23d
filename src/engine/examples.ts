import type { ResourceType } from '../domain/carrier.ts';
import { EVALUATION_OUTCOMES, type EvaluationOutcome } from '../domain/evaluation.ts';
import type { Rule } from './compile-rule.ts';
import { type Example, exampleFacts, parseExample } from './example.ts';

/** How one example of a rule went. */
export interface ExampleResult {
  readonly ruleId: string;
  readonly expected: EvaluationOutcome;
  /** Position among the examples of that outcome. */
  readonly index: number;
  readonly passed: boolean;
  /** The outcome; where it is not the expected one, for which type, or the error that stopped the rule. */
  readonly got: string;
}

/** Runs a rule's examples over the example world: each must have its outcome for every type that the rule applies to. */
export function runExamples(rule: Rule): readonly ExampleResult[] {
  return EVALUATION_OUTCOMES.flatMap((expected) =>
    rule.definition.examples[expected].map((raw, index) => {
      const example = parseExample(raw);
      const types = example.type === undefined ? rule.definition.appliesTo : [example.type];
      const wrong = types.map((type) => surprise(rule, example, type, expected)).find((text) => text !== undefined);
      return { ruleId: rule.definition.id, expected, index, passed: wrong === undefined, got: wrong ?? expected };
    }),
  );
}

function surprise(rule: Rule, example: Example, type: ResourceType, expected: EvaluationOutcome): string | undefined {
  try {
    const { outcome } = rule.evaluate(type, exampleFacts(example, type));
    return outcome === expected ? undefined : `${outcome} for ${type}`;
  } catch (error) {
    // A rule that throws is broken: the examples are where its author learns so, with the reason.
    return `${String(error)} for ${type}`;
  }
}
