import { readdirSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { ConfigError, type Problem } from '../domain/errors.ts';
import { compileRule, type Rule } from '../engine/compile-rule.ts';
import type { PatternCompiler } from '../engine/pattern.ts';
import { type LocatedDocument, placeOf, readDocument, validate } from './document.ts';
import type { ProblemList } from './problem-list.ts';
import { formatPath, quote } from './problem-text.ts';
import { type CarriedFiles, readTextFile, withSystemErrors } from './read-text-file.ts';
import { ruleFile } from './rule-schema.ts';

/** A rule and the file that it came from. */
export interface LocatedRule {
  readonly rule: Rule;
  readonly document: LocatedDocument;
}

/** How rules are read, wherever they come from. */
export interface RuleReading {
  readonly compilePattern: PatternCompiler;
  /** Takes every mistake. */
  readonly problems: ProblemList;
}

const RULE_EXTENSIONS: ReadonlySet<string> = new Set(['.yaml', '.yml', '.json']);
/** Each rule looks at every carrier; a folder of more files is something else. */
const MOST_FILES = 1000;

/**
 * Every rule of a folder (not of the folders in it), in the order of the file names. Mistakes go to the list, those of
 * the folder itself at `place`.
 */
export function readRuleDirectory(
  directory: string,
  place: string,
  reading: RuleReading,
  isBuiltin = false,
): readonly LocatedRule[] {
  const files = reading.problems.attempt(() => ruleFilesIn(directory, place)) ?? [];
  return files.flatMap((file) => readRule(file, () => readTextFile(file, file), reading, isBuiltin));
}

/** The package's rules out of a bundle, in the order of the file names. */
export function carriedRules(carried: CarriedFiles, reading: RuleReading): readonly LocatedRule[] {
  const files = [...carried].filter(([file]) => !file.includes('/')).sort(([a], [b]) => (a < b ? -1 : 1));
  return files.flatMap(([file, text]) => readRule(file, () => text, reading, true));
}

function ruleFilesIn(directory: string, place: string): readonly string[] {
  const entries = withSystemErrors(place, `a folder with rule files at ${quote(directory)}`, () =>
    readdirSync(directory),
  );
  const names = entries.filter((name) => RULE_EXTENSIONS.has(extname(name))).sort();
  if (names.length === 0 || names.length > MOST_FILES) {
    const text = `the folder ${quote(directory)} holds no rules; expected 1 to ${MOST_FILES} files *.yaml; got ${names.length}`;
    throw new ConfigError([{ place, path: '', text }]);
  }
  return names.map((name) => join(directory, name));
}

/** A rule from its file, or none and every problem at its character. */
function readRule(
  file: string,
  text: () => string,
  { compilePattern, problems }: RuleReading,
  isBuiltin: boolean,
): readonly LocatedRule[] {
  const rule = problems.attempt(() => compiledRule(file, text(), compilePattern, isBuiltin));
  return rule ? [rule] : [];
}

function compiledRule(file: string, text: string, compilePattern: PatternCompiler, isBuiltin: boolean): LocatedRule {
  const document = readDocument(text, file);
  const definition = validate(ruleFile, document);
  const name = basename(file, extname(file));
  const compiled = compileRule(definition, compilePattern);
  const problems: Problem[] = [];
  // A rule of the package is found by its file; an operator names files as he likes.
  if (isBuiltin && definition.id !== name) {
    const problem = `is not the name of the file; expected ${quote(name)}; got ${quote(definition.id)}`;
    problems.push(problemAt(document, ['id'], problem));
  }
  if ('rule' in compiled && problems.length === 0) return { rule: compiled.rule, document };
  const wrong = 'problems' in compiled ? compiled.problems : [];
  throw new ConfigError([
    ...problems,
    ...wrong.map(({ path, offset, text: problem }) => problemAt(document, path, problem, 'value', offset)),
  ]);
}

/** A problem at a place of a document. */
export function problemAt(
  document: LocatedDocument,
  path: readonly (string | number)[],
  text: string,
  part: 'key' | 'value' = 'value',
  offset?: number,
): Problem {
  return { place: placeOf(document.file, document.locate(path, part, offset)), path: formatPath(path), text };
}
