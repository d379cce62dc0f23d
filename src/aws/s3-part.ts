import { randomUUID } from 'node:crypto';
import { overtaken } from '../domain/checkpoint.ts';
import { addedFiles, type Manifest } from '../domain/manifest.ts';
import type { ReportHead } from '../domain/report.ts';
import { beginningOf } from '../domain/run-id.ts';
import type { UnfinishedRun } from '../ports/run-store.ts';
import { MANIFEST, manifestText } from './s3-manifest.ts';
import { BEGUN, isKept, REPORT, type RunShelf, storedName } from './s3-place.ts';
import { readLines, runOn } from './s3-run.ts';
import { keepFiles, type Spool } from './s3-writer.ts';

const CHECKPOINT = storedName('checkpoint.ndjson');

/** ETags of a run's objects as a part found them, by key: what has another one since was written by somebody else. */
type Found = ReadonlyMap<string, string>;

/** A run with a checkpoint; undefined where there is none. */
export async function findUnfinished(
  shelf: RunShelf,
  runId: string,
  spool: () => Promise<Spool>,
): Promise<UnfinishedRun | undefined> {
  const began = beginningOf(runId);
  const found = await shelf.bucket.etags(shelf.key);
  if (began === undefined || !found.has(`${shelf.key}${CHECKPOINT}`)) return undefined;
  const checkpoint: UnfinishedRun['checkpoint'] = () => readLines(shelf, 'checkpoint.ndjson');
  return {
    runId,
    checkpoint,
    async begin() {
      const place = await spool();
      const local = await place.store.begin(began, 'part');
      for await (const line of checkpoint()) await local.record(line);
      return {
        ...local,
        runId,
        place: shelf.place,
        async finish(head, end) {
          const { place: folder } = await local.finish(head, end);
          await replaceRun(shelf, { head, folder, found, isResumable: end?.isResumable === true });
          await place.remove();
          return runOn(shelf, head);
        },
        async abandon() {
          await local.abandon();
          await place.remove();
        },
      };
    },
  };
}

/**
 * The part that first writes `begun.json` anew, of those that found the same one, has the run. Between the removal of
 * the old report and the writing of the new one the run is an unfinished one that can be resumed: so nobody takes objects
 * of two parts for one run. Every object is replaced only as it was found, should a part have paused in between.
 */
async function replaceRun({ bucket, key }: RunShelf, { head, folder, found, isResumable }: Part): Promise<void> {
  const { runId, now } = head;
  const keep = async (name: string, body: Uint8Array | string, etag = found.get(`${key}${name}`)) => {
    if (!(await isKept(bucket, `${key}${name}`, body, etag))) throw overtaken(runId);
  };
  const drop = async (name: string) => {
    const etag = found.get(`${key}${name}`);
    if (etag !== undefined && !(await bucket.removeExactly(`${key}${name}`, etag))) throw overtaken(runId);
  };
  await keep(BEGUN, `${JSON.stringify({ runId, now, writer: randomUUID() })}\n`);
  await drop(REPORT);
  const { manifest, report } = await keepFiles(folder, keep);
  // A plan may have been added since: what is found now is taken over.
  const earlier = await bucket.read(`${key}${MANIFEST}`);
  await bucket.write(`${key}${MANIFEST}`, manifestText(earlier ? withAdded(manifest, earlier) : manifest));
  if (!(await isKept(bucket, `${key}${REPORT}`, report))) throw overtaken(runId);
  if (!isResumable) await drop(CHECKPOINT);
}

interface Part {
  readonly head: ReportHead;
  /** Where its files are on this machine. */
  readonly folder: string;
  readonly found: Found;
  readonly isResumable: boolean;
}

function withAdded(manifest: Manifest, earlier: Uint8Array): Manifest {
  const added = addedFiles(JSON.parse(Buffer.from(earlier).toString()) as Manifest);
  return { ...manifest, files: [...manifest.files, ...added].sort((a, b) => (a.name < b.name ? -1 : 1)) };
}
