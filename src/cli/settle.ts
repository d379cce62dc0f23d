import { type Command, InvalidArgumentError } from '@commander-js/extra-typings';
import { quote } from '../config/problem-text.ts';
import { ConfigError } from '../domain/errors.ts';
import { printable } from '../report/printable.ts';
import type { Io } from './io.ts';
import { COMMON_FLAGS } from './options.ts';

/** Columns of every help text, whatever the terminal: it is written to be read in 80. */
const WIDTH = 80;

/**
 * Makes a command and those below it tell mistakes in our form and write to `io`: Commander by itself writes to the
 * process and ends it. Commands that are added ready-made inherit none of this.
 */
export function settle(command: Command, io: Io, parents = ''): void {
  const name = `${parents}${command.name()}`;
  command
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      outputError: (text, write) => write(usageError(text, name)),
      getOutHelpWidth: () => WIDTH,
      getErrHelpWidth: () => WIDTH,
    })
    .configureHelp({
      // Descriptions say their defaults themselves, in words.
      optionDescription: ({ description }) => description,
      groupItems: (_, visible, groupOf) => grouped(visible, groupOf),
    })
    .helpOption('-h, --help', 'this help');
  if (command.commands.length > 0) command.helpCommand('help [command]', 'help on a command');
  for (const option of command.options) {
    const { parseArg } = option;
    if (!parseArg) continue;
    option.parseArg = <T>(value: string, previous: T): T => {
      try {
        return parseArg(value, previous);
      } catch (error) {
        if (!(error instanceof InvalidArgumentError)) throw error;
        const text = `${error.message}; got ${quote(value)}`;
        throw new ConfigError([{ place: option.long ?? option.flags, path: '', text }]);
      }
    };
  }
  for (const child of command.commands) settle(child as Command, io, `${name} `);
}

/** Commander's message with nothing in it that could steer a terminal, and the way to help. */
function usageError(text: string, name: string): string {
  const [, problem = '', hint = ''] = /^error: ([\s\S]*?)(\n\(Did you mean [^\n]*\?\))?\n?$/.exec(text) ?? ['', text];
  return `${printable(problem)}${hint.replace('\n(D', ' (d')}\nFor help: ${name} --help\n`;
}

/** A command's own flags come before the common ones. */
function grouped<T>(visible: readonly T[], groupOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  const isCommon = (one: T) => groupOf(one) === COMMON_FLAGS;
  for (const one of [...visible.filter((each) => !isCommon(each)), ...visible.filter(isCommon)]) {
    const group = groups.get(groupOf(one));
    if (group) group.push(one);
    else groups.set(groupOf(one), [one]);
  }
  return groups;
}
