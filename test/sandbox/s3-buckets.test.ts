import {
  CopyObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchBucket,
  NoSuchKey,
  PutObjectCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { buildRole } from '../../src/sandbox/world.ts';
import { Bucket, Key, put, read, s3Of } from './s3-support.ts';
import { administratorOf, assume, clients, errorOf, MANAGEMENT, MEMBER, open, smallWorld } from './support.ts';

const HERE = { accountId: MANAGEMENT, region: 'us-east-1' };

describe('a bucket', () => {
  test('that nobody has is told by its name', async () => {
    const sandbox = await open();

    const error = await errorOf(s3Of(sandbox).send(new GetObjectCommand({ Bucket: 'nowhere', Key: 'a' })));

    expect(error).toMatchObject({ name: 'NoSuchBucket', $metadata: { httpStatusCode: 404 } });
    expect(error).not.toBeInstanceOf(NoSuchKey);
    expect(NoSuchBucket.name).toBe(error.name);
  });

  test('of another account is closed, and so is one whose owner is another than expected', async () => {
    const sandbox = await open();
    const stranger = clients(sandbox, administratorOf(MEMBER)).s3;

    const error = await errorOf(stranger.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' })));

    expect(error).toMatchObject({ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
    expect((await errorOf(put(sandbox, { ExpectedBucketOwner: MEMBER }))).name).toBe('AccessDenied');
    expect((await put(sandbox, { ExpectedBucketOwner: MANAGEMENT })).ETag).toBeDefined();
  });

  test('of another region says where it is', async () => {
    const sandbox = await open();
    const { s3 } = clients(sandbox, sandbox.credentials, 'eu-west-1');

    const error = await errorOf(s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' })));

    expect(error).toMatchObject({ name: 'PermanentRedirect', $metadata: { httpStatusCode: 301 } });
  });

  test('that demands an encryption denies what does not name it', async () => {
    const buckets = [{ ...HERE, name: Bucket, demandedEncryption: 'aws:kms' }] as const;
    const sandbox = await open({}, smallWorld({ buckets }));

    expect((await errorOf(put(sandbox))).message).toContain('with an explicit deny in a resource-based policy');
    expect((await errorOf(put(sandbox, { ServerSideEncryption: 'AES256' }))).name).toBe('AccessDenied');
    expect((await put(sandbox, { ServerSideEncryption: 'aws:kms' })).ETag).toBeDefined();
  });

  test('gives each role what its policy allows, and hides what is missing from one that may not list', async () => {
    const world = smallWorld();
    const roles = [
      buildRole({ name: 'Reader', actions: ['s3:GetObject'] }),
      buildRole({ name: 'Lister', actions: ['s3:GetObject', 's3:ListBucket'] }),
    ];
    const accounts = world.accounts.map((account) => (account.id === MANAGEMENT ? { ...account, roles } : account));
    const sandbox = await open({}, { ...world, accounts });
    const as = async (role: string) => clients(sandbox, await assume(sandbox, MANAGEMENT, { role })).s3;
    await put(sandbox);
    const [reader, lister] = [await as('Reader'), await as('Lister')];
    const missing = new GetObjectCommand({ Bucket, Key: 'missing' });

    const head = await reader.send(new HeadObjectCommand({ Bucket, Key }));
    const denied = await errorOf(reader.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' })));
    const copy = new CopyObjectCommand({ Bucket, Key: 'a', CopySource: `${Bucket}/run/report.json` });

    expect(head.ContentLength).toBe(2);
    expect(denied.message).toContain('not authorized to perform: s3:PutObject');
    expect((await errorOf(reader.send(copy))).message).toContain('s3:PutObject');
    expect((await errorOf(reader.send(missing))).name).toBe('AccessDenied');
    expect(await errorOf(lister.send(missing))).toBeInstanceOf(NoSuchKey);
  });

  test.for<[string, Partial<PutObjectCommandInput>]>([
    ['tags', { Tagging: 'a=b' }],
    ['an access list', { ACL: 'private' }],
    ['a lock', { ObjectLockLegalHoldStatus: 'ON' }],
    ['a condition on another version', { IfNoneMatch: '"abc"' }],
  ])('refuses %s rather than pass over it', async ([, input]) => {
    const sandbox = await open();

    expect(await errorOf(put(sandbox, input))).toMatchObject({
      name: 'NotImplemented',
      $metadata: { httpStatusCode: 501 },
    });
  });

  test('remembers requests by the hash of what they carried', async () => {
    const sandbox = await open();

    await put(sandbox, { Body: 'secret text' });

    expect(sandbox.requests().at(-1)).toMatchObject({
      operation: 'PutObject',
      input: { Bucket, Key, Body: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) },
    });
  });
});

describe('the fault', () => {
  test.for([
    ['s3-denied', 'AccessDenied', 403],
    ['s3-slow-down', 'SlowDown', 503],
  ] as const)('%s closes S3', async ([kind, name, httpStatusCode]) => {
    const sandbox = await open({ faults: [{ kind, accountId: MANAGEMENT }] });

    expect(await errorOf(put(sandbox))).toMatchObject({ name, $metadata: { httpStatusCode } });
    expect(await errorOf(read(sandbox))).toMatchObject({ name, $metadata: { httpStatusCode } });
    sandbox.setFaults([]);
    expect(await errorOf(read(sandbox))).toBeInstanceOf(NoSuchKey);
  });

  test('s3-lost-answer writes and says nothing, and lets reads pass', async () => {
    const sandbox = await open({ faults: [{ kind: 's3-lost-answer', accountId: '*' }] });

    expect(await errorOf(put(sandbox, { IfNoneMatch: '*' }))).toMatchObject({ code: 'ECONNRESET' });
    expect(await read(sandbox)).toBe('{}');
  });
});
