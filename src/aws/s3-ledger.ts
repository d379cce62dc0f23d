import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { LedgerEntry } from '../domain/ledger.ts';
import { lineOf } from '../domain/line.ts';
import type { Ledger } from '../ports/ledger.ts';
import { addToManifest } from './s3-manifest.ts';
import { isKept, type RunShelf } from './s3-place.ts';
import { missing, unpackedText } from './s3-run.ts';

/** The whole ledger as one file, for people and queries; it may lag behind the lines. */
const FILE = 'ledger.ndjson.gz';
/** The lines, an object each. They are the ledger: none is ever changed, and no two writers can have one number. */
const LINES = 'ledger/';

/** The entries in a ledger's text. Throws ConfigError where a line is none. */
export type ParseLedger = (text: string, place: string) => readonly LedgerEntry[];

interface Written {
  readonly text: string;
  readonly lines: number;
}

/** The ledger of a run: nothing is left behind by who opens it and writes no line. */
export function openLedger(shelf: RunShelf, parse: ParseLedger): Ledger {
  let next: number | undefined;
  // After a line that failed all later ones fail too: whether it is there is not known, and it must stay the last.
  let written: Promise<void> = Promise.resolve();

  const write = async (entry: LedgerEntry): Promise<void> => {
    next ??= (await readWritten(shelf)).lines + 1;
    const line = lineOf(entry);
    while (!(await isKept(shelf.bucket, keyOf(shelf, next), line))) next += 1;
    next += 1;
  };

  return {
    async entries() {
      await written;
      return readLedger(shelf, parse);
    },
    append(entry) {
      written = written.then(() => write(entry));
      return written;
    },
    async close() {
      const isWhole = await written.then(
        () => true,
        () => false,
      );
      if (next === undefined || !isWhole) return;
      const { text } = await readWritten(shelf);
      const body = await promisify(gzip)(text);
      await shelf.bucket.write(`${shelf.key}${FILE}`, body);
      await addToManifest(shelf, FILE, body);
    },
  };
}

/** What the ledger of a run says; empty where there is none. */
export async function readLedger(shelf: RunShelf, parse: ParseLedger): Promise<readonly LedgerEntry[]> {
  const { text } = await readWritten(shelf);
  return parse(text, `${shelf.place}/${FILE}`);
}

/** Whether a key within a run's folder is of its ledger. */
export function isOfLedger(name: string): boolean {
  return name === FILE || name.startsWith(LINES);
}

/** The lines of the one file, and those that came after it was written. */
async function readWritten(shelf: RunShelf): Promise<Written> {
  const file = await shelf.bucket.read(`${shelf.key}${FILE}`);
  const text = file ? await unpackedText(file) : '';
  const inFile = text.split('\n').length - 1;
  const keys: string[] = [];
  for await (const key of shelf.bucket.keys(`${shelf.key}${LINES}`, keyOf(shelf, inFile))) keys.push(key);
  for (const [index, key] of keys.entries()) {
    const expected = keyOf(shelf, inFile + index + 1);
    if (key !== expected) throw missing(`s3://${shelf.bucket.name}/${expected}`);
  }
  const lines = await Promise.all(keys.map((key) => readLine(shelf, key)));
  return { text: [text, ...lines].join(''), lines: inFile + lines.length };
}

async function readLine({ bucket }: RunShelf, key: string): Promise<string> {
  const line = await bucket.read(key);
  if (!line) throw missing(`s3://${bucket.name}/${key}`);
  return Buffer.from(line).toString();
}

/** Ten digits, so that the order of keys is that of the lines. */
function keyOf(shelf: RunShelf, line: number): string {
  return `${shelf.key}${LINES}${String(line).padStart(10, '0')}.json`;
}
