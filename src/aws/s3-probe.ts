import { randomUUID } from 'node:crypto';
import { AwsError } from '../domain/errors.ts';
import type { StoreProbe } from '../ports/store-probe.ts';
import type { Bucket } from './bucket.ts';
import { shelfIn } from './s3-place.ts';

/** Lists, writes, reads back and removes one small object, with just the permissions that the store itself needs. */
export function createS3Probe(bucket: Bucket, prefix: string): StoreProbe {
  const { root } = shelfIn(bucket, prefix);
  const place = `s3://${bucket.name}/${root}`.replace(/\/$/, '');
  return {
    place,
    async attempt() {
      // Beside the runs, where no command looks.
      const key = `${root}doctor/${randomUUID()}.json`;
      await bucket.folders(`${root}runs/`);
      const text = `${JSON.stringify({ kind: 'test' })}\n`;
      // False where an attempt whose answer was lost has written it.
      await bucket.create(key, text);
      const found = await bucket.read(key);
      await bucket.remove(key);
      if (found !== undefined && Buffer.from(found).toString() === text) return;
      const message = `What was written to s3://${bucket.name}/${key} could not be read back.`;
      throw new AwsError({
        outcome: 'failed',
        operation: 's3:GetObject',
        code: 'NotReadBack',
        requestId: null,
        message,
      });
    },
  };
}
