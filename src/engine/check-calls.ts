import type { ASTNode } from '@marcbachmann/cel-js';
import { type Check, computed, type Found, inspectValue, type NodeOf, refuse } from './expression-scope.ts';
import { elementOf } from './fact-schema.ts';
import type { Pattern, PatternCompiler } from './pattern.ts';
import { isUsdLiteral } from './usd.ts';

/** Methods and the types of their results. All are total, so that only an unknown fact can stop an evaluation. */
const METHODS: ReadonlyMap<string, string> = new Map([
  ['startsWith', 'bool'],
  ['endsWith', 'bool'],
  ['contains', 'bool'],
  ['lowerAscii', 'string'],
  ['upperAscii', 'string'],
  ['trim', 'string'],
  ['size', 'int'],
  ['fits', 'bool'],
  ['get', 'string'],
]);

const COMPREHENSIONS: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'filter']);

const REFUSED: ReadonlyMap<string, string> = new Map([
  [
    'has',
    'has() turns an unknown fact into a no; expected the fact itself, which makes the rule wait until it is known',
  ],
  ['matches', 'matches() can take for ever on some texts; expected fits()'],
]);

const MAX_COMPREHENSIONS = 2;
const MAX_PATTERN_LENGTH = 200;
/** Instructions of a compiled pattern. */
const MAX_PATTERN_SIZE = 1000;

/** `size(x)` and `usd("1.00")`, the functions that are no methods. */
export function inspectCall(node: NodeOf<'call'>, check: Check): Found {
  const [name, args] = node.args;
  if (name === 'usd') return inspectUsd(node, check);
  if (name !== 'size') return refuse(check, node, refusalOf(name));
  for (const arg of args) inspectValue(arg, check);
  return computed('int');
}

function inspectUsd(node: NodeOf<'call'>, check: Check): Found {
  const [amount, ...others] = node.args[1];
  if (amount?.op === 'value' && typeof amount.args === 'string' && isUsdLiteral(amount.args) && others.length === 0) {
    return computed('Usd');
  }
  return refuse(check, node, 'no amount of money; expected a decimal in quotes, such as usd("1.00")');
}

/** `text.startsWith(x)`, `list.all(m, …)` and the like. */
export function inspectMethod(node: NodeOf<'rcall'>, check: Check): Found {
  const [name, receiver, args] = node.args;
  if (COMPREHENSIONS.has(name)) return inspectComprehension(node, check);
  const result = METHODS.get(name);
  if (result === undefined) return refuse(check, node, refusalOf(name), receiver.end);
  inspectValue(receiver, check);
  for (const arg of args) inspectValue(arg, check);
  if (name === 'fits') for (const arg of args) compilePattern(arg, check);
  return computed(result);
}

function refusalOf(name: string): string {
  const known = [...METHODS.keys(), ...COMPREHENSIONS, 'usd'].join(', ');
  return REFUSED.get(name) ?? `unknown function; expected one of ${known}; got ${name}`;
}

function compilePattern(node: ASTNode, check: Check): void {
  if (node.op !== 'value' || typeof node.args !== 'string') {
    refuse(check, node, 'the pattern of fits() is not known before the audit; expected a text in quotes');
  } else if (node.args.length > MAX_PATTERN_LENGTH) {
    refuse(check, node, `the pattern is too long; expected at most ${MAX_PATTERN_LENGTH} characters`);
  } else {
    const pattern = compiled(node.args, check.compilePattern);
    if (typeof pattern === 'string')
      refuse(check, node, `the pattern cannot be used; expected RE2 syntax; got ${pattern}`);
    else check.use.patterns.set(node.args, pattern);
  }
}

/** The compiled pattern, or what is wrong with it. */
function compiled(text: string, compilePattern: PatternCompiler): Pattern | string {
  try {
    const pattern = compilePattern(text);
    return pattern.size > MAX_PATTERN_SIZE ? 'repetitions that make it too large' : pattern;
  } catch (error) {
    return String(error);
  }
}

function inspectComprehension(node: NodeOf<'rcall'>, check: Check): Found {
  const [name, receiver, args] = node.args;
  const list = inspectValue(receiver, check);
  const element = elementOf(list.type);
  if (list.type === '') return list;
  if (element === undefined)
    return refuse(check, receiver, `${name}() needs a list; expected a list; got ${list.type}`);
  if (check.depth === MAX_COMPREHENSIONS) {
    return refuse(check, node, `too many ${name}() in one another; expected at most ${MAX_COMPREHENSIONS}`);
  }
  const [variable, condition] = args;
  if (variable?.op !== 'id' || condition === undefined || args.length > 2 || check.scope.has(variable.args)) {
    return refuse(check, node, `${name}() needs a new name and a condition; expected ${name}(m, …)`, receiver.end);
  }
  const part: Found = { type: element, path: list.path, isPart: true };
  const scope = new Map(check.scope).set(variable.args, part);
  inspectValue(condition, { ...check, scope, depth: check.depth + 1 });
  return name === 'filter' ? { ...list, isPart: true } : computed('bool');
}
