import { access, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { IsoInstant } from '../domain/dates.ts';
import { digestIn, isOverdue, type Waiting, waitingIn, waitingName } from '../domain/outbox.ts';
import { runFolder } from '../domain/run-id.ts';
import type { Outbox } from '../ports/alerts.ts';
import { isNoSuchFile } from './error-codes.ts';
import { REPORT } from './run-folders.ts';
import { writeWhole } from './whole-file.ts';

export interface DirectoryOutboxOptions {
  /** That of the store whose runs the digests are of. */
  readonly root: string;
  readonly now: () => IsoInstant;
}

/** Digests as files in `outbox/`, beside `runs/`. */
export function createDirectoryOutbox({ root, now }: DirectoryOutboxOptions): Outbox {
  const folder = path.join(root, 'outbox');
  const waiting = async (): Promise<readonly Waiting[]> => waitingIn(await namesIn(folder));
  const isFinished = ({ runId }: Waiting) => isThere(path.join(root, runFolder(runId) ?? '', REPORT));
  const drop = ({ name }: Waiting) => rm(path.join(folder, name), { force: true });
  return {
    async put(digest) {
      await mkdir(folder, { recursive: true });
      await writeWhole(path.join(folder, waitingName(digest)), `${JSON.stringify(digest)}\n`);
    },
    async *pending() {
      for (const each of await waiting()) {
        if (await isFinished(each)) {
          const file = path.join(folder, each.name);
          const text = await textOf(file);
          if (text !== undefined) yield digestIn(text, file);
        } else if (isOverdue(each, now())) await drop(each);
      }
    },
    async remove(id) {
      for (const each of await waiting()) if (each.id === id) await drop(each);
    },
  };
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return (await unlessMissing(readdir(folder))) ?? [];
}

async function isThere(file: string): Promise<boolean> {
  return (await unlessMissing(access(file).then(() => true))) ?? false;
}

/** Undefined where somebody else has taken it away since it was listed. */
function textOf(file: string): Promise<string | undefined> {
  return unlessMissing(readFile(file, 'utf8'));
}

async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isNoSuchFile(error)) return undefined;
    throw error;
  }
}
