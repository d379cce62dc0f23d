import { access, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { IsoInstant } from '../domain/dates.ts';
import {
  acceptedIn,
  digestIn,
  isOverdue,
  noteName,
  noteText,
  orphanedNotes,
  type Pending,
  type Waiting,
  waitingIn,
  waitingName,
} from '../domain/outbox.ts';
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
  const isFinished = ({ runId }: Waiting) => isThere(path.join(root, runFolder(runId) ?? '', REPORT));
  const drop = (name: string) => rm(path.join(folder, name), { force: true });
  /** Undefined where nobody is to be told of it yet, or any more. */
  const find = async (each: Waiting): Promise<Pending | undefined> => {
    const note = await textOf(path.join(folder, noteName(each.id)));
    if (note === undefined && !(await isFinished(each))) {
      if (isOverdue(each, now())) await drop(each.name);
      return undefined;
    }
    const file = path.join(folder, each.name);
    const text = await textOf(file);
    if (text === undefined) return undefined;
    return { place: file, digest: digestIn(text), accepted: acceptedIn(note ?? ''), isTried: note !== undefined };
  };
  return {
    async put(digest) {
      await mkdir(folder, { recursive: true });
      await writeWhole(path.join(folder, waitingName(digest)), `${JSON.stringify(digest)}\n`);
    },
    async *pending() {
      const names = await namesIn(folder);
      for (const name of orphanedNotes(names)) await drop(name);
      for (const each of waitingIn(names)) {
        const found = await find(each);
        if (found) yield found;
      }
    },
    note: (id, accepted) => writeWhole(path.join(folder, noteName(id)), noteText(accepted)),
    async remove(id) {
      for (const each of waitingIn(await namesIn(folder))) if (each.id === id) await drop(each.name);
      await drop(noteName(id));
    },
    withdraw: (digest) => drop(waitingName(digest)),
    linkTo: async () => undefined,
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
