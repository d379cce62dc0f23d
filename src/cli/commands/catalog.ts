import { existsSync } from 'node:fs';
import { Command } from '@commander-js/extra-typings';
import { catalogSource } from '../../config/load.ts';
import { type CatalogSource, catalogWarnings, loadModelCatalog } from '../../config/model-catalog.ts';
import { dayOf } from '../../domain/dates.ts';
import { ConfigError, formatProblem } from '../../domain/errors.ts';
import type { ModelCatalog } from '../../domain/model-catalog.ts';
import { catalogDifference, catalogJson, catalogText } from '../../report/catalog-text.ts';
import { printable } from '../../report/printable.ts';
import { count } from '../../report/words.ts';
import { checkPlaces } from '../check-places.ts';
import type { ExitCode, Io } from '../io.ts';
import { configurationFile } from '../load-for.ts';
import { commonCommand, type FormatRequest } from '../options.ts';
import { writeFileWhole } from '../write-reports.ts';

export function catalogCommand(io: Io, exit: (code: ExitCode) => void) {
  const command = new Command('catalog').description(
    'Shows, checks and compares the dated list of models that MAP covers.',
  );
  command.addCommand(showCommand(io));
  command.addCommand(checkCommand(io, exit));
  command.addCommand(diffCommand(io));
  return command;
}

function showCommand(io: Io) {
  const command = commonCommand('show', ['config', 'format']).description(
    'Shows the list in force: that of the configuration or, without one, that of the package; as text or json.',
  );
  return command.action(async (options) => {
    const wanted: readonly FormatRequest[] = options.format.length > 0 ? options.format : [{ format: 'text' }];
    await checkPlaces(undefined, wanted);
    const catalog = loadModelCatalog(sourceInForce(options, io));
    const written = wanted.map(({ format, file }) => ({ file, text: render(catalog, format) }));
    for (const { file, text } of written) {
      if (file === undefined) io.stdout.write(text);
      else await writeFileWhole(file, only(text));
    }
  });
}

function render(catalog: ModelCatalog, format: FormatRequest['format']): string {
  if (format === 'text') return catalogText(catalog);
  if (format === 'json') return catalogJson(catalog);
  const text = `the list of models is not written in this format; expected text or json; got ${format}`;
  throw new ConfigError([{ place: '--format', path: '', text }]);
}

async function* only(text: string): AsyncIterable<string> {
  yield text;
}

function checkCommand(io: Io, exit: (code: ExitCode) => void) {
  const command = commonCommand('check', ['config', 'now']).description(
    'Checks the list in force, and whether it is out of date.',
  );
  return command.action((options) => {
    const source = sourceInForce(options, io);
    const { lines, isValid } = checked(source, dayOf(options.now ?? io.instant()));
    io.stdout.write(`${lines.map(printable).join('\n')}\n`);
    exit(isValid ? 0 : 1);
  });
}

/** Here, a list that is not in order is the answer and not a failure. */
function checked(
  source: CatalogSource,
  today: string,
): { readonly lines: readonly string[]; readonly isValid: boolean } {
  try {
    const catalog = loadModelCatalog(source);
    const { edition, entries, sha256 } = catalog;
    const size = count(entries.length, 'entry', 'entries');
    const valid = `${named(source)} is valid: edition ${edition}, ${size}, sha256 ${sha256}`;
    return { lines: [valid, ...catalogWarnings(catalog, today).map((text) => `warning: ${text}`)], isValid: true };
  } catch (error) {
    if (error instanceof ConfigError) return { lines: error.problems.map(formatProblem), isValid: false };
    throw error;
  }
}

function diffCommand(io: Io) {
  const command = commonCommand('diff', ['config'])
    .description('Tells what another list adds to the one in force, removes from it and changes.')
    .argument('<file>', 'the other list');
  return command.action((file, options) => {
    const source = sourceInForce(options, io);
    const [from, to] = [loadModelCatalog(source), loadModelCatalog({ file })];
    io.stdout.write(catalogDifference(from, to, { from: named(source), to: file }));
  });
}

/** That of the configuration where there is one; else the package's. Rules that are broken do not matter here. */
function sourceInForce(options: { readonly config?: string | undefined }, io: Io): CatalogSource {
  const isNamed = options.config !== undefined || Boolean(io.env['MAPWARDEN_CONFIG']);
  const file = configurationFile(options, io);
  return isNamed || existsSync(file) ? catalogSource(file) : {};
}

function named({ file }: CatalogSource): string {
  return file ?? "the package's list";
}
