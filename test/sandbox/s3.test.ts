import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Bucket, Key, put, read, s3Of } from './s3-support.ts';
import { errorOf, open } from './support.ts';

describe('an object', () => {
  test('is read as it was written, with what was said about it', async () => {
    const sandbox = await open();
    const Body = gzipSync('{"a":1}\n'.repeat(1000));
    const said = {
      ContentType: 'application/x-ndjson',
      ContentEncoding: 'gzip',
      ContentDisposition: 'attachment',
      CacheControl: 'no-store',
      Metadata: { 'run-id': '20261120T000000Z-abcdef' },
    };

    const { ETag } = await put(sandbox, { Body, ...said });
    const got = await s3Of(sandbox).send(new GetObjectCommand({ Bucket, Key }));

    expect(got).toMatchObject({ ETag, ContentLength: Body.length, AcceptRanges: 'bytes', ...said });
    expect(Math.abs((got.LastModified?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(Body)).toBe(true);
  });

  test('has a type and an encryption where none was named', async () => {
    const sandbox = await open();

    const answer = await put(sandbox, { Body: new Uint8Array([0, 255]) });
    const head = await s3Of(sandbox).send(new HeadObjectCommand({ Bucket, Key }));

    expect(answer.ServerSideEncryption).toBe('AES256');
    expect(head).toMatchObject({ ServerSideEncryption: 'AES256', ContentLength: 2 });
  });

  test('keeps the encryption and the key that were named', async () => {
    const sandbox = await open();
    const named = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'alias/runs' } as const;

    expect(await put(sandbox, named)).toMatchObject(named);
    expect(await s3Of(sandbox).send(new HeadObjectCommand({ Bucket, Key }))).toMatchObject(named);
  });

  test('may be a stream, which comes in signed chunks with its checksum at the end', async () => {
    const sandbox = await open();
    const text = 'line\n'.repeat(50_000);

    const { ChecksumCRC32 } = await put(sandbox, { Body: Readable.from([text]), ContentLength: text.length });

    expect(ChecksumCRC32).toMatch(/^[\w+/]{6}==$/);
    expect(await read(sandbox)).toBe(text);
  });

  test('is replaced at once by the next one of its key', async () => {
    const sandbox = await open();
    await put(sandbox, { Body: 'old' });

    await put(sandbox, { Body: 'new' });

    expect(await read(sandbox)).toBe('new');
  });

  test('may have any UTF-8 for a key', async () => {
    const sandbox = await open();
    const keys = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 40 })
      .filter((key) => Buffer.byteLength(key) <= 1024 && !/^\.{1,2}$|(^|\/)\.{1,2}(\/|$)/.test(key));

    await fc.assert(
      fc.asyncProperty(keys, async (key) => {
        await put(sandbox, { Key: key, Body: key });
        expect(await read(sandbox, key)).toBe(key);
      }),
      { numRuns: 100, examples: [['a b+c%2F?&#ü/😀'], ['//'], ['date=2026-11-20/x=1']] },
    );
  });

  test('has a key of at most 1,024 bytes', async () => {
    const sandbox = await open();

    await put(sandbox, { Key: 'ü'.repeat(512) });
    const error = await errorOf(put(sandbox, { Key: `${'ü'.repeat(512)}x` }));

    expect(error).toMatchObject({ name: 'KeyTooLongError', $metadata: { httpStatusCode: 400 } });
  });

  test.for<[string, Partial<PutObjectCommandInput>]>([
    ['CRC32', { ChecksumCRC32: 'AAAAAA==' }],
    ['SHA256', { ChecksumSHA256: Buffer.alloc(32).toString('base64') }],
    ['SHA1', { ChecksumSHA1: Buffer.alloc(20).toString('base64') }],
    ['Content-MD5', { ContentMD5: Buffer.alloc(16).toString('base64') }],
  ])('that does not fit its %s is refused', async ([name, checksum]) => {
    const sandbox = await open();

    const error = await errorOf(put(sandbox, checksum));

    expect(error).toMatchObject({ name: 'BadDigest', $metadata: { httpStatusCode: 400 } });
    expect(error.message).toContain(name);
    expect(await errorOf(read(sandbox))).toBeInstanceOf(NoSuchKey);
  });

  test('tells its checksum when asked for', async () => {
    const sandbox = await open();
    const { ChecksumCRC32 } = await put(sandbox);

    const head = await s3Of(sandbox).send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));

    expect(head).toMatchObject({ ChecksumCRC32, ChecksumType: 'FULL_OBJECT' });
  });

  test('is copied with all that was said about it', async () => {
    const sandbox = await open();
    const { ETag } = await put(sandbox, { Key: 'a b/ü', ContentType: 'text/plain', Metadata: { a: 'b' } });

    const CopySource = `${Bucket}/${encodeURIComponent('a b/ü')}`;
    const copied = await s3Of(sandbox).send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource }));
    const head = await s3Of(sandbox).send(new HeadObjectCommand({ Bucket, Key: 'copy' }));

    expect(copied.CopyObjectResult?.ETag).toBe(ETag);
    expect(head).toMatchObject({ ContentType: 'text/plain', Metadata: { a: 'b' }, ETag });
  });

  test.for([`${Bucket}`, `${Bucket}/nothing`])('cannot be copied from %s', async (CopySource) => {
    const sandbox = await open();

    const error = await errorOf(s3Of(sandbox).send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource })));

    expect(['InvalidArgument', 'NoSuchKey']).toContain(error.name);
  });

  test('goes when it is deleted, alone or with others, there or not', async () => {
    const sandbox = await open();
    const s3 = s3Of(sandbox);
    for (const Key of ['a', 'b & <c>', 'd']) await put(sandbox, { Key });

    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    const answer = await s3.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'b & <c>' }, { Key: 'nothing' }] } }),
    );
    const quiet = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'd' }], Quiet: true } }));

    expect(answer.Deleted).toEqual([{ Key: 'b & <c>' }, { Key: 'nothing' }]);
    expect(quiet.Deleted).toBeUndefined();
    for (const Key of ['a', 'b & <c>', 'd']) expect(await errorOf(read(sandbox, Key))).toBeInstanceOf(NoSuchKey);
  });

  test('can be deleted with up to 999 others', async () => {
    const sandbox = await open();
    const send = (count: number) => {
      const Objects = Array.from({ length: count }, (_, index) => ({ Key: `${index}` }));
      return s3Of(sandbox).send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    };

    expect((await send(1000)).Deleted).toHaveLength(1000);
    expect((await errorOf(send(1001))).name).toBe('MalformedXML');
  });
});
