import { open } from 'node:fs/promises';
import { Command } from '@commander-js/extra-typings';
import { configurationJsonSchema } from '../../config/json-schema.ts';
import { loadConfiguration } from '../../config/load.ts';
import { warnings } from '../../config/settings.ts';
import { showConfiguration } from '../../config/show.ts';
import { CONFIGURATION_TEMPLATE } from '../../config/template.ts';
import { dayOf } from '../../domain/dates.ts';
import { ConfigError } from '../../domain/errors.ts';
import { printable } from '../../report/printable.ts';
import { count } from '../../report/words.ts';
import type { Io } from '../io.ts';
import { configurationFile, loadFor, sayNotes } from '../load-for.ts';
import { commonCommand } from '../options.ts';

export function configCommand(io: Io) {
  const command = new Command('config').description('Writes, checks and shows the configuration.');
  command.addCommand(initCommand(io));
  command.addCommand(checkCommand(io));
  command.addCommand(schemaCommand(io));
  command.addCommand(showCommand(io));
  return command;
}

function initCommand(io: Io) {
  const command = commonCommand('init', ['config']).description('Writes a commented configuration to start from.');
  return command.action(async (options) => {
    const file = configurationFile(options, io);
    await writeNew(file, CONFIGURATION_TEMPLATE);
    io.stdout.write(`${printable(`Wrote ${file}. Put your agreements in, then run: mapwarden config check`)}\n`);
  });
}

/** Never over a file that is there: it may hold the only list of agreements. */
async function writeNew(file: string, text: string): Promise<void> {
  try {
    const handle = await open(file, 'wx');
    await handle.writeFile(text);
    await handle.close();
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    const problem = UNWRITABLE.get(String(error.code)) ?? 'cannot be written; expected a file that can';
    throw new ConfigError([{ place: file, path: '', text: `${problem}; got ${error.code}` }]);
  }
}

const UNWRITABLE: ReadonlyMap<string, string> = new Map([
  ['EEXIST', 'exists already; expected a new file, such as one given by --config'],
  ['ENOENT', 'its folder does not exist; expected one that does'],
  ['ENOTDIR', 'its folder is a file; expected a folder'],
]);

function checkCommand(io: Io) {
  const command = commonCommand('check', ['config', 'now', 'quiet']).description(
    'Checks the configuration and every rule file that it names.',
  );
  return command.action((options) => {
    const { settings, rules, document, notes } = loadConfiguration(configurationFile(options, io));
    const today = dayOf(options.now ?? io.instant());
    sayNotes(notes, options.quiet, io);
    const agreements = count(settings.agreements.length, 'agreement');
    const lines = [
      `${document.file} is valid: ${agreements}, ${count(rules.length, 'rule')} in force.`,
      ...warnings(settings, today).map((warning) => `warning: ${warning}`),
    ];
    io.stdout.write(`${lines.map(printable).join('\n')}\n`);
  });
}

function schemaCommand(io: Io) {
  return commonCommand('schema', [])
    .description('Prints the JSON Schema of the configuration.')
    .action(() => {
      io.stdout.write(`${JSON.stringify(configurationJsonSchema(), null, 2)}\n`);
    });
}

function showCommand(io: Io) {
  const command = commonCommand('show', ['config', 'quiet']).description(
    'Prints the configuration as it takes effect, defaults included.',
  );
  return command.action((options) => {
    io.stdout.write(showConfiguration(loadFor(options, io).configuration));
  });
}
