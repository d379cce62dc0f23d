import type { IsoInstant } from '../domain/dates.ts';
import {
  acceptedIn,
  digestIn,
  isOverdue,
  noteName,
  noteText,
  orphanedNotes,
  type Pending,
  type Waiting,
  waitingIn,
  waitingName,
} from '../domain/outbox.ts';
import type { Outbox } from '../ports/alerts.ts';
import type { Bucket } from './bucket.ts';
import type { Need } from './need.ts';
import { hasObject, shelfIn, shelfOf } from './s3-place.ts';

export const S3_OUTBOX_NEEDS: readonly Need[] = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'].map((action) => ({
  action,
  by: ['audit-function'],
  on: ['s3:::{bucket}/{prefix}outbox/*'],
}));

export interface S3OutboxOptions {
  /** Bucket and prefix are those of the store whose runs the digests are of. */
  readonly bucket: Bucket;
  readonly prefix: string;
  readonly now: () => IsoInstant;
}

const SECONDS_AN_HOUR = 3_600;

/** Digests as objects below `outbox/`, beside `runs/`. Every method throws AwsError. */
export function createS3Outbox({ bucket, prefix, now }: S3OutboxOptions): Outbox {
  const shelf = shelfIn(bucket, prefix);
  const box = `${shelf.root}outbox/`;
  const namesIn = async (): Promise<readonly string[]> => {
    const names: string[] = [];
    for await (const key of bucket.keys(box)) names.push(key.slice(box.length));
    return names;
  };
  const textOf = async (name: string): Promise<string | undefined> => {
    const bytes = await bucket.read(`${box}${name}`);
    return bytes && Buffer.from(bytes).toString();
  };
  const isFinished = async (runId: string): Promise<boolean> => {
    const found = shelfOf(shelf, runId);
    return found !== undefined && hasObject(bucket, `${found.key}report.json`);
  };
  /** Undefined where nobody is to be told of it yet, or any more. */
  const find = async (each: Waiting, isNoted: boolean): Promise<Pending | undefined> => {
    const note = isNoted ? await textOf(noteName(each.id)) : undefined;
    if (note === undefined && !(await isFinished(each.runId))) {
      if (isOverdue(each, now())) await bucket.remove(`${box}${each.name}`);
      return undefined;
    }
    const text = await textOf(each.name);
    // Somebody else may have had it accepted since it was listed.
    if (text === undefined) return undefined;
    const place = `s3://${bucket.name}/${box}${each.name}`;
    return { place, digest: digestIn(text), accepted: acceptedIn(note ?? ''), isTried: note !== undefined };
  };
  return {
    put: (digest) => bucket.write(`${box}${waitingName(digest)}`, `${JSON.stringify(digest)}\n`),
    async *pending() {
      const names = await namesIn();
      for (const name of orphanedNotes(names)) await bucket.remove(`${box}${name}`);
      for (const each of waitingIn(names)) {
        const found = await find(each, names.includes(noteName(each.id)));
        if (found) yield found;
      }
    },
    note: (id, accepted) => bucket.write(`${box}${noteName(id)}`, noteText(accepted)),
    async remove(id) {
      const names = await namesIn();
      for (const each of waitingIn(names)) if (each.id === id) await bucket.remove(`${box}${each.name}`);
      if (names.includes(noteName(id))) await bucket.remove(`${box}${noteName(id)}`);
    },
    withdraw: (digest) => bucket.remove(`${box}${waitingName(digest)}`),
    async linkTo(runId, hours) {
      const found = shelfOf(shelf, runId);
      // A rule of the life cycle may have removed it; and where the bucket is, is known once it was asked.
      if (!found || !(await isFinished(runId))) return undefined;
      const as = { type: 'application/json', name: `${runId}.json` };
      return bucket.timedLink(`${found.key}report.json`, hours * SECONDS_AN_HOUR, as);
    },
  };
}
