import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { byRunId, runIdOf } from '../domain/run-id.ts';
import type { RunStore } from '../ports/run-store.ts';
import type { Bucket } from './bucket.ts';
import type { Need } from './need.ts';
import { isOfLedger, openLedger, type ParseLedger, readLedger } from './s3-ledger.ts';
import { addToManifest } from './s3-manifest.ts';
import { findUnfinished } from './s3-part.ts';
import { BEGUN, isKept, REPORT, type RunShelf, type Shelf, shelfAt, shelfIn, shelfNamed, shelfOf } from './s3-place.ts';
import { readRun } from './s3-run.ts';
import { createWriter, type Spool } from './s3-writer.ts';

const PLAN = 'plan.json';

/** Without `s3:ListBucket`, S3 answers 403 for what does not exist, and nothing could be told from that. */
export const S3_STORE_NEEDS: readonly Need[] = [
  { action: 's3:ListBucket', by: ['audit-function', 'report-function', 'apply-function'], on: ['s3:::{bucket}'] },
  {
    action: 's3:GetObject',
    by: ['audit-function', 'report-function', 'apply-function'],
    on: ['s3:::{bucket}/{prefix}runs/*'],
  },
  { action: 's3:PutObject', by: ['audit-function', 'apply-function'], on: ['s3:::{bucket}/{prefix}runs/*'] },
  // Of an audit that could not run. A finished run is never removed.
  { action: 's3:DeleteObject', by: ['audit-function'], on: ['s3:::{bucket}/{prefix}runs/*'] },
];

export interface S3StoreOptions {
  readonly bucket: Bucket;
  /** What all keys begin with; a slash comes between it and `runs/`. */
  readonly prefix: string;
  /** A new place on this machine for one run. */
  readonly spool: () => Promise<Spool>;
  readonly parseLedger: ParseLedger;
}

/**
 * Runs in a bucket, laid out as in a folder: `runs/date=YYYY-MM-DD/<runId>/`. A run with a `report.json` is a finished
 * one. Every method throws AwsError. Objects are encrypted as the bucket's default says.
 */
export function createS3Store({ bucket, prefix, spool, parseLedger }: S3StoreOptions): RunStore {
  const shelf = shelfIn(bucket, prefix);
  return {
    async begin(now, suffix) {
      const reserved = await reserve(shelf, now, suffix);
      const place = await spool();
      return createWriter(reserved.shelf, reserved.runId, await place.store.begin(now, suffix), place);
    },
    async resume(name) {
      const found = name === 'latest' ? await latestShelf(shelf) : shelfNamed(shelf, name);
      return found && findUnfinished(found, path.basename(found.place), spool);
    },
    runs: () => finishedRuns(shelf),
    async open(name) {
      if (name === 'latest') return latest(shelf);
      const found = shelfNamed(shelf, name);
      return found && readRun(found);
    },
    async writePlan({ place }, plan) {
      const run = shelfAt(shelf, place);
      const body = Buffer.from(`${JSON.stringify(plan, null, 2)}\n`);
      await bucket.write(`${run.key}${PLAN}`, body);
      await addToManifest(run, PLAN, body);
      return `${place}/${PLAN}`;
    },
    async readPlan({ place }) {
      const bytes = await bucket.read(`${shelfAt(shelf, place).key}${PLAN}`);
      return bytes && Buffer.from(bytes).toString();
    },
    openLedger: async ({ place }) => openLedger(shelfAt(shelf, place), parseLedger),
    ledgers: () => ledgersIn(shelf, parseLedger),
  };
}

/** Of two runs that try, one is told that the object exists. */
async function reserve(
  shelf: Shelf,
  now: string,
  suffix: string,
): Promise<{ readonly runId: string; readonly shelf: RunShelf }> {
  // Tells its own attempt whose answer was lost from another run's.
  const writer = randomUUID();
  for (let attempt = 1; ; attempt += 1) {
    const runId = runIdOf(now, suffix, attempt);
    const found = shelfOf(shelf, runId);
    if (!found) throw new TypeError(`${runId} is no id of a run`);
    const text = `${JSON.stringify({ runId, now, writer })}\n`;
    if (await isKept(shelf.bucket, `${found.key}${BEGUN}`, text)) return { runId, shelf: found };
  }
}

/** The newest first. Days are listed one by one: who asks for the newest one need not wait for all. */
async function* finishedRuns({ bucket, root }: Shelf): AsyncGenerator<string> {
  const days = await bucket.folders(`${root}runs/`);
  for (const day of days.toReversed()) {
    const prefix = `${root}runs/${day}/`;
    const runIds: string[] = [];
    for await (const key of bucket.keys(prefix)) {
      const [runId = '', name, ...more] = key.slice(prefix.length).split('/');
      if (name === REPORT && more.length === 0) runIds.push(runId);
    }
    yield* runIds.sort(byRunId).reverse();
  }
}

/** The newest that looked at everything it is configured to look at. */
async function latest(shelf: Shelf): ReturnType<RunStore['open']> {
  for await (const runId of finishedRuns(shelf)) {
    const found = shelfOf(shelf, runId);
    const run = found && (await readRun(found));
    if (run?.head.coverage.selection === null) return run;
  }
  return undefined;
}

async function latestShelf(shelf: Shelf): Promise<RunShelf | undefined> {
  const run = await latest(shelf);
  return run && shelfOf(shelf, run.head.runId);
}

async function* ledgersIn(shelf: Shelf, parse: ParseLedger): ReturnType<RunStore['ledgers']> {
  const { bucket, root } = shelf;
  const finished: string[] = [];
  const begun = new Set<string>();
  const prefix = `${root}runs/`;
  for await (const key of bucket.keys(prefix)) {
    const [, runId = '', ...rest] = key.slice(prefix.length).split('/');
    const name = rest.join('/');
    if (name === REPORT) finished.push(runId);
    if (isOfLedger(name)) begun.add(runId);
  }
  for (const runId of finished.sort(byRunId)) {
    const found = begun.has(runId) ? shelfOf(shelf, runId) : undefined;
    if (found) yield { runId, entries: () => readLedger(found, parse) };
  }
}
