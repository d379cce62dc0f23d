import { TypeError as CelTypeError, EvaluationError, ParseError, type ParseResult } from '@marcbachmann/cel-js';
import { celEnvironment } from './cel-environment.ts';
import { checkExpression } from './check-expression.ts';
import type { Facts } from './facts.ts';
import type { Pattern, PatternCompiler } from './pattern.ts';

/** Longer than any rule of ours by far; parsing costs time for every character. */
const MAX_LENGTH = 1000;

/** An expression that is ready to be asked. */
export interface CompiledExpression {
  /** Paths of the facts that it names. */
  readonly paths: readonly string[];
  /** Its answer, or the fact for want of which there is none. Throws where rule or engine has a bug. */
  ask(facts: Facts): boolean | { readonly unknown: string };
}

export interface ExpressionProblem {
  /** Characters into the expression. */
  readonly offset: number;
  readonly text: string;
}

/** Compiles a condition over the given facts, or says everything that is wrong with it. */
export function compileExpression(
  source: string,
  variables: Readonly<Record<string, string>>,
  compilePattern: PatternCompiler,
): CompiledExpression | { readonly problems: readonly ExpressionProblem[] } {
  if (source.length > MAX_LENGTH) {
    return {
      problems: [{ offset: MAX_LENGTH, text: `the expression is too long; expected at most ${MAX_LENGTH} characters` }],
    };
  }
  const patterns = new Map<string, Pattern>();
  const program = parse(source, variables, patterns);
  if ('problem' in program) return { problems: [program.problem] };
  const use = checkExpression(program.ast, variables, compilePattern);
  if (use.problems.length > 0) return { problems: use.problems };
  const problem = checkTypes(program);
  if (problem !== undefined) return { problems: [problem] };
  for (const [text, pattern] of use.patterns) patterns.set(text, pattern);
  return { paths: [...use.paths], ask: (facts) => ask(program, use.factOf, facts) };
}

function parse(
  source: string,
  variables: Readonly<Record<string, string>>,
  patterns: ReadonlyMap<string, Pattern>,
): ParseResult | { readonly problem: ExpressionProblem } {
  try {
    return celEnvironment(variables, patterns).parse(source);
  } catch (error) {
    return { problem: problemOf(error) };
  }
}

function checkTypes(program: ParseResult): ExpressionProblem | undefined {
  const { valid, type, error } = program.check();
  if (!valid) return problemOf(error);
  return type === 'bool'
    ? undefined
    : { offset: 0, text: `an expression is true or false; expected bool; got ${type}` };
}

function problemOf(error: unknown): ExpressionProblem {
  const isLocated = error instanceof ParseError || error instanceof CelTypeError;
  /* v8 ignore next -- 60,000 odd expressions led to no other error; one must still end as a problem, not in a crash. */
  if (!isLocated || error.range === undefined) return { offset: 0, text: `no valid expression; ${String(error)}` };
  return { offset: error.range.start, text: `no valid expression; ${error.summary}` };
}

function ask(
  program: ParseResult,
  factOf: ReadonlyMap<unknown, string>,
  facts: Facts,
): boolean | { readonly unknown: string } {
  try {
    return program(facts) === true;
  } catch (error) {
    const unknown = unknownFactOf(error, factOf);
    if (unknown === undefined) throw error;
    return { unknown };
  }
}

/** Only a fact that was left out is unknown. Every other error is a bug, and must not look like missing data. */
function unknownFactOf(error: unknown, factOf: ReadonlyMap<unknown, string>): string | undefined {
  if (!(error instanceof EvaluationError)) return undefined;
  if (error.code !== 'no_such_key' && error.code !== 'unknown_variable') return undefined;
  return factOf.get(error.node);
}
