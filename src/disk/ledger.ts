import { fstatSync, ftruncateSync, readSync } from 'node:fs';
import { access, type FileHandle, open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod/mini';
import { ConfigError } from '../domain/errors.ts';
import { LEDGER_OUTCOMES, type LedgerEntry } from '../domain/ledger.ts';
import type { TagRecord } from '../domain/plan.ts';
import { parsed } from '../domain/shape.ts';
import type { Ledger } from '../ports/ledger.ts';
import { isNoSuchFile } from './error-codes.ts';
import { lineOf } from './lines.ts';
import { addToManifest } from './manifest-file.ts';

const FILE = 'ledger.ndjson';
const END_OF_LINE = 0x0a;

/** A line takes far less from its first byte to its last, unless its process has died. */
const UNDER_WAY_MS = 100;

/** The ledger in a run's folder: `ledger.ndjson`, a line an entry. The file is made with the first line. */
export function openLedger(folder: string): Ledger {
  const file = path.join(folder, FILE);
  let handle: FileHandle | undefined;
  // After a line that failed all later ones fail too: it may be there in part, and must stay the last.
  let written: Promise<void> = Promise.resolve();

  const write = async (entry: LedgerEntry): Promise<void> => {
    handle ??= await openForAppending(folder, file);
    await handle.appendFile(lineOf(entry));
    await handle.datasync();
  };

  return {
    async entries() {
      await written;
      return (await readLedger(folder)) ?? [];
    },
    append(entry) {
      written = written.then(() => write(entry));
      return written;
    },
    async close() {
      await written.catch(() => undefined);
      if (!handle) return;
      await handle.close();
      handle = undefined;
      await addToManifest(folder, FILE);
    },
  };
}

/**
 * What the ledger of a run's folder says; undefined where there is none. The rest of a line that a crash tore off is
 * left out: what follows a line was not begun before it was whole. Throws ConfigError where a whole line is no entry.
 */
export async function readLedger(folder: string): Promise<readonly LedgerEntry[] | undefined> {
  const file = path.join(folder, FILE);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (isNoSuchFile(error)) return undefined;
    throw error;
  }
  return parseLedger(text, file);
}

export async function hasLedger(folder: string): Promise<boolean> {
  try {
    await access(path.join(folder, FILE));
    return true;
  } catch (error) {
    if (isNoSuchFile(error)) return false;
    throw error;
  }
}

/** The whole lines of a ledger's text. Throws ConfigError, with its number behind `place`, where one is no entry. */
export function parseLedger(text: string, place: string): readonly LedgerEntry[] {
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  return lines.slice(0, -1).map((line, index) => entryOf(line, `${place}:${index + 1}`));
}

/** In append mode the system puts each line behind those that other processes have written meanwhile. */
async function openForAppending(folder: string, file: string): Promise<FileHandle> {
  const handle = await open(file, 'a+');
  if ((await handle.stat()).size === 0) await syncFolder(folder);
  await cutTornLine(handle);
  return handle;
}

/** Only where nobody goes on writing it: what looks torn may be the line of another process that is just under way. */
async function cutTornLine({ fd }: FileHandle): Promise<void> {
  for (let size = tornSize(fd); size !== undefined; ) {
    await sleep(UNDER_WAY_MS);
    const before = size;
    size = tornSize(fd);
    // With nothing awaited since: another process may cut it off at this moment, and begin a line of its own.
    if (size === before) return ftruncateSync(fd, endOfLines(fd, size));
  }
}

/** The file's size in bytes where its last line has no end; undefined where it has one, or there is no line. */
function tornSize(fd: number): number | undefined {
  const { size } = fstatSync(fd);
  return size === 0 || endOfLines(fd, size, 1) === size ? undefined : size;
}

/** Behind the last end of line, in bytes, as far as it is within so many last bytes; else where these begin. */
function endOfLines(fd: number, size: number, within = size): number {
  const bytes = Buffer.alloc(within);
  readSync(fd, bytes, 0, within, size - within);
  return size - within + bytes.lastIndexOf(END_OF_LINE) + 1;
}

/** A new file can be lost with its content where only the file itself was flushed. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Not zod's record, which loses the legal tag key `__proto__`. */
const tags = z.custom<TagRecord>(
  (value) =>
    typeof value === 'object' && value !== null && Object.values(value).every((each) => typeof each === 'string'),
);

const action = z.discriminatedUnion('type', [
  z.object({ type: z.literal('put-tag'), arn: z.string(), key: z.string(), value: z.string() }),
  z.object({ type: z.literal('remove-tag'), arn: z.string(), key: z.string() }),
]);

/** Tags are restored from it, so it is not taken on trust. */
const entry = z
  .object({
    at: z.string(),
    operation: z.enum(['apply', 'undo']),
    planHash: z.string(),
    actionId: z.string(),
    arn: z.string(),
    action,
    outcome: z.enum(LEDGER_OUTCOMES),
    before: z.nullable(tags),
    after: z.nullable(tags),
    code: z.nullable(z.string()),
    deniedBy: z.nullable(z.enum(['policy', 'service-control-policy'])),
    requestId: z.nullable(z.string()),
    message: z.nullable(z.string()),
  })
  .check(z.refine(({ outcome, before }) => before !== null || (outcome !== 'started' && outcome !== 'applied')));

function entryOf(line: string, place: string): LedgerEntry {
  const result = z.safeParse(entry, parsed(line));
  if (result.success) return result.data;
  const text = 'the line is no entry of a ledger; expected the file as mapwarden wrote it; it may have been edited';
  throw new ConfigError([{ place, path: '', text }]);
}
