import type { ASTNode } from '@marcbachmann/cel-js';
import { membersOf } from './fact-schema.ts';
import type { Pattern, PatternCompiler } from './pattern.ts';

/** What an expression turned out to use, and what is wrong with it. */
export interface ExpressionUse {
  readonly problems: { readonly offset: number; readonly text: string }[];
  /** Paths of the facts whose values it reads. */
  readonly paths: Set<string>;
  /** The fact that a node reads: tells an unknown fact from a bug when evaluation stops there. */
  readonly factOf: Map<unknown, string>;
  /** Compiled arguments of `fits`. */
  readonly patterns: Map<string, Pattern>;
}

/** What a node stands for. */
export interface Found {
  /** A type of fact-schema.ts; '' where a problem was reported already. */
  readonly type: string;
  /** The fact that it reads; '' where it reads none. */
  readonly path: string;
  /** It is an element or a part of the fact at `path`, not the fact itself. */
  readonly isPart: boolean;
}

/** The state of a walk at one node. */
export interface Check {
  readonly use: ExpressionUse;
  /** Facts and, inside a comprehension, its variable. */
  readonly scope: ReadonlyMap<string, Found>;
  /** Comprehensions around the node. */
  readonly depth: number;
  readonly compilePattern: PatternCompiler;
  readonly inspect: (node: ASTNode, check: Check) => Found;
}

export type NodeOf<O extends ASTNode['op']> = Extract<ASTNode, { op: O }>;

/** A computed value, which is no fact. */
export function computed(type: string): Found {
  return { type, path: '', isPart: false };
}

/** Notes a problem and gives a value of no type, so that nothing that follows from it is reported too. */
export function refuse(check: Check, node: ASTNode, text: string, offset: number = node.pos): Found {
  check.use.problems.push({ offset, text });
  return computed('');
}

/** Looks at a node whose value is used, and notes the fact as read: anything but a whole group of facts. */
export function inspectValue(node: ASTNode, check: Check): Found {
  const found = check.inspect(node, check);
  const members = membersOf(found.type);
  if (members !== undefined) {
    const names = Object.keys(members).join(', ');
    return refuse(check, node, `a group of facts has no value of its own; expected one of its facts: ${names}`);
  }
  if (found.path !== '' && !found.isPart) check.use.paths.add(found.path);
  return found;
}
