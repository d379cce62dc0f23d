import { dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError, type Problem } from '../domain/errors.ts';
import type { Rule } from '../engine/compile-rule.ts';
import type { PatternCompiler } from '../engine/pattern.ts';
import { type LocatedDocument, placeOf, readDocument, validate } from './document.ts';
import { LATER_RULES } from './later-rules.ts';
import { type ProblemList, problemList } from './problem-list.ts';
import { formatPath, quote, suggestion } from './problem-text.ts';
import { type CarriedFiles, readTextFile } from './read-text-file.ts';
import { carriedRules, type LocatedRule, problemAt, readRuleDirectory } from './rule-directory.ts';
import { type RuleSwitch, rulesetFile } from './rule-schema.ts';

/** Where rules come from, and what is said of them. */
export interface RuleSources {
  /** The rules of the package, unless a test brings others. */
  readonly builtinDirectory?: string;
  /** The same out of a bundle, which has no such folder. */
  readonly carried?: CarriedFiles | undefined;
  /** For the patterns of `fits()`. */
  readonly compilePattern: PatternCompiler;
  /** `recommended`, `strict`, or paths. A later one wins. */
  readonly rulesets: readonly string[];
  /** Folders with rule files of the operator. */
  readonly directories: readonly string[];
  /** What is said of single rules; wins over every rule set. */
  readonly settings: Readonly<Record<string, RuleSwitch>>;
  /** Rules that the configuration names elsewhere, by path. */
  readonly mentions?: readonly Mention[];
  /** The configuration file: paths are relative to its folder, problems with what it names have their place in it. */
  readonly document?: LocatedDocument;
}

export interface Mention {
  readonly id: string;
  readonly path: readonly (string | number)[];
}

export interface LoadedRules {
  /** Those that are on: the package's by id, then the operator's in the order of folders and file names. */
  readonly rules: readonly Rule[];
  /** Sentences about rules that are named and that this version does not have yet. */
  readonly notes: readonly string[];
}

/** `rules/` of the package: two folders up, from the source as from the build. */
export const BUILTIN_DIRECTORY = fileURLToPath(new URL('../../rules', import.meta.url));

/** Reads, checks and compiles all rules that are on. Throws ConfigError with the problems of all files at once. */
export function loadRules(sources: RuleSources): LoadedRules {
  const problems = problemList();
  const reading = { compilePattern: sources.compilePattern, problems };
  const builtinDirectory = sources.builtinDirectory ?? BUILTIN_DIRECTORY;
  const builtin = sources.carried
    ? carriedRules(sources.carried, reading)
    : readRuleDirectory(builtinDirectory, builtinDirectory, reading, true);
  const own = sources.directories.flatMap((directory, index) => {
    const place = placeIn(sources.document, ['rules', 'directories', index], directory);
    return readRuleDirectory(resolve(sources, directory), place, reading);
  });
  const located = [...builtin, ...own];
  const rulesets = sources.rulesets.flatMap(
    (name, index) => problems.attempt(() => readRuleset(sources, builtinDirectory, name, index)) ?? [],
  );
  // A rule that could not be read is unknown here too; telling so again for each mention would bury the cause.
  problems.settle();
  problems.add(duplicates(builtin, own));
  const ids = located.map(({ rule }) => rule.definition.id);
  const check = (mentions: readonly Mention[], part: 'key' | 'value', document: LocatedDocument | undefined) =>
    mentions.flatMap((mention) => checkMention(mention, part, ids, document, problems));
  const notes = [
    ...rulesets.flatMap(({ document, switches }) => check(keysOf(switches, ['rules']), 'key', document)),
    ...check(keysOf(sources.settings, ['rules', 'settings']), 'key', sources.document),
    ...check(sources.mentions ?? [], 'value', sources.document),
  ];
  problems.settle();

  const switches = new Map(
    [...rulesets.map((ruleset) => ruleset.switches), sources.settings].flatMap((given) => Object.entries(given)),
  );
  const rules = [
    ...builtin.flatMap(({ rule }) => switched(rule, switches.get(rule.definition.id) ?? 'off')),
    // Whoever names a folder wants its rules.
    ...own.flatMap(({ rule }) => switched(rule, switches.get(rule.definition.id) ?? 'on')),
  ];
  return { rules, notes };
}

