import type { DimensionValues, Expression, TagValues } from '@aws-sdk/client-cost-explorer';
import type { UsageLine } from './books.ts';
import type { Call } from './call.ts';
import { dimensionReader } from './cost-dimensions.ts';
import { demandSimulated, invalidCost } from './cost-errors.ts';

type Test = (line: UsageLine) => boolean;

/** Values of one leaf, and leaves of one expression (Cost Explorer quotas, "filters"). */
const MAX_VALUES = 100;
const MAX_LEAVES = 100;

/** Turns an expression into a test of lines. Throws AWS's error where the expression is none. */
export function compileFilter(expression: Expression | undefined, call: Call): Test {
  if (expression === undefined) return () => true;
  if (leavesOf(expression) > MAX_LEAVES) throw invalidCost(`Filters should not be more than ${MAX_LEAVES}`);
  return compile(expression, call);
}

function compile(expression: Expression, call: Call): Test {
  demandSimulated({ CostCategories: expression.CostCategories });
  const { And, Or, Not, Dimensions, Tags } = expression;
  const roots = [And, Or, Not, Dimensions, Tags].filter((root) => root !== undefined);
  if (roots.length !== 1) throw invalidCost(`Expression must have exactly one root operator; got ${roots.length}`);
  if (And !== undefined) {
    const tests = compileAll('And', And, call);
    return (line) => tests.every((test) => test(line));
  }
  if (Or !== undefined) {
    const tests = compileAll('Or', Or, call);
    return (line) => tests.some((test) => test(line));
  }
  if (Not !== undefined) {
    const test = compile(Not, call);
    return (line) => !test(line);
  }
  return Tags === undefined ? compileDimension(Dimensions ?? {}, call) : compileTag(Tags, call);
}

function compileAll(name: string, expressions: readonly Expression[], call: Call): readonly Test[] {
  if (expressions.length < 2) throw invalidCost(`${name} expression must have at least two operands`);
  return expressions.map((expression) => compile(expression, call));
}

function compileDimension({ Key, Values, MatchOptions }: DimensionValues, call: Call): Test {
  const read = dimensionReader(Key);
  if (read === undefined) throw invalidCost(`The sandbox does not simulate the dimension ${Key}.`);
  demandOptions(MatchOptions, ['EQUALS', 'CASE_SENSITIVE']);
  const wanted = valuesOf(Values);
  return (line) => wanted.has(read(line, call));
}

function compileTag({ Key, Values, MatchOptions }: TagValues, call: Call): Test {
  if (Key === undefined || Key === '') throw invalidCost('Tag key must not be empty');
  demandOptions(MatchOptions, ['EQUALS', 'ABSENT', 'CASE_SENSITIVE']);
  const { bill } = call.estate;
  if (MatchOptions?.includes('ABSENT') === true) {
    if (MatchOptions.length > 1 || (Values ?? []).length > 0) {
      throw invalidCost('ABSENT cannot be combined with values or other match options');
    }
    return (line) => bill.tagValue(line, Key) === '';
  }
  const wanted = valuesOf(Values);
  return (line) => wanted.has(bill.tagValue(line, Key));
}

function valuesOf(values: readonly string[] | undefined): ReadonlySet<string> {
  if (values === undefined || values.length === 0) throw invalidCost('Values must not be empty');
  if (values.length > MAX_VALUES) throw invalidCost(`Values should not be more than ${MAX_VALUES}`);
  return new Set(values);
}

function demandOptions(given: readonly string[] | undefined, known: readonly string[]): void {
  const wrong = given?.find((option) => !known.includes(option));
  if (wrong !== undefined) throw invalidCost(`MatchOption ${wrong} is not supported here; use ${known.join(', ')}`);
}

function leavesOf({ And = [], Or = [], Not, Dimensions, Tags }: Expression): number {
  const inner = [...And, ...Or, ...(Not === undefined ? [] : [Not])];
  const own = (Dimensions === undefined ? 0 : 1) + (Tags === undefined ? 0 : 1);
  return inner.reduce((sum, expression) => sum + leavesOf(expression), own);
}
