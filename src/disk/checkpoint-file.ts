import { createReadStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { type CheckpointLine, overtaken } from '../domain/checkpoint.ts';
import { isNoSuchFile } from './error-codes.ts';

export const CHECKPOINT = 'checkpoint.ndjson';
/** What it is called while a part of the run takes the place of an earlier one. */
export const CLAIMED = `${CHECKPOINT}.claimed`;

/** A checkpoint as it was found: whoever changed it since was there first. */
export interface FoundCheckpoint {
  readonly folder: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

/** The checkpoint that the next part can begin with; undefined where there is none. */
export async function findCheckpoint(folder: string): Promise<FoundCheckpoint | undefined> {
  const found = await measure(folder);
  if (found) return found;
  // A crash in the last step of a part left it so.
  return (await renamed(folder, CLAIMED, CHECKPOINT)) ? measure(folder) : undefined;
}

/** The checkpoint as it is now. */
export async function measure(folder: string, name: string = CHECKPOINT): Promise<FoundCheckpoint | undefined> {
  try {
    const { size, mtimeMs } = await stat(path.join(folder, name));
    return { folder, bytes: size, modifiedMs: mtimeMs };
  } catch (error) {
    if (isNoSuchFile(error)) return undefined;
    throw error;
  }
}

/** The lines that are there whole: a killed process may have torn the last one off. */
export async function* readCheckpoint(folder: string): AsyncGenerator<CheckpointLine> {
  let rest = '';
  for await (const chunk of createReadStream(path.join(folder, CHECKPOINT), 'utf8')) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield JSON.parse(line);
  }
}

/**
 * Takes the checkpoint out of the way, which of several parts that run at once only one can: the others, and one that
 * finds another checkpoint than it began with, throw ConfigError. The files of the run are the winner's to replace.
 */
export async function claimCheckpoint({ folder, bytes, modifiedMs }: FoundCheckpoint, runId: string): Promise<void> {
  const isAsFound = async (name: string) => {
    const now = await measure(folder, name);
    return now?.bytes === bytes && now.modifiedMs === modifiedMs;
  };
  if (!(await isAsFound(CHECKPOINT)) || !(await renamed(folder, CHECKPOINT, CLAIMED))) throw overtaken(runId);
  if (await isAsFound(CLAIMED)) return;
  await renamed(folder, CLAIMED, CHECKPOINT);
  throw overtaken(runId);
}

/** Ends the claim, once the run's files are in place. */
export async function dropClaimed(folder: string): Promise<void> {
  await rm(path.join(folder, CLAIMED), { force: true });
}

async function renamed(folder: string, from: string, to: string): Promise<boolean> {
  try {
    await rename(path.join(folder, from), path.join(folder, to));
    return true;
  } catch (error) {
    if (isNoSuchFile(error)) return false;
    throw error;
  }
}
