import type { IsoInstant } from '../domain/dates.ts';
import { digestIn, isOverdue, type Waiting, waitingIn, waitingName } from '../domain/outbox.ts';
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

/** Digests as objects below `outbox/`, beside `runs/`. Every method throws AwsError. */
export function createS3Outbox({ bucket, prefix, now }: S3OutboxOptions): Outbox {
  const shelf = shelfIn(bucket, prefix);
  const box = `${shelf.root}outbox/`;
  const waiting = async (): Promise<readonly Waiting[]> => {
    const names: string[] = [];
    for await (const key of bucket.keys(box)) names.push(key.slice(box.length));
    return waitingIn(names);
  };
  const isFinished = async (runId: string): Promise<boolean> => {
    const found = shelfOf(shelf, runId);
    return found !== undefined && hasObject(bucket, `${found.key}report.json`);
  };
  return {
    put: (digest) => bucket.write(`${box}${waitingName(digest)}`, `${JSON.stringify(digest)}\n`),
    async *pending() {
      for (const each of await waiting()) {
        const key = `${box}${each.name}`;
        if (await isFinished(each.runId)) {
          const bytes = await bucket.read(key);
          // Somebody else may have had it accepted since it was listed.
          if (bytes) yield digestIn(Buffer.from(bytes).toString(), `s3://${bucket.name}/${key}`);
        } else if (isOverdue(each, now())) await bucket.remove(key);
      }
    },
    async remove(id) {
      for (const each of await waiting()) if (each.id === id) await bucket.remove(`${box}${each.name}`);
    },
  };
}
