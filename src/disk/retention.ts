import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { IsoInstant } from '../domain/dates.ts';
import { ConfigError } from '../domain/errors.ts';
import type { LedgerEntry } from '../domain/ledger.ts';
import { type Waiting, waitingIn } from '../domain/outbox.ts';
import { beginningOf } from '../domain/run-id.ts';
import { isNoSuchFile } from './error-codes.ts';
import { readLedger } from './ledger.ts';
import { type RunFolder, runFolders } from './run-folders.ts';
import { removeIfEmpty } from './run-writer.ts';

/**
 * Removes every run that began before the instant, and what is left of those that were never finished. A run stays as
 * long as its ledger has a line of the instant or later: what was written to AWS can be undone for as long as that. It
 * also stays as long as an alert of it waits to be delivered.
 * Gives the ids of what it removed, the newest first.
 */
export async function removeRunsBefore(root: string, instant: IsoInstant): Promise<readonly string[]> {
  const runs = path.join(root, 'runs');
  const waiting = new Set((await waitingRuns(root)).map(({ runId }) => runId));
  const removed: string[] = [];
  for await (const run of runFolders(runs)) {
    if (waiting.has(run.runId) || !(await isPast(run, instant))) continue;
    await rm(run.folder, { recursive: true, force: true });
    await removeIfEmpty(path.dirname(run.folder));
    removed.push(run.runId);
  }
  return removed;
}

async function waitingRuns(root: string): Promise<readonly Waiting[]> {
  try {
    return waitingIn(await readdir(path.join(root, 'outbox')));
  } catch (error) {
    if (isNoSuchFile(error)) return [];
    throw error;
  }
}

async function isPast({ runId, folder }: RunFolder, instant: IsoInstant): Promise<boolean> {
  const began = beginningOf(runId);
  // What is called otherwise is not ours.
  if (began === undefined || began >= instant) return false;
  return (await ledgerOf(folder))?.every(({ at }) => at < instant) ?? false;
}

/** Empty where there is none; undefined where nobody can tell how old it is. */
async function ledgerOf(folder: string): Promise<readonly LedgerEntry[] | undefined> {
  try {
    return (await readLedger(folder)) ?? [];
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}
