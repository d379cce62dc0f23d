import { createGunzip } from 'node:zlib';
import type { Enclosure } from '../domain/enclosure.ts';
import { AwsError } from '../domain/errors.ts';
import type { Finding } from '../domain/finding.ts';
import { type MemoryLine, rememberedIn } from '../domain/memory.ts';
import type { ReportHead, ResourceRecord, Run } from '../domain/report.ts';
import { type RunShelf, storedName } from './s3-place.ts';

/** A finished run; undefined where there is none. Throws SyntaxError where its report is no JSON. */
export async function readRun(shelf: RunShelf): Promise<Run | undefined> {
  const report = await shelf.bucket.read(`${shelf.key}report.json`);
  if (!report) return undefined;
  const { findings: _, ...head } = JSON.parse(Buffer.from(report).toString());
  return runOn(shelf, head);
}

/** Its files are fetched when they are read, and again when they are read again. */
export function runOn(shelf: RunShelf, head: ReportHead): Run {
  return {
    head,
    place: shelf.place,
    findings: () => readLines<Finding>(shelf, 'findings.ndjson'),
    resources: () => readLines<ResourceRecord>(shelf, 'resources.ndjson'),
    memory: () => memoryLines(shelf),
    enclosure: (name) => readEnclosure(shelf, name),
  };
}

async function readEnclosure(shelf: RunShelf, name: Enclosure): Promise<string | undefined> {
  const stored = storedName(name);
  const bytes = await shelf.bucket.read(`${shelf.key}${stored}`);
  if (!bytes) return undefined;
  return stored === name ? Buffer.from(bytes).toString() : unpackedText(bytes);
}

/** The records of a file with one JSON document a line. Throws SyntaxError where they are none. */
export async function* readLines<T>(shelf: RunShelf, file: string): AsyncGenerator<T> {
  const bytes = await shelf.bucket.read(`${shelf.key}${storedName(file)}`);
  if (!bytes) throw missing(`${shelf.place}/${storedName(file)}`);
  for await (const line of linesIn(bytes)) yield JSON.parse(line);
}

/** None of a run that has no memory. What cannot be unpacked is a damaged line, the last one. */
async function* memoryLines(shelf: RunShelf): AsyncGenerator<MemoryLine> {
  const name = storedName('memory.ndjson');
  const bytes = await shelf.bucket.read(`${shelf.key}${name}`);
  if (!bytes) return;
  const place = `${shelf.place}/${name}`;
  let number = 0;
  try {
    for await (const line of linesIn(bytes)) {
      number += 1;
      yield { place: `${place}:${number}`, record: rememberedIn(line) };
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    yield { place: `${place}:${number + 1}`, record: undefined };
  }
}

async function* linesIn(bytes: Uint8Array): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of unpacked(bytes)) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

/** What was compressed, piece by piece: it may be ten times as long. */
async function* unpacked(bytes: Uint8Array): AsyncGenerator<string> {
  const gunzip = createGunzip();
  gunzip.end(bytes);
  try {
    yield* gunzip.setEncoding('utf8');
  } catch (error) {
    throw new SyntaxError('The file is not compressed as it was written.', { cause: error });
  }
}

export async function unpackedText(bytes: Uint8Array): Promise<string> {
  const pieces: string[] = [];
  for await (const piece of unpacked(bytes)) pieces.push(piece);
  return pieces.join('');
}

export function missing(place: string): AwsError {
  const message = `${place} is missing; it may have been deleted.`;
  return new AwsError({ outcome: 'failed', operation: 's3:GetObject', code: 'NoSuchKey', requestId: null, message });
}
