import path from 'node:path';
import { Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { dayOf, type IsoInstant, parseInstant } from '../domain/dates.ts';
import { ConfigError } from '../domain/errors.ts';
import { isRegionName } from '../domain/region-name.ts';
import { SEVERITIES } from '../domain/severity.ts';
import type { FailOn } from '../engine/exit-code.ts';
import { BINARY_FORMATS, FORMAT_NAMES, type FormatName } from './format-names.ts';

export interface FormatRequest {
  readonly format: FormatName;
  /** Standard output where left out. */
  readonly file?: string;
}

/** The most calls in flight that are allowed to be asked for. */
const MOST_CONCURRENCY = 1_000;
const DEFAULT_CONCURRENCY = 64;
/** A week: far beyond any audit, and within what a timer can count. */
const LONGEST_DEADLINE_SECONDS = 604_800;
const DEFAULT_FAIL_ON: FailOn = 'high';
const FAIL_ON: readonly FailOn[] = [...SEVERITIES, 'none'];

/** Where the help of a command lists the flags that are not its own. */
export const COMMON_FLAGS = 'Common options:';

type CommonFlag =
  | 'config'
  | 'out'
  | 'format'
  | 'now'
  | 'concurrency'
  | 'deadline'
  | 'fail-on'
  | 'baseline'
  | 'quiet'
  | 'no-color';

/** The common flags that matter to a command that reports. */
export const REPORTING: readonly CommonFlag[] = [
  'out',
  'format',
  'now',
  'concurrency',
  'deadline',
  'fail-on',
  'baseline',
  'quiet',
  'no-color',
];

/** Those that matter to a command that writes to AWS. */
export const APPLYING: readonly CommonFlag[] = [
  'config',
  'out',
  'format',
  'now',
  'concurrency',
  'deadline',
  'quiet',
  'no-color',
];

/**
 * A command with the flags that every command of the contract has. Its help shows those that it `uses`; the others are
 * accepted, since a script may give them to every command, but a format that would not be heeded is refused.
 */
export function commonCommand(
  name: string,
  uses: readonly CommonFlag[],
  formats: readonly FormatName[] = FORMAT_NAMES,
) {
  const common = <O extends Option>(flag: CommonFlag, option: O): O => {
    option.helpGroup(COMMON_FLAGS).hideHelp(!uses.includes(flag));
    return option;
  };
  const format = uses.includes('format') ? collectFormat(formats) : textOnly;
  return new Command(name)
    .addOption(
      common('config', new Option('--config <file>', 'configuration (default: $MAPWARDEN_CONFIG or mapwarden.yaml)')),
    )
    .addOption(
      common('out', new Option('--out <directory>', 'where runs are kept (default: store.path or ./mapwarden-out)')),
    )
    .addOption(
      common(
        'format',
        new Option('--format <format[=file]>', `${inWords(formats)}; repeats, one without a file (default: text)`)
          .argParser(format)
          .default([] as readonly FormatRequest[]),
      ),
    )
    .addOption(
      common(
        'now',
        new Option('--now <instant>', 'fix the clock: an instant with offset, or a day').argParser(instant),
      ),
    )
    .addOption(
      common(
        'concurrency',
        new Option('--concurrency <n>', `calls to AWS in flight (default: ${DEFAULT_CONCURRENCY})`)
          .argParser(wholeNumber(1, MOST_CONCURRENCY))
          .default(DEFAULT_CONCURRENCY),
      ),
    )
    .addOption(
      common(
        'deadline',
        new Option('--deadline <seconds>', 'stop then; what is left is told as not reached').argParser(seconds),
      ),
    )
    .addOption(
      common(
        'fail-on',
        new Option(
          '--fail-on <severity>',
          `exit 1 on findings this bad or worse: ${FAIL_ON.join(', ')} (default: ${DEFAULT_FAIL_ON})`,
        )
          .argParser(failOn)
          .default(DEFAULT_FAIL_ON),
      ),
    )
    .addOption(
      common(
        'baseline',
        new Option('--baseline <run>', 'findings that this run had already do not count for the exit code'),
      ),
    )
    .addOption(common('quiet', new Option('--quiet', 'nothing on stderr but errors').default(false)))
    .addOption(
      new Option('--verbose', 'on an unexpected failure, where it happened').default(false).helpGroup(COMMON_FLAGS),
    )
    .addOption(common('no-color', new Option('--no-color', 'plain text, as with NO_COLOR=1')));
}

function collectFormat(allowed: readonly FormatName[]) {
  return (text: string, earlier: readonly FormatRequest[]): readonly FormatRequest[] => {
    const request = parseFormat(text, allowed);
    const { file } = request;
    const sameFile = (other: FormatRequest) =>
      file !== undefined && other.file !== undefined && path.resolve(file) === path.resolve(other.file);
    if (file === undefined && earlier.some((other) => other.file === undefined)) {
      throw new InvalidArgumentError('only one format can go to standard output; expected FORMAT=FILE for the others');
    }
    if (earlier.some(sameFile))
      throw new InvalidArgumentError('two formats cannot go to one file; expected another file');
    return [...earlier, request];
  };
}

function parseFormat(text: string, allowed: readonly FormatName[]): FormatRequest {
  const split = text.indexOf('=');
  const name = split < 0 ? text : text.slice(0, split);
  const format = allowed.find((known) => known === name);
  if (format === undefined && name.startsWith('csv:') && allowed.some((known) => known.startsWith('csv:'))) {
    throw new InvalidArgumentError(`there is no such table; expected ${tablesInWords(allowed)}`);
  }
  if (format === undefined) throw new InvalidArgumentError(`there is no such format; expected ${inWords(allowed)}`);
  if (split < 0) {
    if (BINARY_FORMATS.has(format)) throw new InvalidArgumentError(`${format} is not text; expected ${format}=FILE`);
    return { format };
  }
  const file = text.slice(split + 1);
  if (file === '') throw new InvalidArgumentError('the file has no name; expected FORMAT=FILE');
  return { format, file };
}

/** `text, json, csv, csv:TABLE or markdown` */
function inWords(formats: readonly FormatName[]): string {
  const names = [...new Set(formats.map((name) => name.replace(/:.+/, ':TABLE')))];
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

/** `csv:accounts, csv:gaps or csv:rules`, for one who asked for a table that there is not. */
function tablesInWords(formats: readonly FormatName[]): string {
  const names = formats.filter((name) => name.startsWith('csv:'));
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

/** What a command that has one form of output says to being asked for another. */
function textOnly(text: string, earlier: readonly FormatRequest[]): readonly FormatRequest[] {
  if (text !== 'text') throw new InvalidArgumentError('this command has one form of output; expected no --format');
  return earlier;
}

function failOn(text: string): FailOn {
  const found = FAIL_ON.find((severity) => severity === text);
  if (found === undefined) throw new InvalidArgumentError(`expected one of ${FAIL_ON.join(', ')}`);
  return found;
}

function instant(text: string): IsoInstant {
  const parsed = parseInstant(text);
  if (parsed === undefined)
    throw new InvalidArgumentError('expected an instant with offset, such as 2026-11-20T16:00:00Z, or a day');
  return parsed;
}

/** Days that a simulated organization can live on: its agreements begin years before and end years after. */
const SIMULATED = { first: '1970-01-01', last: '9989-12-31' } as const;

/** The instant of a simulated organization. Throws ConfigError where its dates would leave the calendar. */
export function simulatedNow(now: IsoInstant): IsoInstant {
  const day = dayOf(now);
  if (day >= SIMULATED.first && day <= SIMULATED.last) return now;
  const text = `no organization can be simulated then; expected ${SIMULATED.first} to ${SIMULATED.last}; got ${day}`;
  throw new ConfigError([{ place: '--now', path: '', text }]);
}

/** A parser for whole numbers in a range, both ends included. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most))
      throw new InvalidArgumentError(`expected a whole number from ${least} to ${most}`);
    return value;
  };
}

function seconds(text: string): number {
  const value = /^\d{1,7}(\.\d{1,3})?$/.test(text) ? Number(text) : Number.NaN;
  if (!(value > 0 && value <= LONGEST_DEADLINE_SECONDS))
    throw new InvalidArgumentError(`expected seconds, above 0 and at most ${LONGEST_DEADLINE_SECONDS}`);
  return value;
}

/** A flag that the contract promises and a later version keeps. */
export function later(flag: string): () => never {
  return () => {
    throw new ConfigError([{ place: flag, path: '', text: 'this version does not have it yet' }]);
  };
}

/** One region, checked for its form. */
export function regionName(text: string): string {
  if (!isRegionName(text)) throw new InvalidArgumentError('expected the name of a region, such as eu-central-1');
  return text;
}

/** Account ids, regions …: checked for their form at once, for their existence by the audit. */
export function collectMatching(pattern: RegExp, expected: string) {
  return (text: string, earlier: readonly string[]): readonly string[] => {
    if (!pattern.test(text)) throw new InvalidArgumentError(`expected ${expected}`);
    return earlier.includes(text) ? earlier : [...earlier, text];
  };
}
