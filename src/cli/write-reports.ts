import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Run } from '../domain/report.ts';
import { FORMATS } from '../report/formats.ts';
import type { ReportContext, Reporter } from '../report/reporter.ts';
import { verdictOf } from '../report/verdict.ts';
import { kindOf } from './check-places.ts';
import type { FormatName } from './format-names.ts';
import type { Io } from './io.ts';
import type { FormatRequest } from './options.ts';

/** Columns of a report that goes to a file or a pipe. */
const WIDTH = 80;

/** What was asked for, as far as it concerns reports. */
export interface ReportOrder {
  readonly format: readonly FormatRequest[];
  readonly color: boolean;
  readonly quiet: boolean;
}

/**
 * Writes each format where it was asked to go; text to standard output where nothing was asked for. Where all of them go
 * to files, the person still sees the verdict.
 */
export async function writeReports(
  run: Run,
  { format: requests, color, quiet }: ReportOrder,
  io: Io,
  context: Omit<ReportContext, 'color' | 'width'>,
): Promise<void> {
  const wanted: readonly FormatRequest[] = requests.length > 0 ? requests : [{ format: 'text' }];
  for (const { format, file } of wanted) {
    if (file === undefined) await print(format, run, io, { ...context, color });
    else await writeFileWhole(file, FORMATS[format](run, { ...context, ...FILE_LOOK }));
  }
  const isShown = wanted.some(({ file }) => file === undefined);
  if (!isShown && !quiet) io.stderr.write(`${verdictOf(run.head).headline}\n`);
}

/** What a command has to say, as text and as JSON. */
export interface Result {
  text(look: Pick<ReportContext, 'color' | 'width'>): string;
  readonly json: string;
}

/** As {@link writeReports}, for a command that has no run to report. */
export async function writeResult(
  { format: requests, color, quiet }: ReportOrder,
  io: Io,
  result: Result,
): Promise<void> {
  const wanted: readonly FormatRequest[] = requests.length > 0 ? requests : [{ format: 'text' }];
  const render = (format: FormatName, look: Pick<ReportContext, 'color' | 'width'>) =>
    format === 'json' ? result.json : result.text(look);
  for (const { format, file } of wanted) {
    if (file === undefined) io.stdout.write(shownAs(format, render(format, lookOf(io, color))));
    else await writeFileWhole(file, oneChunk(render(format, FILE_LOOK)));
  }
  const isShown = wanted.some(({ file }) => file === undefined);
  if (!isShown && !quiet) io.stderr.write(`${result.text(FILE_LOOK).split('\n\n')[0]}\n`);
}

async function* oneChunk(text: string): AsyncGenerator<string> {
  yield text;
}

const FILE_LOOK = { color: false, width: WIDTH } as const;

function lookOf(io: Io, color: boolean): Pick<ReportContext, 'color' | 'width'> {
  const isTerminal = io.stdout.isTTY === true;
  const width = isTerminal ? io.stdout.columns || WIDTH : WIDTH;
  return { color: color && isTerminal && !io.env['NO_COLOR'], width };
}

async function print(format: FormatName, run: Run, io: Io, context: Omit<ReportContext, 'width'>): Promise<void> {
  const chunks: ReturnType<Reporter> = FORMATS[format](run, { ...context, ...lookOf(io, context.color) });
  for await (const chunk of chunks) {
    // A reader that has seen enough, such as `head`, is gone.
    if (!io.stdout.writable) return;
    io.stdout.write(typeof chunk === 'string' ? shownAs(format, chunk) : chunk);
  }
}

/** Formats that carry names and values as they are; those for people write them printable themselves. */
const DATA_FORMATS: ReadonlySet<string> = new Set(['json', 'ndjson', 'csv', 'sarif', 'ocsf']);

/**
 * Standard output ends at a terminal more often than not, also behind `head`. In JSON the escape is the same character;
 * CSV has none, and what is exact is in the file.
 */
function shownAs(format: FormatName, chunk: string): string {
  if (!DATA_FORMATS.has(format.replace(/:.*/, ''))) return chunk;
  return chunk.replace(CONTROL, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** All but the ends of lines. */
const CONTROL = /(?!\r?\n)\p{Cc}/gu;

/** A reader of the file sees the whole report or none. A device or pipe is written to as it is. */
export async function writeFileWhole(file: string, chunks: AsyncIterable<string | Uint8Array>): Promise<void> {
  const kind = await kindOf(file);
  const isPlain = kind === undefined || kind.isFile();
  // Of its own, so that another process that writes the same file does not write into it.
  const draft = isPlain ? `${file}.${randomUUID()}.partial` : file;
  try {
    await pipeline(Readable.from(chunks), createWriteStream(draft));
    if (isPlain) await rename(draft, file);
  } catch (error) {
    if (isPlain) await rm(draft, { force: true });
    // That a disk is full is said by a write, which does not say where.
    if (error instanceof Error && 'syscall' in error && !('path' in error)) error.message += ` '${file}'`;
    throw error;
  }
}
