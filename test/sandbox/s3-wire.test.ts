import { CopyObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { Bucket, Key, put, read, s3Of } from './s3-support.ts';
import { errorOf, open } from './support.ts';

function send(sandbox: Sandbox, method: string, path: string, init: RequestInit = {}) {
  const scope = `${sandbox.credentials.accessKeyId}/20260601/us-east-1/s3/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
  return fetch(`${sandbox.url}${path}`, { ...init, method, headers: { authorization, ...init.headers } });
}

describe('what no SDK sends', () => {
  test.for([
    ['GET', `/${Bucket}/%ZZ`, 400, 'InvalidURI'],
    ['GET', `/${Bucket}?uploads`, 501, 'NotImplemented'],
    ['POST', `/${Bucket}/${Key}?uploads`, 501, 'NotImplemented'],
    ['GET', `/${Bucket}?list-type=2&encoding-type=base64`, 400, 'InvalidArgument'],
    ['GET', `/${Bucket}?list-type=2&max-keys=many`, 400, 'InvalidArgument'],
    ['POST', `/${Bucket}?delete`, 400, 'MalformedXML'],
  ] as const)('is refused: %s %s', async ([method, path, status, code]) => {
    const answer = await send(await open(), method, path);

    expect(answer.status).toBe(status);
    expect(await answer.text()).toContain(`<Code>${code}</Code>`);
  });

  test.for(['', 'xyz\r\n', 'a;chunk-signature=0'])('is refused as incomplete: chunks that begin %j', async (body) => {
    const headers = { 'content-encoding': 'aws-chunked' };

    const answer = await send(await open(), 'PUT', `/${Bucket}/${Key}`, { headers, body });

    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('<Code>IncompleteBody</Code>');
  });

  test('is understood: signed chunks of an encoded object', async () => {
    const sandbox = await open();
    const body = '3;chunk-signature=0\r\nabc\r\n2;chunk-signature=0\r\nde\r\n0;chunk-signature=0\r\n\r\n';

    await send(sandbox, 'PUT', `/${Bucket}/${Key}`, { headers: { 'content-encoding': 'gzip,aws-chunked' }, body });
    const head = await send(sandbox, 'HEAD', `/${Bucket}/${Key}`);

    expect(head.headers.get('content-encoding')).toBe('gzip');
    expect(head.headers.get('content-length')).toBe('5');
  });

  test('is understood: other ways to write a key in XML', async () => {
    const sandbox = await open();
    for (const key of ['A', 'B', "it's", '&nothing;']) await put(sandbox, { Key: key });
    const objects = ['&#x41;', '&#66;', 'it&apos;s', '&amp;nothing;'].map(
      (key) => `<Object><Key>${key}</Key></Object>`,
    );

    const answer = await send(sandbox, 'POST', `/${Bucket}?delete`, { body: `<Delete>${objects.join('')}</Delete>` });

    expect(answer.status).toBe(200);
    for (const key of ['A', 'B', "it's", '&nothing;'])
      expect((await errorOf(read(sandbox, key))).name).toBe('NoSuchKey');
  });
});

describe('what S3 has and the sandbox has not', () => {
  test('is refused: an encryption of two layers', async () => {
    const sandbox = await open();
    const dsse = new PutObjectCommand({ Bucket, Key, Body: 'x', ServerSideEncryption: 'aws:kms:dsse' });

    expect((await errorOf(s3Of(sandbox).send(dsse))).name).toBe('InvalidArgument');
  });

  test('is refused: a copy that says something else of itself', async () => {
    const sandbox = await open();
    await put(sandbox);
    const copy = new CopyObjectCommand({
      Bucket,
      Key: 'copy',
      CopySource: `${Bucket}/${Key}`,
      MetadataDirective: 'REPLACE',
    });

    expect((await errorOf(s3Of(sandbox).send(copy))).name).toBe('NotImplemented');
  });
});
