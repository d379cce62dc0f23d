import { describe, expect, test } from 'vitest';
import { type LeaseWish, takeLease } from '../../src/aws/s3-lease.ts';
import { anS3Scene, type S3Scene } from '../support/s3-scene.ts';
import { gather } from './support.ts';

const NOW = '2026-06-01T12:00:00.000Z';
const END = '2026-06-01T12:16:00.000Z';
const PREFIX = 'state/audit/';

function take({ bucket }: S3Scene, wish: Partial<LeaseWish> = {}) {
  return takeLease(bucket, { prefix: PREFIX, holder: 'first', now: NOW, until: END, ...wish });
}

describe('a lease in a bucket', () => {
  test('is had by one, until it is released', async () => {
    const scene = await anS3Scene();
    const lease = await take(scene);
    expect(lease).toBeDefined();
    expect(await take(scene, { holder: 'second' })).toBeUndefined();
    // Another delivery of the same event has the same request id.
    expect(await take(scene)).toBeUndefined();
    await lease?.release();
    expect(await take(scene, { holder: 'second' })).toBeDefined();
  });

  test.for([
    ['2026-06-01T12:15:59.999Z', false],
    [END, true],
  ] as const)('whose holder is gone, is free at %s: %s', async ([now, isFree]) => {
    const scene = await anS3Scene();
    await take(scene);
    const next = await take(scene, { holder: 'second', now });
    expect(next !== undefined).toBe(isFree);
  });

  test('is handed over to the one that is named, once, also after its end, and to nobody else', async () => {
    const scene = await anS3Scene();
    const lease = await take(scene);
    await lease?.handOver('run#1', END);
    expect(await take(scene, { holder: 'stranger' })).toBeUndefined();
    expect(await take(scene, { holder: 'stranger', from: 'run#2' })).toBeUndefined();
    expect(await take(scene, { holder: 'heir', from: 'run#1', now: '2026-06-01T13:00:00.000Z' })).toBeDefined();
    expect(await take(scene, { holder: 'heir', from: 'run#1' })).toBeUndefined();
  });

  test('is had by whoever got it, though no answer of S3 came', async () => {
    const scene = await anS3Scene();
    scene.sandbox.setFaults([{ kind: 's3-lost-answer', accountId: '*' }]);
    const [one, two] = [take(scene, { holder: 'a' }), take(scene, { holder: 'b' })];
    // Old leases are removed without an answer as well; that there is none fails here, and not in silence.
    const had = (await Promise.all([one, two])).filter((lease) => lease !== undefined);
    expect(had).toHaveLength(1);
    scene.sandbox.setFaults([]);
    expect(await take(scene, { holder: 'c' })).toBeUndefined();
  });

  test('leaves one object, whatever was there', async () => {
    const scene = await anS3Scene();
    for (const holder of ['a', 'b', 'c', 'd', 'e']) await (await take(scene, { holder }))?.release();
    expect(await gather(scene.bucket.keys(PREFIX))).toEqual([`${PREFIX}0000000005.json`]);
  });

  test.for(['torn', '{"holder":1}', ''])('that is no lease (%j) is held by nobody', async (text) => {
    const scene = await anS3Scene();
    await scene.bucket.write(`${PREFIX}0000000007.json`, text);
    expect(await take(scene)).toBeDefined();
    expect(await gather(scene.bucket.keys(PREFIX))).toEqual([`${PREFIX}0000000008.json`]);
  });
});
