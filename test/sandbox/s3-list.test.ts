import {
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SandboxOptions } from '../../src/sandbox/options.ts';
import { Bucket } from './s3-support.ts';
import { clients, errorOf, open } from './support.ts';

const KEYS = ['a', 'runs/1/plan', 'runs/1/report', 'runs/2/report', 'runs/index', 'z'];

async function filled(keys: readonly string[] = KEYS, options: Partial<SandboxOptions> = {}) {
  const sandbox = await open(options);
  const { s3 } = clients(sandbox, sandbox.credentials);
  for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
  return {
    s3,
    list: (input: Partial<ListObjectsV2CommandInput> = {}) => s3.send(new ListObjectsV2Command({ Bucket, ...input })),
  };
}

describe('a list of S3', () => {
  test('gives everything about each object, by key', async () => {
    const { list } = await filled();

    const answer = await list();

    expect(answer).toMatchObject({ Name: Bucket, KeyCount: 6, MaxKeys: 1000, IsTruncated: false });
    expect(answer.NextContinuationToken).toBeUndefined();
    expect(answer.Contents?.map(({ Key }) => Key)).toEqual(KEYS);
    expect(answer.Contents?.[0]).toEqual({
      Key: 'a',
      Size: 1,
      ETag: '"0cc175b9c0f1b6a831c399e269772661"',
      LastModified: expect.any(Date),
      StorageClass: 'STANDARD',
    });
  });

  test('of nothing is empty', async () => {
    const { list } = await filled([]);

    expect(await list()).toMatchObject({ KeyCount: 0, IsTruncated: false });
  });

  test('can be of a prefix, folded at a delimiter, and begin behind a key', async () => {
    const { list } = await filled();

    const folded = await list({ Prefix: 'runs/', Delimiter: '/' });
    const later = await list({ StartAfter: 'runs/1/report' });

    expect(folded.CommonPrefixes).toEqual([{ Prefix: 'runs/1/' }, { Prefix: 'runs/2/' }]);
    expect(folded.Contents?.map(({ Key }) => Key)).toEqual(['runs/index']);
    expect(folded.KeyCount).toBe(3);
    expect(later.Contents?.map(({ Key }) => Key)).toEqual(['runs/2/report', 'runs/index', 'z']);
  });

  test('counts a folded prefix as one, over pages too', async () => {
    const { list } = await filled();

    const first = await list({ Delimiter: '/', MaxKeys: 2 });
    const second = await list({ Delimiter: '/', MaxKeys: 2, ContinuationToken: first.NextContinuationToken });

    expect(first).toMatchObject({ KeyCount: 2, IsTruncated: true, CommonPrefixes: [{ Prefix: 'runs/' }] });
    expect(second).toMatchObject({ KeyCount: 1, IsTruncated: false });
    expect(second.Contents?.map(({ Key }) => Key)).toEqual(['z']);
  });

  test('goes on where it was, whatever is written and deleted meanwhile', async () => {
    const { s3, list } = await filled();
    const first = await list({ MaxKeys: 2 });

    for (const Key of ['0', 'runs/1/plan2']) await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
    const second = await list({ MaxKeys: 2, ContinuationToken: first.NextContinuationToken });

    expect(second.Contents?.map(({ Key }) => Key)).toEqual(['runs/1/plan2', 'runs/1/report']);
  });

  test('has at most as many keys in a page as the sandbox was told, whatever is asked for', async () => {
    const { s3 } = await filled(KEYS, { objectPageSize: 4 });
    const sizes: (number | undefined)[] = [];

    for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket, MaxKeys: 5000 })) {
      sizes.push(page.KeyCount);
      expect(page.MaxKeys).toBe(1000);
    }

    expect(sizes).toEqual([4, 2]);
  });

  test('of no keys is no mistake, and is not the beginning of more', async () => {
    const { list } = await filled();

    expect(await list({ MaxKeys: 0 })).toMatchObject({ KeyCount: 0, IsTruncated: false });
  });

  test.for<Partial<ListObjectsV2CommandInput>>([
    { MaxKeys: -1 },
    { MaxKeys: 1.5 },
    { ContinuationToken: 'made-up' },
    { ContinuationToken: 'e30=' },
  ])('refuses %j', async (input) => {
    const { list } = await filled([]);

    expect(await errorOf(list(input))).toMatchObject({ name: 'InvalidArgument', $metadata: { httpStatusCode: 400 } });
  });

  test('refuses what is not simulated', async () => {
    const { list } = await filled([]);

    expect((await errorOf(list({ FetchOwner: true }))).name).toBe('NotImplemented');
  });

  test('encodes keys when asked to, in the way of S3', async () => {
    const { list } = await filled(['a b/+ü\u0001']);

    const answer = await list({ EncodingType: 'url', Prefix: 'a b/' });

    expect(answer).toMatchObject({ EncodingType: 'url', Prefix: 'a+b/' });
    expect(answer.Contents?.[0]?.Key).toBe('a+b/%2B%C3%BC%01');
  });

  test('is in the order of bytes, not of UTF-16', async () => {
    const { list } = await filled(['\u{1F600}', '\uFF5E', 'b', 'B', 'a&<>"b']);

    const answer = await list();

    expect(answer.Contents?.map(({ Key }) => Key)).toEqual(['B', 'a&<>"b', 'b', '\uFF5E', '\u{1F600}']);
  });

  test('has every key once, in order, at any size of page', async () => {
    const key = fc.string({ unit: fc.constantFrom('a', 'b', '/', 'ü'), minLength: 1, maxLength: 6 });
    const safe = key.filter((text) => !text.startsWith('/') && !text.includes('//'));

    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(safe, { maxLength: 12 }),
        fc.integer({ min: 1, max: 5 }),
        async (keys, MaxKeys) => {
          const { s3, list } = await filled(keys);
          const seen: (string | undefined)[] = [];
          for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket, MaxKeys })) {
            seen.push(...(page.Contents ?? []).map(({ Key }) => Key));
          }
          const whole = await list({ Delimiter: '/' });

          expect(seen).toEqual([...keys].sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right))));
          const folded = new Set(keys.filter((text) => text.includes('/')).map((text) => text.replace(/\/.*$/, '/')));
          expect(whole.CommonPrefixes?.map(({ Prefix }) => Prefix) ?? []).toEqual(
            [...folded].sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right))),
          );
        },
      ),
      { numRuns: 15 },
    );
  });
});
