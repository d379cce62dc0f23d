import { expect, test } from 'vitest';
import type { Bucket } from '../../src/aws/bucket.ts';
import { createS3Probe } from '../../src/aws/s3-probe.ts';
import { anS3Scene } from '../support/s3-scene.ts';
import { failureOf, gather } from './support.ts';

test('a bucket is tried under its prefix, and left as it was', async () => {
  const { bucket } = await anS3Scene();
  const removed: string[] = [];
  const remove = (key: string) => {
    removed.push(key);
    return bucket.remove(key);
  };

  const probe = createS3Probe({ ...bucket, remove }, '/map/');
  await probe.attempt();

  expect(probe.place).toBe(`s3://${bucket.name}/map`);
  expect(removed).toEqual([expect.stringMatching(/^map\/doctor\//)]);
  expect(await gather(bucket.keys(''))).toEqual([]);
});

test('an object that comes back as another is no store', async () => {
  const { bucket } = await anS3Scene();
  const broken: Bucket = { ...bucket, read: async () => undefined };

  expect(await failureOf(createS3Probe(broken, '').attempt())).toMatchObject({
    code: 'NotReadBack',
    outcome: 'failed',
  });
});
