import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { dayOf, type IsoInstant } from '../domain/dates.ts';
import type { Run } from '../domain/report.ts';
import { runFolder, runIdOf } from '../domain/run-id.ts';
import type { RunStore } from '../ports/run-store.ts';
import { findCheckpoint, readCheckpoint } from './checkpoint-file.ts';
import { hasCode } from './error-codes.ts';
import { hasLedger, openLedger, readLedger } from './ledger.ts';
import { readPlan, writePlan } from './plan-file.ts';
import { finishedRuns, locateRun, REPORT, type RunFolder } from './run-folders.ts';
import { createPartWriter, createRunWriter, type Render, runIn } from './run-writer.ts';

export interface DirectoryStoreOptions {
  /** The folder that holds `runs/`; it is made where it is missing. */
  readonly root: string;
  /** Writes `report.json`. */
  readonly render: Render;
}

/** Runs as folders: `runs/date=YYYY-MM-DD/<runId>/`. A folder with a `report.json` is a finished run. */
export function createDirectoryStore({ root, render }: DirectoryStoreOptions): RunStore {
  const runs = path.join(root, 'runs');
  return {
    async begin(now, suffix) {
      const day = path.join(runs, `date=${dayOf(now)}`);
      await mkdir(day, { recursive: true });
      return createRunWriter(await reserve(day, now, suffix), render);
    },
    async resume(name) {
      const run = await namedFolder(runs, name);
      const found = run && (await findCheckpoint(run.folder));
      if (!found) return undefined;
      return {
        runId: run.runId,
        checkpoint: () => readCheckpoint(run.folder),
        begin: () => createPartWriter(run, found, render),
      };
    },
    async *runs() {
      for await (const { runId } of finishedRuns(runs)) yield runId;
    },
    async open(run) {
      if (run === 'latest') return latest(runs);
      const folder = await locateRun(runs, run);
      return folder === undefined ? undefined : readRun(folder);
    },
    writePlan: ({ place }, plan) => writePlan(place, plan),
    readPlan: ({ place }) => readPlan(place),
    openLedger: async ({ place }) => openLedger(place),
    ledgers: () => ledgersBelow(runs),
  };
}

/** Making the folder is what reserves the id: of two runs that try, one is told that it exists. */
async function reserve(day: string, now: IsoInstant, suffix: string): Promise<RunFolder> {
  for (let attempt = 1; ; attempt += 1) {
    const runId = runIdOf(now, suffix, attempt);
    const folder = path.join(day, runId);
    try {
      await mkdir(folder);
      return { runId, folder };
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
  }
}

/** A run of this very store, finished or not. */
async function namedFolder(runs: string, name: string): Promise<RunFolder | undefined> {
  const runId = name === 'latest' ? (await latest(runs))?.head.runId : path.basename(name);
  const below = runId === undefined ? undefined : runFolder(runId);
  if (runId === undefined || below === undefined) return undefined;
  const folder = path.join(path.dirname(runs), below);
  const isThis = name === 'latest' || name === runId || path.resolve(name) === path.resolve(folder);
  return isThis ? { runId, folder } : undefined;
}

async function readRun(folder: string): Promise<Run> {
  const { findings: _, ...head } = JSON.parse(await readFile(path.join(folder, REPORT), 'utf8'));
  return runIn(folder, head);
}

/** The newest finished run that looked at everything it is configured to look at. */
async function latest(runs: string): Promise<Run | undefined> {
  for await (const { folder } of finishedRuns(runs)) {
    const run = await readRun(folder);
    if (run.head.coverage.selection === null) return run;
  }
  return undefined;
}

async function* ledgersBelow(runs: string): ReturnType<RunStore['ledgers']> {
  const found: RunFolder[] = [];
  for await (const run of finishedRuns(runs)) found.unshift(run);
  for (const { runId, folder } of found) {
    if (await hasLedger(folder)) yield { runId, entries: async () => (await readLedger(folder)) ?? [] };
  }
}
