import { DeleteObjectCommand, GetObjectCommand, NoSuchKey } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { Bucket, Key, put, read, s3Of } from './s3-support.ts';
import { errorOf, open } from './support.ts';

describe('a condition', () => {
  test('that nothing is there lets one writer win', async () => {
    const sandbox = await open();

    const answers = await Promise.allSettled(
      ['one', 'two', 'three'].map((Body) => put(sandbox, { Body, IfNoneMatch: '*' })),
    );

    const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
    expect(refused).toHaveLength(2);
    expect(refused[0]).toMatchObject({ name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } });
  });

  test('on the version lets a writer replace what it has read, and nothing newer', async () => {
    const sandbox = await open();
    const { ETag } = await put(sandbox, { Body: 'first' });

    await put(sandbox, { Body: 'second', IfMatch: ETag });
    const error = await errorOf(put(sandbox, { Body: 'third', IfMatch: ETag }));

    expect(error.name).toBe('PreconditionFailed');
    expect(await read(sandbox)).toBe('second');
  });

  test('on the version of nothing finds no key', async () => {
    const sandbox = await open();

    expect(await errorOf(put(sandbox, { IfMatch: '"abc"' }))).toMatchObject({
      name: 'NoSuchKey',
      $metadata: { httpStatusCode: 404 },
    });
  });

  test('on the version holds for deletes', async () => {
    const sandbox = await open();
    const { ETag } = await put(sandbox);
    const remove = (IfMatch: string | undefined) =>
      s3Of(sandbox).send(new DeleteObjectCommand({ Bucket, Key, IfMatch }));

    expect((await errorOf(remove('"other"'))).name).toBe('PreconditionFailed');
    await remove(ETag);
    expect(await errorOf(read(sandbox))).toBeInstanceOf(NoSuchKey);
  });

  test('of a reader spares it what it has, or what it does not want', async () => {
    const sandbox = await open();
    const { ETag } = await put(sandbox);
    const get = (condition: object) => errorOf(s3Of(sandbox).send(new GetObjectCommand({ Bucket, Key, ...condition })));

    expect((await get({ IfNoneMatch: ETag })).$metadata?.httpStatusCode).toBe(304);
    expect((await get({ IfMatch: '"other"' })).$metadata?.httpStatusCode).toBe(412);
    expect((await get({ IfNoneMatch: '"other"' })).message).toBe('it did not fail');
  });
});

describe('a range', () => {
  test.for([
    ['bytes=0-2', 'abc', 'bytes 0-2/10'],
    ['bytes=7-', 'hij', 'bytes 7-9/10'],
    ['bytes=-2', 'ij', 'bytes 8-9/10'],
    ['bytes=-20', 'abcdefghij', 'bytes 0-9/10'],
    ['bytes=8-99', 'ij', 'bytes 8-9/10'],
    ['bytes=9-9', 'j', 'bytes 9-9/10'],
  ] as const)('of %s gives %s', async ([Range, text, ContentRange]) => {
    const sandbox = await open();
    await put(sandbox, { Body: 'abcdefghij' });

    const got = await s3Of(sandbox).send(new GetObjectCommand({ Bucket, Key, Range }));

    expect(got).toMatchObject({ ContentRange, ContentLength: text.length, $metadata: { httpStatusCode: 206 } });
    expect(await got.Body?.transformToString()).toBe(text);
  });

  test.for(['bytes=5-2', 'lines=1-2', 'bytes=-'])('of %s says nothing, and all is given', async (Range) => {
    const sandbox = await open();
    await put(sandbox, { Body: 'abcdefghij' });

    const got = await s3Of(sandbox).send(new GetObjectCommand({ Bucket, Key, Range }));

    expect(got.$metadata.httpStatusCode).toBe(200);
    expect(await got.Body?.transformToString()).toBe('abcdefghij');
  });

  test.for(['bytes=10-', 'bytes=-0'])('of %s is beyond the end', async (Range) => {
    const sandbox = await open();
    await put(sandbox, { Body: 'abcdefghij' });

    const error = await errorOf(s3Of(sandbox).send(new GetObjectCommand({ Bucket, Key, Range })));

    expect(error).toMatchObject({ name: 'InvalidRange', $metadata: { httpStatusCode: 416 } });
  });
});
