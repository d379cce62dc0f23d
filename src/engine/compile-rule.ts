import type { ResourceType } from '../domain/carrier.ts';
import type { Evaluation, EvaluationOutcome } from '../domain/evaluation.ts';
import type { RuleDefinition } from '../domain/rule.ts';
import type { Severity } from '../domain/severity.ts';
import { type CompiledExpression, compileExpression } from './compile-expression.ts';
import { checkExamples } from './example.ts';
import { variablesOf } from './fact-schema.ts';
import type { Facts } from './facts.ts';
import { checkMessage, type MessageTemplate, messagePaths, parseMessage, renderMessage } from './message-template.ts';
import type { PatternCompiler } from './pattern.ts';
import { evidenceOf } from './read-fact.ts';
import type { RuleProblem } from './rule-problem.ts';

export type { RuleProblem } from './rule-problem.ts';

/** A rule that can be asked. */
export interface Rule {
  readonly definition: RuleDefinition;
  /** As the file has it, or as the operator's settings raise or lower it. */
  readonly severity: Severity;
  /** Judges one resource. Throws for a type that the rule does not apply to, and where rule or engine has a bug. */
  evaluate(type: ResourceType, facts: Facts): Evaluation;
}

/** A rule's expressions over the facts of one type of resource. */
interface Judge {
  readonly when: CompiledExpression;
  readonly assert: CompiledExpression;
  /** Sorted. */
  readonly paths: readonly string[];
}

/** Compiles a rule for every type that it applies to, or says everything that is wrong with it. */
export function compileRule(
  definition: RuleDefinition,
  compilePattern: PatternCompiler,
): { readonly rule: Rule } | { readonly problems: readonly RuleProblem[] } {
  const problems: RuleProblem[] = [...checkExamples(definition)];
  const message = parseMessage(definition.message);
  const judges = new Map<ResourceType, Judge>();
  for (const [index, type] of definition.appliesTo.entries()) {
    const judge = compileJudge(definition, [type, index], message, compilePattern);
    if ('problems' in judge) problems.push(...judge.problems);
    else judges.set(type, judge);
  }
  if (problems.length > 0) return { problems: distinct(problems) };
  const evaluate = (type: ResourceType, facts: Facts) => judgeFacts(definition, judges.get(type), message, type, facts);
  return { rule: { definition, severity: definition.severity, evaluate } };
}

function compileJudge(
  definition: RuleDefinition,
  [type, index]: readonly [type: ResourceType, index: number],
  message: MessageTemplate,
  compilePattern: PatternCompiler,
): Judge | { readonly problems: readonly RuleProblem[] } {
  const variables = variablesOf(type);
  if (variables === undefined) {
    const text = `no facts about a resource of type ${type} in this version; expected a type that rules can look at; got ${type}`;
    return { problems: [{ path: ['appliesTo', index], offset: 0, text }] };
  }
  const when = compileExpression(definition.when, variables, compilePattern);
  const assert = compileExpression(definition.assert, variables, compilePattern);
  const wrong = checkMessage(definition.message, variables);
  if ('problems' in when || 'problems' in assert || wrong.length > 0) {
    return {
      problems: [
        ...('problems' in when ? when.problems.map((problem) => ({ path: ['when'], ...problem })) : []),
        ...('problems' in assert ? assert.problems.map((problem) => ({ path: ['assert'], ...problem })) : []),
        ...wrong.map((problem) => ({ path: ['message'], ...problem })),
      ],
    };
  }
  const paths = new Set([...when.paths, ...assert.paths, ...messagePaths(message)]);
  return { when, assert, paths: [...paths].sort() };
}

function judgeFacts(
  { id }: RuleDefinition,
  judge: Judge | undefined,
  message: MessageTemplate,
  type: ResourceType,
  facts: Facts,
): Evaluation {
  if (judge === undefined) throw new TypeError(`${id} does not apply to ${type}`);
  const { outcome, unknown } = outcomeOf(judge, facts);
  return {
    ruleId: id,
    outcome,
    evidence: evidenceOf(facts, judge.paths),
    message: outcome === 'non_compliant' ? renderMessage(message, facts) : '',
    unknown,
  };
}

function outcomeOf(
  { when, assert }: Judge,
  facts: Facts,
): { readonly outcome: EvaluationOutcome; readonly unknown: string } {
  const applies = when.ask(facts);
  if (applies === false) return { outcome: 'not_applicable', unknown: '' };
  const holds = applies === true ? assert.ask(facts) : applies;
  if (typeof holds === 'object') return { outcome: 'insufficient_data', unknown: holds.unknown };
  return { outcome: holds ? 'compliant' : 'non_compliant', unknown: '' };
}

/** Types with the same facts show the same mistake; once is enough. */
function distinct(problems: readonly RuleProblem[]): readonly RuleProblem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}
