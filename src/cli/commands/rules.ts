import { existsSync, statSync } from 'node:fs';
import { Command } from '@commander-js/extra-typings';
import { problemList } from '../../config/problem-list.ts';
import { quote, suggestion } from '../../config/problem-text.ts';
import { readRuleDirectory } from '../../config/rule-directory.ts';
import { loadRules } from '../../config/rule-files.ts';
import { rulePage } from '../../config/rule-page.ts';
import { ConfigError, formatProblem } from '../../domain/errors.ts';
import type { Rule } from '../../engine/compile-rule.ts';
import { runExamples } from '../../engine/examples.ts';
import { re2Pattern } from '../../engine/re2-pattern.ts';
import { printable } from '../../report/printable.ts';
import { ruleTable } from '../../report/rule-table.ts';
import { count } from '../../report/words.ts';
import type { ExitCode, Io } from '../io.ts';
import { configurationFile, loadFor } from '../load-for.ts';
import { commonCommand } from '../options.ts';

export function rulesCommand(io: Io, exit: (code: ExitCode) => void) {
  const command = new Command('rules').description('Lists, shows and tests the rules.');
  command.addCommand(listCommand(io));
  command.addCommand(showCommand(io));
  command.addCommand(testCommand(io, exit));
  return command;
}

function listCommand(io: Io) {
  const command = commonCommand('list', ['config', 'quiet']).description(
    'Lists the rules in force: those of the configuration or, without one, the recommended ones.',
  );
  return command.action((options) => {
    io.stdout.write(ruleTable(rulesInForce(options, io)));
  });
}

function showCommand(io: Io) {
  const command = commonCommand('show', ['config', 'quiet'])
    .description('Shows one rule in words: what it checks, why, and what to do.')
    .argument('<id>', 'of the rule');
  return command.action((id, options) => {
    const rules = rulesInForce(options, io);
    const rule = rules.find(({ definition }) => definition.id === id);
    if (!rule) {
      const ids = rules.map(({ definition }) => definition.id);
      const text = `there is no such rule in force${suggestion(id, ids)}; expected one that mapwarden rules list shows; got ${quote(id)}`;
      throw new ConfigError([{ place: '<id>', path: '', text }]);
    }
    // The page's first paragraph tells writers of documentation where it comes from.
    const [, ...page] = rulePage({ ...rule.definition, severity: rule.severity }).split('\n\n');
    io.stdout.write(page.join('\n\n').split('\n').map(printable).join('\n'));
  });
}

function testCommand(io: Io, exit: (code: ExitCode) => void) {
  const command = commonCommand('test', ['config', 'quiet'])
    .description('Runs the examples of the rules in the folders or, without any, of the rules in force.')
    .argument('[dir...]', 'folders with rule files');
  return command.action((directories, options) => {
    const problems = problemList();
    for (const directory of directories) problems.attempt(() => requireFolder(directory));
    problems.settle();
    const rules =
      directories.length === 0
        ? rulesInForce(options, io)
        : directories.flatMap((directory) =>
            readRuleDirectory(directory, directory, { compilePattern: re2Pattern, problems }).map(({ rule }) => rule),
          );
    const broken = problemsOf(problems.settle);
    const results = rules.flatMap((rule) => runExamples(rule));
    const failed = results
      .filter(({ passed }) => !passed)
      .map(({ ruleId, expected, index, got }) => `${ruleId} examples.${expected}[${index}]: got ${got}`);
    const failures = [...broken, ...failed];
    const summary = `${count(rules.length, 'rule')}, ${count(results.length, 'example')}, ${failures.length} failed`;
    const lines = [...failures.map((line) => `not ok  ${line}`), summary];
    io.stdout.write(`${lines.map(printable).join('\n')}\n`);
    exit(failures.length === 0 ? 0 : 1);
  });
}

/** Those of the configuration where there is one; else the recommended ones. */
function rulesInForce(
  options: { readonly config?: string | undefined; readonly quiet: boolean },
  io: Io,
): readonly Rule[] {
  const isNamed = options.config !== undefined || Boolean(io.env['MAPWARDEN_CONFIG']);
  if (isNamed || existsSync(configurationFile(options, io))) return loadFor(options, io).rules;
  return loadRules({ rulesets: ['recommended'], directories: [], settings: {}, compilePattern: re2Pattern }).rules;
}

function requireFolder(directory: string): void {
  if (existsSync(directory) && statSync(directory).isDirectory()) return;
  const text = `there is no such folder; expected one with rule files; got ${quote(directory)}`;
  throw new ConfigError([{ place: '[dir]', path: '', text }]);
}

/** A rule that does not compile is a test that fails: this command is where its author finds out. */
function problemsOf(settle: () => void): readonly string[] {
  try {
    settle();
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(formatProblem);
    throw error;
  }
}
