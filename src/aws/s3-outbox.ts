import type { OutboxPlace } from '../ports/outbox-place.ts';
import type { Bucket } from './bucket.ts';
import type { Need } from './need.ts';
import { hasObject, shelfIn, shelfOf } from './s3-place.ts';

export const S3_OUTBOX_NEEDS: readonly Need[] = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'].map((action) => ({
  action,
  by: ['audit-function'],
  on: ['s3:::{bucket}/{prefix}outbox/*'],
}));

const SECONDS_AN_HOUR = 3_600;

/** Objects below `outbox/`, beside `runs/`. Bucket and prefix are those of the store whose runs the digests are of. */
export function createS3Outbox(bucket: Bucket, prefix: string): OutboxPlace {
  const shelf = shelfIn(bucket, prefix);
  const box = `${shelf.root}outbox/`;
  const isFinished = async (runId: string): Promise<boolean> => {
    const found = shelfOf(shelf, runId);
    return found !== undefined && hasObject(bucket, `${found.key}report.json`);
  };
  return {
    addressOf: (name) => `s3://${bucket.name}/${box}${name}`,
    async names() {
      const names: string[] = [];
      for await (const key of bucket.keys(box)) names.push(key.slice(box.length));
      return names;
    },
    async read(name) {
      const bytes = await bucket.read(`${box}${name}`);
      return bytes && Buffer.from(bytes).toString();
    },
    write: (name, text) => bucket.write(`${box}${name}`, text),
    remove: (name) => bucket.remove(`${box}${name}`),
    isFinished,
    async linkTo(runId, hours) {
      const found = shelfOf(shelf, runId);
      // A rule of the life cycle may have removed it; and where the bucket is, is known once it was asked.
      if (!found || !(await isFinished(runId))) return undefined;
      const as = { type: 'application/json', name: `${runId}.json` };
      return bucket.timedLink(`${found.key}report.json`, hours * SECONDS_AN_HOUR, as);
    },
  };
}
