import type * as z from 'zod/mini';
import { describeValue, formatPath, quote, shorten, suggestion } from './problem-text.ts';
import { keysAt } from './schema-keys.ts';

/** A problem inside a document; its place is that of the value, or of the key, at the path. */
export interface DocumentProblem {
  readonly path: readonly PropertyKey[];
  readonly part: 'key' | 'value';
  readonly text: string;
}

/** What an issue needs to know of the document beside its own value. */
interface Written {
  readonly value: unknown;
  written(path: readonly PropertyKey[]): string | undefined;
}

type Issue = z.core.$ZodIssue;

/**
 * Sentences for a schema's issues. A schema here gives as its `error` what it expects; a check that knows better what
 * is wrong gives that as `params.problem`.
 */
export function describeIssues(
  issues: readonly Issue[],
  schema: z.core.$ZodType,
  document: Written,
): readonly DocumentProblem[] {
  return issues.flatMap((issue) => describe(issue, [], schema, document));
}

/** Sentences for keys that must be quoted; a key that is wrong in itself is a problem already. */
export function describeNumberKeys(
  keys: readonly (readonly PropertyKey[])[],
  problems: readonly DocumentProblem[],
): readonly DocumentProblem[] {
  const told = new Set(problems.filter(({ part }) => part === 'key').map(({ path }) => formatPath(path)));
  return keys
    .filter((path) => !told.has(formatPath(path)))
    .map((path) => {
      const written = shorten(String(path.at(-1)));
      return { path, part: 'key', text: `${mustBeQuoted(0, written)}; expected a key in quotes; got ${written}` };
    });
}

function describe(
  issue: Issue,
  base: readonly PropertyKey[],
  schema: z.core.$ZodType,
  document: Written,
): readonly DocumentProblem[] {
  const path = [...base, ...issue.path];
  if (issue.code === 'unrecognized_keys') return unknownKeys(issue.keys, path, schema);
  if (issue.code === 'invalid_union') {
    const branch = branchMeant(issue);
    if (branch) return branch.flatMap((inner) => describe(inner, path, schema, document));
  }
  if (issue.code === 'invalid_key') {
    const expected = expectedOf(issue.issues[0] ?? issue);
    const text = `this key is not valid; expected ${expected}; got ${describeValue(path.at(-1))}`;
    return [{ path, part: 'key', text }];
  }
  const found = valueAt(document.value, path);
  const written = document.written(path);
  const got = written === undefined ? describeValue(found) : shorten(written);
  const problem = isUnquoted(issue, found) ? mustBeQuoted(found, got) : problemOf(issue, found);
  return [{ path, part: 'value', text: `${problem}; expected ${expectedOf(issue)}; got ${got}` }];
}

/** Without the library's own beginning, for a schema that gives no sentence of its own. */
function expectedOf(issue: { readonly message: string }): string {
  return issue.message
    .replace(/^Invalid \w+: (expected )?/, '')
    .replace(/, received \w+$/, '')
    .replace(/^must match pattern /, 'a text that fits ');
}

/** Of the forms that a value can have, the one whose outline it has: its own mistakes say more than "none fits". */
function branchMeant(issue: z.core.$ZodIssueInvalidUnion): readonly Issue[] | undefined {
  const hasOutline = (inner: Issue) =>
    inner.path.length > 0 || (inner.code !== 'invalid_type' && inner.code !== 'invalid_value');
  return issue.errors.find((branch) => branch.length > 0 && branch.every(hasOutline));
}

function isUnquoted(issue: Issue, found: unknown): boolean {
  const isPlain = typeof found === 'number' || typeof found === 'boolean';
  return isPlain && issue.code === 'invalid_type' && issue.expected === 'string';
}

/** An id that YAML took for a number has lost its leading zeros, so only the file still has it. */
function mustBeQuoted(found: unknown, written: string): string {
  const kind = typeof found === 'number' ? 'a number and drops leading zeros' : 'true or false';
  return `must be quoted ("${written}"), since YAML otherwise reads it as ${kind}`;
}

function problemOf(issue: Issue, found: unknown): string {
  if (issue.code === 'custom' && typeof issue.params?.['problem'] === 'string') return issue.params['problem'];
  if (found === undefined) return 'is missing';
  if (found === null) return 'is empty';
  if (issue.code === 'invalid_type') return 'is of the wrong kind';
  return issue.code === 'too_small' || issue.code === 'too_big' ? 'is out of range' : 'is not valid';
}

function unknownKeys(
  keys: readonly string[],
  path: readonly PropertyKey[],
  schema: z.core.$ZodType,
): readonly DocumentProblem[] {
  const known = keysAt(schema, path);
  const expected = known.length > 0 ? `one of ${known.join(', ')}` : 'no key';
  return keys.map((key) => ({
    path: [...path, key],
    part: 'key',
    text: `is not a known key${suggestion(key, known)}; expected ${expected}; got ${quote(key)}`,
  }));
}

/** The value at a path of keys and indexes; undefined where the path leads nowhere. */
function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((current, step) => {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, step)) return undefined;
    return Object.getOwnPropertyDescriptor(current, step)?.value;
  }, value);
}
