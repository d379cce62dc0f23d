import { access, readdir } from 'node:fs/promises';
import path from 'node:path';
import { byRunId, runFolder } from '../domain/run-id.ts';
import { hasCode, isNoSuchFile } from './error-codes.ts';

/** What makes a folder a finished run. */
export const REPORT = 'report.json';

export interface RunFolder {
  readonly runId: string;
  readonly folder: string;
}

/** Every folder of a run below `runs/`, the newest first; with those of runs that were not finished. */
export async function* runFolders(runs: string): AsyncGenerator<RunFolder> {
  for (const day of await newestFirst(runs)) {
    for (const runId of await newestFirst(path.join(runs, day))) yield { runId, folder: path.join(runs, day, runId) };
  }
}

/** The finished ones among them. */
export async function* finishedRuns(runs: string): AsyncGenerator<RunFolder> {
  for await (const found of runFolders(runs)) if (await isFinished(found.folder)) yield found;
}

/** The folder of a finished run by its id, which begins with its day, or by its folder. */
export async function locateRun(runs: string, run: string): Promise<string | undefined> {
  const byId = runFolder(run);
  for (const folder of [...(byId === undefined ? [] : [path.join(path.dirname(runs), byId)]), run]) {
    if (await isFinished(folder)) return folder;
  }
  return undefined;
}

async function newestFirst(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort(byRunId).reverse();
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return [];
    throw error;
  }
}

async function isFinished(folder: string): Promise<boolean> {
  try {
    await access(path.join(folder, REPORT));
    return true;
  } catch (error) {
    if (isNoSuchFile(error)) return false;
    throw error;
  }
}
