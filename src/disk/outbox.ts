import { access, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { runFolder } from '../domain/run-id.ts';
import type { OutboxPlace } from '../ports/outbox-place.ts';
import { isNoSuchFile } from './error-codes.ts';
import { REPORT } from './run-folders.ts';
import { writeWhole } from './whole-file.ts';

/** Files in `outbox/`, beside `runs/`. The root is that of the store whose runs the digests are of. */
export function createDirectoryOutbox(root: string): OutboxPlace {
  const folder = path.join(root, 'outbox');
  const addressOf = (name: string) => path.join(folder, name);
  return {
    addressOf,
    names: async () => (await unlessMissing(readdir(folder))) ?? [],
    read: (name) => unlessMissing(readFile(addressOf(name), 'utf8')),
    async write(name, text) {
      await mkdir(folder, { recursive: true });
      await writeWhole(addressOf(name), text);
    },
    remove: (name) => rm(addressOf(name), { force: true }),
    isFinished: (runId) => isThere(path.join(root, runFolder(runId) ?? '', REPORT)),
    linkTo: async () => undefined,
  };
}

async function isThere(file: string): Promise<boolean> {
  return (await unlessMissing(access(file).then(() => true))) ?? false;
}

/** Undefined where there is none, or somebody else has taken it away since it was listed. */
async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isNoSuchFile(error)) return undefined;
    throw error;
  }
}
