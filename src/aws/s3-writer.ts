import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { AwsError } from '../domain/errors.ts';
import type { Manifest, ManifestFile } from '../domain/manifest.ts';
import type { RunStore, RunWriter } from '../ports/run-store.ts';
import type { Bucket } from './bucket.ts';
import { MANIFEST, manifestFile, manifestText } from './s3-manifest.ts';
import { isKept, REPORT, type RunShelf, storedName } from './s3-place.ts';
import { runOn } from './s3-run.ts';

/** Where one run, or one part of it, is written before it goes into the bucket. */
export interface Spool {
  /** A store of folders on this machine. */
  readonly store: RunStore;
  remove(): Promise<void>;
}

/** Writes to the spool, and puts the run into the bucket when it is finished. */
export function createWriter(shelf: RunShelf, runId: string, local: RunWriter, spool: Spool): RunWriter {
  return {
    ...local,
    runId,
    place: shelf.place,
    async finish(head, end) {
      const { place } = await local.finish(head, end);
      await upload(place, shelf);
      await spool.remove();
      return runOn(shelf, head);
    },
    async abandon() {
      await local.abandon();
      await spool.remove();
      await removeAll(shelf);
    },
  };
}

/** The report goes last: it is what makes the run a finished one. */
async function upload(folder: string, { bucket, key }: RunShelf): Promise<void> {
  const keep = async (name: string, body: Uint8Array | string) => {
    if (!(await isKept(bucket, `${key}${name}`, body))) throw taken(`s3://${bucket.name}/${key}${name}`);
  };
  const { manifest, report } = await keepFiles(folder, keep);
  await keep(MANIFEST, manifestText(manifest));
  await keep(REPORT, report);
}

/** Keeps what the store of folders wrote a moment ago, but for manifest and report, which it gives as they are to be. */
export async function keepFiles(
  folder: string,
  keep: (name: string, body: Uint8Array) => Promise<void>,
): Promise<{ readonly manifest: Manifest; readonly report: Uint8Array }> {
  const manifest: Manifest = JSON.parse(await readFile(path.join(folder, MANIFEST), 'utf8'));
  const files: ManifestFile[] = [];
  for (const { name } of manifest.files) {
    const stored = storedName(name);
    const body = await packed(path.join(folder, name), stored !== name);
    if (name !== REPORT) await keep(stored, body);
    files.push(manifestFile(stored, body));
  }
  return { manifest: { ...manifest, files }, report: await readFile(path.join(folder, REPORT)) };
}

async function packed(file: string, isCompressed: boolean): Promise<Uint8Array> {
  if (!isCompressed) return readFile(file);
  const gzip = createGzip();
  const [bytes] = await Promise.all([buffer(gzip), pipeline(createReadStream(file), gzip)]);
  return bytes;
}

/** What cannot be removed is an unfinished run, which nobody sees; why it was given up is what matters. */
async function removeAll({ bucket, key }: RunShelf): Promise<void> {
  try {
    await bucket.remove(`${key}${REPORT}`);
    for (const each of await keysOf(bucket, key)) await bucket.remove(each);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
  }
}

async function keysOf(bucket: Bucket, prefix: string): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const key of bucket.keys(prefix)) keys.push(key);
  return keys;
}

function taken(place: string): AwsError {
  const message = `${place} is there already, and not as it was to be written.`;
  return new AwsError({
    outcome: 'failed',
    operation: 's3:PutObject',
    code: 'PreconditionFailed',
    requestId: null,
    message,
  });
}
