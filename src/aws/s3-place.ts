import { runFolder } from '../domain/run-id.ts';
import type { Bucket } from './bucket.ts';

/** Reserves the run's id. It stays beside the report, and is all that is left of a run that a crash ended. */
export const BEGUN = 'begun.json';
/** What makes a run a finished one. */
export const REPORT = 'report.json';

/** The part of a bucket that a store has for itself. */
export interface Shelf {
  readonly bucket: Bucket;
  /** What all its keys begin with: empty, or with a slash at its end. */
  readonly root: string;
}

export function shelfIn(bucket: Bucket, prefix: string): Shelf {
  const name = prefix.replaceAll(/^\/+|\/+$/g, '');
  return { bucket, root: name === '' ? '' : `${name}/` };
}

/** A run's objects: their keys begin with `key`, a slash at its end. */
export interface RunShelf {
  readonly bucket: Bucket;
  readonly key: string;
  /** `s3://bucket/prefix/runs/date=2026-11-20/<runId>` */
  readonly place: string;
}

/** Undefined where the text is no id of a run. */
export function shelfOf({ bucket, root }: Shelf, runId: string): RunShelf | undefined {
  const folder = runFolder(runId);
  return folder === undefined ? undefined : runShelf(bucket, `${root}${folder}/`);
}

function runShelf(bucket: Bucket, key: string): RunShelf {
  return { bucket, key, place: `s3://${bucket.name}/${key.slice(0, -1)}` };
}

/** By a run's id, or by its place in this very store. */
export function shelfNamed(shelf: Shelf, name: string): RunShelf | undefined {
  if (!name.startsWith('s3://')) return shelfOf(shelf, name);
  const place = name.replace(/\/$/, '');
  const found = shelfOf(shelf, place.slice(place.lastIndexOf('/') + 1));
  return found?.place === place ? found : undefined;
}

/** Of a run that this store has given out. */
export function shelfAt({ bucket }: Shelf, place: string): RunShelf {
  return runShelf(bucket, `${place.slice(`s3://${bucket.name}/`.length)}/`);
}

/** The name under which a file of a run is kept: what has a line a record is compressed. */
export function storedName(file: string): string {
  return file.endsWith('.ndjson') ? `${file}.gz` : file;
}

/** Whether an object of just that key exists. */
export async function hasObject(bucket: Bucket, key: string): Promise<boolean> {
  for await (const found of bucket.keys(key)) return found === key;
  return false;
}

/**
 * Writes where nothing is or, with an ETag, in the place of the object that has it; false where something else is there.
 */
export async function isKept(bucket: Bucket, key: string, body: Uint8Array | string, etag?: string): Promise<boolean> {
  if (await (etag === undefined ? bucket.create(key, body) : bucket.replace(key, body, etag))) return true;
  // It may have been written by an attempt whose answer was lost.
  const found = await bucket.read(key);
  return found !== undefined && Buffer.compare(found, Buffer.from(body)) === 0;
}
