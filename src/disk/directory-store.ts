import { createWriteStream, type WriteStream } from 'node:fs';
import { access, mkdir, readdir, readFile, rename, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { dayOf, type IsoInstant } from '../domain/dates.ts';
import type { Finding } from '../domain/finding.ts';
import type { ReportHead, ResourceRecord, Run } from '../domain/report.ts';
import type { RunStore, RunWriter } from '../ports/run-store.ts';
import { hasCode, isNoSuchFile } from './error-codes.ts';
import { openLedger, readLedger } from './ledger.ts';
import { lineOf, readLines } from './lines.ts';
import { readPlan, writePlan } from './plan-file.ts';

export interface DirectoryStoreOptions {
  /** The folder that holds `runs/`; it is made where it is missing. */
  readonly root: string;
  /** Writes `report.json`. */
  readonly render: (run: Run) => AsyncIterable<string>;
}

const REPORT = 'report.json';
const FINDINGS = 'findings.ndjson';
const RESOURCES = 'resources.ndjson';

/** Runs as folders: `runs/date=YYYY-MM-DD/<runId>/`. A folder with a `report.json` is a finished run. */
export function createDirectoryStore({ root, render }: DirectoryStoreOptions): RunStore {
  const runs = path.join(root, 'runs');
  return {
    async begin(now, suffix) {
      const day = path.join(runs, `date=${dayOf(now)}`);
      await mkdir(day, { recursive: true });
      const { runId, folder } = await reserve(day, `${compact(now)}-${suffix}`);
      return createWriter(runId, folder, render);
    },
    async open(run) {
      const folder = run === 'latest' ? await latest(runs) : await locate(runs, run);
      return folder === undefined ? undefined : readRun(folder);
    },
    writePlan: ({ place }, plan) => writePlan(place, plan),
    readPlan: ({ place }) => readPlan(place),
    openLedger: async ({ place }) => openLedger(place),
    ledgers: () => ledgersBelow(runs),
  };
}

/** `20261120T161200Z` */
function compact(now: IsoInstant): string {
  return `${now.slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}

/** Making the folder is what reserves the id: of two runs that try, one is told that it exists. */
async function reserve(day: string, id: string): Promise<{ readonly runId: string; readonly folder: string }> {
  for (let attempt = 1; ; attempt += 1) {
    const runId = attempt === 1 ? id : `${id}-${attempt}`;
    const folder = path.join(day, runId);
    try {
      await mkdir(folder);
      return { runId, folder };
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
  }
}

function createWriter(runId: string, folder: string, render: DirectoryStoreOptions['render']): RunWriter {
  const findings = openForWriting(path.join(folder, FINDINGS));
  const resources = openForWriting(path.join(folder, RESOURCES));
  return {
    runId,
    async append(newFindings, newResources) {
      await write(findings, newFindings);
      await write(resources, newResources);
    },
    async finish(head) {
      await Promise.all([end(findings), end(resources)]);
      const run = runIn(folder, head);
      const draft = path.join(folder, `${REPORT}.partial`);
      await pipeline(Readable.from(render(run)), createWriteStream(draft));
      await rename(draft, path.join(folder, REPORT));
      return run;
    },
    async abandon() {
      await Promise.allSettled([end(findings), end(resources)]);
      await rm(folder, { recursive: true, force: true });
      await removeIfEmpty(path.dirname(folder));
      await removeIfEmpty(path.dirname(path.dirname(folder)));
    },
  };
}

function openForWriting(file: string): WriteStream {
  const stream = createWriteStream(file);
  // Whoever writes or ends it is told; an event without a listener would end the process.
  stream.on('error', () => undefined);
  return stream;
}

async function write(stream: WriteStream, records: readonly unknown[]): Promise<void> {
  if (records.length === 0) return;
  const text = records.map(lineOf).join('');
  await new Promise<void>((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

async function end(stream: WriteStream): Promise<void> {
  stream.end();
  await finished(stream);
}

async function removeIfEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch (error) {
    if (!hasCode(error, 'ENOTEMPTY') && !hasCode(error, 'EEXIST') && !hasCode(error, 'ENOENT')) throw error;
  }
}

async function readRun(folder: string): Promise<Run> {
  const { findings: _, ...head } = JSON.parse(await readFile(path.join(folder, REPORT), 'utf8'));
  return runIn(folder, head);
}

function runIn(folder: string, head: ReportHead): Run {
  return {
    head,
    place: folder,
    findings: () => readLines<Finding>(path.join(folder, FINDINGS)),
    resources: () => readLines<ResourceRecord>(path.join(folder, RESOURCES)),
  };
}

/** A run by its id, which begins with its day, or by its folder. */
async function locate(runs: string, run: string): Promise<string | undefined> {
  const day = /^(\d{4})(\d{2})(\d{2})T\d{6}Z-[\w-]+$/.exec(run);
  const byId = day ? [path.join(runs, `date=${day[1]}-${day[2]}-${day[3]}`, run)] : [];
  for (const folder of [...byId, run]) {
    if (await isFinished(folder)) return folder;
  }
  return undefined;
}

/** The newest finished run that looked at everything it is configured to look at. */
async function latest(runs: string): Promise<string | undefined> {
  for (const day of await newestFirst(runs)) {
    for (const runId of await newestFirst(path.join(runs, day))) {
      const folder = path.join(runs, day, runId);
      if (!(await isFinished(folder))) continue;
      const { head } = await readRun(folder);
      if (head.coverage.selection === null) return folder;
    }
  }
  return undefined;
}

async function* ledgersBelow(runs: string): ReturnType<RunStore['ledgers']> {
  for (const day of (await newestFirst(runs)).toReversed()) {
    for (const runId of (await newestFirst(path.join(runs, day))).toReversed()) {
      const folder = path.join(runs, day, runId);
      const entries = (await isFinished(folder)) ? await readLedger(folder) : undefined;
      if (entries) yield { runId, entries };
    }
  }
}

async function newestFirst(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort(byRunId).reverse();
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return [];
    throw error;
  }
}

/** `…-abc123-10` comes after `…-abc123-2`. */
function byRunId(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
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