function switched(rule: Rule, to: RuleSwitch): readonly Rule[] {
  if (to === 'off') return [];
  return [to === 'on' ? rule : { ...rule, severity: to.severity }];
}

interface Ruleset {
  readonly document: LocatedDocument;
  readonly switches: Readonly<Record<string, RuleSwitch>>;
}

const BUILTIN_RULESETS = ['recommended', 'strict'] as const;

function readRuleset(sources: RuleSources, builtinDirectory: string, name: string, index: number): Ruleset {
  const place = placeIn(sources.document, ['rules', 'rulesets', index], name);
  const isPath = /[\\/]|\.(ya?ml|json)$/.test(name);
  if (!isPath && !BUILTIN_RULESETS.some((builtin) => builtin === name)) {
    const problem = `there is no such rule set${suggestion(name, BUILTIN_RULESETS)}`;
    const text = `${problem}; expected ${BUILTIN_RULESETS.join(', ')} or the path of a file; got ${quote(name)}`;
    throw new ConfigError([{ place, path: formatPath(['rules', 'rulesets', index]), text }]);
  }
  const file = isPath ? resolve(sources, name) : join(builtinDirectory, 'rulesets', `${name}.yaml`);
  const carried = isPath ? undefined : sources.carried?.get(`rulesets/${name}.yaml`);
  const document = readDocument(carried ?? readTextFile(file, place, `a rule set at ${quote(file)}`), file);
  return { document, switches: validate(rulesetFile, document).rules };
}

/** One id is one rule: which of two would be asked could otherwise depend on the order of folders. */
function duplicates(builtin: readonly LocatedRule[], own: readonly LocatedRule[]): readonly Problem[] {
  const first = new Map<string, string>(LATER_RULES.map((id) => [id, 'a later version of mapwarden']));
  for (const { rule, document } of builtin) first.set(rule.definition.id, document.file);
  return own.flatMap(({ rule, document }) => {
    const { id } = rule.definition;
    const owner = first.get(id);
    first.set(id, owner ?? document.file);
    if (owner === undefined) return [];
    const text = `this id is taken by ${owner}; expected an id of its own for each rule; got ${quote(id)}`;
    return [problemAt(document, ['id'], text)];
  });
}

function keysOf(switches: Readonly<Record<string, RuleSwitch>>, base: Mention['path']): readonly Mention[] {
  return Object.keys(switches).map((id) => ({ id, path: [...base, id] }));
}

/** A note where the rule is one of a later version; a problem where nobody knows it. */
function checkMention(
  { id, path }: Mention,
  part: 'key' | 'value',
  ids: readonly string[],
  document: LocatedDocument | undefined,
  problems: ProblemList,
): readonly string[] {
  if (ids.includes(id)) return [];
  if (LATER_RULES.includes(id)) return [`${formatPath(path)}: this version does not have the rule ${id} yet`];
  const known = [...ids, ...LATER_RULES];
  const near = suggestion(id, known);
  const text = `there is no such rule${near}; expected the id of a rule, as mapwarden rules list shows them; got ${quote(id)}`;
  const place = document === undefined ? 'rules' : placeOf(document.file, document.locate(path, part));
  problems.add([{ place, path: formatPath(path), text }]);
  return [];
}

function placeIn(document: LocatedDocument | undefined, path: Mention['path'], otherwise: string): string {
  return document === undefined ? otherwise : placeOf(document.file, document.locate(path));
}

function resolve({ document }: RuleSources, path: string): string {
  return isAbsolute(path) || document === undefined ? path : join(dirname(document.file), path);
}
