import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, type Node } from 'yaml';
import { quote } from './problem-text.ts';

/** A mistake at a character of the file, counted from 0. */
export interface OffsetProblem {
  readonly offset: number;
  readonly text: string;
}

/** Aliases of aliases multiply: a few lines can stand for billions of values. */
const MOST_ALIASES = 100;

/**
 * The plain value of a parsed document. The library's own conversion throws at the first bad alias, without a place,
 * compares every pair of keys, and builds endless values from an anchor that holds its own alias.
 */
export function toValue(document: Document.Parsed, problems: OffsetProblem[]): unknown {
  const open = new Set<Node>();
  let aliases = 0;

  const convert = (node: unknown): unknown => {
    if (isAlias(node)) return convertAlias(node);
    if (isScalar(node)) return node.value;
    if (isMap(node)) return within(node, () => convertMap(node.items));
    if (isSeq(node)) return within(node, () => node.items.map(convert));
    return null;
  };

  const within = (node: Node, make: () => unknown): unknown => {
    open.add(node);
    const value = make();
    open.delete(node);
    return value;
  };

  const convertMap = (pairs: readonly { readonly key: unknown; readonly value: unknown }[]): unknown => {
    const value = new Map<string, unknown>();
    for (const pair of pairs) {
      // Any other key is already a problem that the parser reported.
      if (!isScalar(pair.key)) continue;
      const key = String(pair.key.value);
      const text = refuseKey(key, value);
      if (text !== undefined) problems.push({ offset: startOf(pair.key), text });
      value.set(key, convert(pair.value));
    }
    return Object.fromEntries(value);
  };

  const convertAlias = (alias: Alias): unknown => {
    aliases += 1;
    // Looking an anchor up reads the whole document, so the limit comes first.
    const target = aliases > MOST_ALIASES ? undefined : findAnchor(document, alias);
    if (target !== undefined && !open.has(target)) return convert(target);
    const text = aliases > MOST_ALIASES ? TOO_MANY_ALIASES : refuseAlias(alias, target !== undefined);
    // Beyond the limit every further alias would repeat the sentence.
    if (aliases <= MOST_ALIASES + 1) problems.push({ offset: startOf(alias), text });
    return null;
  };

  return convert(document.contents);
}

/** The node that an alias stands for; undefined where there is none. */
export function findAnchor(document: Document.Parsed, alias: unknown): Node | undefined {
  return isAlias(alias) ? alias.resolve(document) : undefined;
}

const TOO_MANY_ALIASES = `there are too many aliases; expected at most ${MOST_ALIASES} once all are resolved; got more`;

function refuseAlias(alias: Alias, isInside: boolean): string {
  const name = `the alias ${quote(alias.source)}`;
  return isInside
    ? `${name} stands inside its own anchor; expected a value that ends; got an endless one`
    : `${name} names no anchor; expected an anchor of that name before it; got none`;
}

function refuseKey(key: string, seen: ReadonlyMap<string, unknown>): string | undefined {
  // In JavaScript this key means something else, and a careless reader would lose it.
  if (key === '__proto__') return 'the key "__proto__" is reserved; expected another key; got it';
  return seen.has(key) ? `the key ${quote(key)} is there twice; expected every key once; got a second one` : undefined;
}

function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}
