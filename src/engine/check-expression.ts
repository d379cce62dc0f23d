import type { ASTNode } from '@marcbachmann/cel-js';
import { inspectCall, inspectMethod } from './check-calls.ts';
import {
  type Check,
  computed,
  type ExpressionUse,
  type Found,
  inspectValue,
  type NodeOf,
  refuse,
} from './expression-scope.ts';
import { celTypeOf, closedListOf, isScalar, membersOf } from './fact-schema.ts';
import type { PatternCompiler } from './pattern.ts';

/**
 * Walks a parsed expression before CEL checks its types. Only what is listed here passes: facts by their full name,
 * total functions, comparisons, and arithmetic that cannot overflow. So the one thing that can stop an evaluation is a
 * fact that is unknown, and nothing can turn such a fact into an answer.
 */
export function checkExpression(
  root: ASTNode,
  variables: Readonly<Record<string, string>>,
  compilePattern: PatternCompiler,
): ExpressionUse {
  const use: ExpressionUse = { problems: [], paths: new Set(), factOf: new Map(), patterns: new Map() };
  const facts = Object.entries(variables).map(([name, type]) => [name, { type, path: name, isPart: false }] as const);
  inspectValue(root, { use, scope: new Map(facts), depth: 0, compilePattern, inspect });
  return use;
}

function inspect(node: ASTNode, check: Check): Found {
  switch (node.op) {
    case 'id':
      return inspectName(node, check);
    case '.':
      return inspectMember(node, check);
    case 'value':
      return inspectLiteral(node, check);
    case 'list':
      return inspectList(node, check);
    case 'call':
      return inspectCall(node, check);
    case 'rcall':
      return inspectMethod(node, check);
    default:
      return inspectOperator(node, check);
  }
}

function inspectName(node: NodeOf<'id'>, check: Check): Found {
  const found = check.scope.get(node.args);
  if (found === undefined) return refuse(check, node, unknownFact(node.args, [...check.scope.keys()]));
  check.use.factOf.set(node, found.path);
  return found;
}

function inspectMember(node: NodeOf<'.'>, check: Check): Found {
  const [ownerNode, name] = node.args;
  const owner = check.inspect(ownerNode, check);
  if (owner.type === '') return owner;
  if (owner.type === 'tags') {
    return refuse(check, node, `a tag that is missing would look unknown; expected .get("${name}"); got .${name}`);
  }
  const members = membersOf(owner.type);
  if (members === undefined)
    return refuse(check, node, `no group of facts; expected its value; got .${name} of a ${owner.type}`);
  const path = `${owner.path}.${name}`;
  const type = Object.hasOwn(members, name) ? members[name] : undefined;
  if (type === undefined) return refuse(check, node, unknownFact(path, Object.keys(members)));
  check.use.factOf.set(node, path);
  return { type, path, isPart: owner.isPart };
}

function unknownFact(name: string, expected: readonly string[]): string {
  return `unknown fact; expected one of ${expected.join(', ')}; got ${name}`;
}

function inspectLiteral(node: NodeOf<'value'>, check: Check): Found {
  const value = node.args;
  if (typeof value === 'string') return computed('string');
  if (typeof value === 'boolean') return computed('bool');
  // Sums of what passes here stay far below 2^63, where CEL's integers end.
  if (typeof value === 'bigint' && value <= BigInt(Number.MAX_SAFE_INTEGER)) return computed('int');
  return refuse(check, node, 'no fact is of this type; expected a text, a whole number below 2^53, true or false');
}

function inspectList(node: NodeOf<'list'>, check: Check): Found {
  const [first] = node.args;
  if (first === undefined || node.args.some((element) => element.op !== 'value')) {
    return refuse(check, node, 'a list must be written out; expected texts or numbers');
  }
  const [found = computed('')] = node.args.map((element) => inspectValue(element, check));
  return found.type === '' ? found : computed(`${found.type}[]`);
}

type Operator = Exclude<ASTNode, { op: 'id' | '.' | 'value' | 'list' | 'call' | 'rcall' }>;

function inspectOperator(node: Operator, check: Check): Found {
  switch (node.op) {
    case '==':
    case '!=':
    case 'in':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return inspectComparison(node, check);
    case '&&':
    case '||':
      for (const side of node.args) inspectValue(side, check);
      return computed('bool');
    case '!_':
      inspectValue(node.args, check);
      return computed('bool');
    case '+':
    case '-':
      return inspectSum(node, check);
    case '-_':
      return computed(inspectScalar(node.args, check).type);
    case '?:':
      return inspectChoice(node, check);
    default:
      return refuse(check, node, refusalOf(node.op));
  }
}

function refusalOf(operator: string): string {
  if (['*', '/', '%'].includes(operator)) return `${operator} can overflow or divide by zero; expected + or -`;
  if (operator === '[]') {
    return 'what an index does not find would look unknown; expected .get("key") of tags, or exists() and all() of a list';
  }
  return `${operator} is no part of a rule's language`;
}

function inspectScalar(node: ASTNode, check: Check): Found {
  const found = inspectValue(node, check);
  if (found.type === '' || isScalar(found.type)) return found;
  return refuse(
    check,
    node,
    `a list cannot be compared or added; expected size(), exists() or all(); got ${found.type}`,
  );
}

function inspectSum(node: NodeOf<'+' | '-'>, check: Check): Found {
  const left = inspectScalar(node.args[0], check).type;
  const right = inspectScalar(node.args[1], check).type;
  return computed(left === '' || right === '' ? '' : celTypeOf(left));
}

function inspectComparison(node: NodeOf<'==' | '!=' | 'in' | '<' | '<=' | '>' | '>='>, check: Check): Found {
  const [leftNode, rightNode] = node.args;
  const left = inspectScalar(leftNode, check);
  const right = node.op === 'in' ? inspectValue(rightNode, check) : inspectScalar(rightNode, check);
  checkWords(left.type, rightNode, check);
  checkWords(right.type, leftNode, check);
  return computed('bool');
}

/** A word that a closed list does not have would make a comparison false for ever, and nobody would notice. */
function checkWords(type: string, node: ASTNode, check: Check): void {
  const words = closedListOf(type.replace('[]', ''));
  const literals = node.op === 'list' ? node.args : [node];
  for (const literal of literals) {
    if (words === undefined || literal.op !== 'value' || typeof literal.args !== 'string') continue;
    if (words.includes(literal.args)) continue;
    refuse(check, literal, `no word of this fact; expected one of ${words.join(', ')}; got ${literal.args}`);
  }
}

function inspectChoice(node: NodeOf<'?:'>, check: Check): Found {
  const [condition, yes, no] = node.args;
  inspectValue(condition, check);
  const { type } = inspectScalar(yes, check);
  const other = inspectScalar(no, check).type;
  return computed(type === other ? type : celTypeOf(type));
}
