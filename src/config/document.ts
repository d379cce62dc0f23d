import {
  Composer,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  Parser,
  type YAMLMap,
} from 'yaml';
import { en } from 'zod/locales';
import * as z from 'zod/mini';
import { ConfigError, type Problem } from '../domain/errors.ts';
import { describeIssues, describeNumberKeys } from './describe-issues.ts';
import { lineIndex, type Position } from './line-index.ts';
import { numberKeys } from './number-keys.ts';
import { formatPath } from './problem-text.ts';
import { offsetInSource } from './scalar-offset.ts';
import { checkText, checkTokens, translateError } from './yaml-syntax.ts';
import { findAnchor, type OffsetProblem, toValue } from './yaml-value.ts';

/** A document with the place of everything in it. */
export interface LocatedDocument {
  /** The file as the user named it. */
  readonly file: string;
  readonly value: unknown;
  /**
   * The place of the value at a path or of the key that leads to it. Where the path leads nowhere, the place of the
   * deepest value on it. With an `offset`, the place of that character of a text value.
   */
  locate(path: readonly PropertyKey[], part?: 'key' | 'value', offset?: number): Position;
  /** A number, true or false as it stands in the file, before YAML read it; undefined for everything else. */
  written(path: readonly PropertyKey[]): string | undefined;
  /** Paths to keys that are digits without quotes. */
  numberKeys(): readonly (readonly PropertyKey[])[];
}

/** Beyond these, a list of mistakes helps nobody; the first ones cause the rest. */
const MOST_SYNTAX_PROBLEMS = 20;
const MOST_PROBLEMS = 200;

/**
 * Reads YAML 1.2, of which JSON is a part. Throws ConfigError with every syntax problem and its place; a text that is
 * too large, too deep, or uses what a configuration has no need of (tags, directives, several documents) is one too.
 */
export function readDocument(text: string, file: string): LocatedDocument {
  const source = text.startsWith('\ufeff') ? text.slice(1) : text;
  const positionAt = lineIndex(source);
  const fail = (problems: readonly OffsetProblem[]): void => {
    if (problems.length === 0) return;
    throw new ConfigError(
      capped(
        problems.map(({ offset, text: problem }) => ({
          place: placeOf(file, positionAt(offset)),
          path: '',
          text: problem,
        })),
        MOST_SYNTAX_PROBLEMS,
      ),
    );
  };
  fail(checkText(source));
  const tokens = [...new Parser().parse(source)];
  fail(checkTokens(tokens));

  const composer = new Composer({
    version: '1.2',
    stringKeys: true,
    // The library compares every pair of keys; toValue does it in one pass.
    uniqueKeys: false,
    resolveKnownTags: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const [document] = [...composer.compose(tokens, true, source.length)];
  /* v8 ignore next -- the composer is told to make a document even of nothing */
  if (!document) throw new ConfigError([{ place: file, path: '', text: 'the file is empty' }]);
  const problems = [...document.errors, ...document.warnings].map((error) => translateError(error, source));
  fail(problems);
  const value = toValue(document, problems);
  fail(problems);

  const walk = walker(document);
  return {
    file,
    value,
    locate(path, part = 'value', offset) {
      const { node, key } = walk(path);
      return positionAt((part === 'key' && key ? startOf(key) : offsetOf(node, source, offset)) ?? 0);
    },
    written(path) {
      const { node, isWhole } = walk(path);
      const isRead = isWhole && isScalar(node) && (typeof node.value === 'number' || typeof node.value === 'boolean');
      return isRead ? node.source : undefined;
    },
    numberKeys: () => numberKeys(document.contents),
  };
}

/** The document's value in the form of the schema. Throws ConfigError with every problem and its place. */
export function validate<S extends z.core.$ZodType>(schema: S, document: LocatedDocument): z.output<S> {
  const result = z.safeParse(schema, document.value, { reportInput: true, error: en().localeError });
  const found = result.success ? [] : describeIssues(result.error.issues, schema, document);
  const described = [...found, ...describeNumberKeys(document.numberKeys(), found)];
  if (result.success && described.length === 0) return result.data;
  const problems = described.map(({ path, part, text }) => ({
    position: document.locate(path, part),
    path: formatPath(path),
    text,
  }));
  problems.sort((a, b) => a.position.line - b.position.line || a.position.column - b.position.column);
  throw new ConfigError(
    capped(
      problems.map(({ position, path, text }) => ({ place: placeOf(document.file, position), path, text })),
      MOST_PROBLEMS,
    ),
  );
}

/** `mapwarden.yaml:3:5` */
export function placeOf(file: string, position: Position): string {
  return `${file}:${position.line}:${position.column}`;
}

/** Each problem once, and not more than can be read. */
function capped(problems: readonly Problem[], limit: number): readonly Problem[] {
  const distinct = [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
  const [first] = distinct;
  if (first === undefined || distinct.length <= limit) return distinct;
  const more = distinct.length - limit;
  return [...distinct.slice(0, limit), { place: first.place, path: '', text: `${more} more problems follow` }];
}

interface Child {
  readonly node: unknown;
  readonly key: Node | undefined;
}

/** Where a path leads: the value, and the last key on the way. */
interface Step extends Child {
  /** Whether the whole path was there. */
  readonly isWhole: boolean;
}

/** Finds the nodes of a document by path. */
function walker(document: Document.Parsed): (path: readonly PropertyKey[]) => Step {
  // Looking a key up in a list of pairs for each of many problems would take the square of their number.
  const pairs = new Map<YAMLMap, ReadonlyMap<string, Pair>>();

  const childOf = (parent: unknown, step: PropertyKey): Child | undefined => {
    if (isSeq(parent)) {
      const node = parent.items[Number(step)];
      return node === undefined ? undefined : { node, key: undefined };
    }
    if (!isMap(parent)) return undefined;
    const byKey = pairs.get(parent) ?? new Map(parent.items.map((pair) => [keyOf(pair), pair]));
    pairs.set(parent, byKey);
    const pair = byKey.get(String(step));
    return pair && isScalar(pair.key) ? { node: pair.value, key: pair.key } : undefined;
  };

  return (path) => {
    let node: unknown = document.contents;
    let key: Node | undefined;
    for (const step of path) {
      const next = childOf(findAnchor(document, node) ?? node, step);
      if (next === undefined) return { node, key: undefined, isWhole: false };
      node = next.node ?? next.key;
      key = next.key;
    }
    return { node, key, isWhole: true };
  };
}

function keyOf(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : '';
}

function offsetOf(node: unknown, source: string, offset: number | undefined): number | undefined {
  const start = startOf(node);
  if (start === undefined || offset === undefined || !isScalar(node) || typeof node.value !== 'string') return start;
  const text = source.slice(start, node.range?.[1] ?? start);
  return start + offsetInSource(text, node.type, node.value, offset);
}

function startOf(node: unknown): number | undefined {
  return isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node.range?.[0] : undefined;
}
