import { describe, expect, test } from 'vitest';
import { createBucket } from '../../src/aws/bucket.ts';
import { isKept } from '../../src/aws/s3-place.ts';
import type { TransportOptions } from '../../src/aws/transport.ts';
import { anS3Scene, bucketIn } from '../support/s3-scene.ts';
import { aDoor, aTransport, failureOf, gather, KEYS, QUICK } from './support.ts';

const text = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString();
const xml = (body: string) => `<?xml version="1.0" encoding="UTF-8"?>\n${body}`;

/** A bucket behind an address of its own. */
const bucketAt = (endpoint: string, over: Partial<TransportOptions> = {}) =>
  createBucket(aTransport({ endpoint, ...over }), { name: 'runs', region: 'us-east-1', credentials: KEYS });

describe('objects', () => {
  test('are read as they were written, written anew and removed', async () => {
    const { bucket } = await anS3Scene();
    for (const body of ['one', Buffer.from([0, 255, 10])]) {
      await bucket.write('a/b c.json', body);
      expect(Buffer.from((await bucket.read('a/b c.json')) ?? 'none')).toEqual(Buffer.from(body));
    }

    await bucket.remove('a/b c.json');
    await bucket.remove('a/b c.json');

    expect(await bucket.read('a/b c.json')).toBeUndefined();
  });

  test('are created once, of any number who try', async () => {
    const { bucket } = await anS3Scene();

    const created = await Promise.all(['a', 'b', 'c', 'd'].map((body) => bucket.create('key', body)));

    expect(created.filter(Boolean)).toHaveLength(1);
    expect(text(await bucket.read('key'))).toBe(['a', 'b', 'c', 'd'][created.indexOf(true)]);
    expect(await bucket.create('key', 'e')).toBe(false);
  });

  test('are removed exactly as they were found: not what another put there since, and what is gone is gone', async () => {
    const { bucket, sandbox } = await anS3Scene();
    await bucket.write('key', 'one');
    const etag = (await bucket.etags('')).get('key') ?? '';
    await bucket.write('key', 'two');
    expect(await bucket.removeExactly('key', etag)).toBe(false);
    expect(text(await bucket.read('key'))).toBe('two');

    const now = (await bucket.etags('')).get('key') ?? '';
    expect(await bucket.removeExactly('key', now)).toBe(true);
    expect(await bucket.removeExactly('key', now)).toBe(true);
    sandbox.setFaults([{ kind: 's3-denied', accountId: '*' }]);
    expect(await failureOf(bucket.removeExactly('key', now))).toMatchObject({ code: 'AccessDenied' });
  });

  test('count as kept where just the same is there', async () => {
    const { bucket } = await anS3Scene();

    expect(await isKept(bucket, 'key', 'one')).toBe(true);
    expect(await isKept(bucket, 'key', Buffer.from('one'))).toBe(true);
    expect(await isKept(bucket, 'key', 'two')).toBe(false);
  });

  test('are listed in order, over all pages, as keys and as folders', async () => {
    const { bucket } = await anS3Scene();
    const keys = ['a', 'b/1', 'b/2/x', 'b/2/y', 'b/3/z', 'b/4', 'b/5/', 'c'];
    for (const key of keys.toReversed()) await bucket.write(key, key);

    expect(await gather(bucket.keys(''))).toEqual(keys);
    expect(await gather(bucket.keys('b/'))).toEqual(keys.slice(1, 7));
    expect(await gather(bucket.keys('b/', 'b/2/x'))).toEqual(['b/2/y', 'b/3/z', 'b/4', 'b/5/']);
    expect(await gather(bucket.keys('nothing'))).toEqual([]);
    expect(await bucket.folders('b/')).toEqual(['2', '3', '5']);
    expect(await bucket.folders('')).toEqual(['b']);
  });

  test('are encrypted as the bucket says, and say nothing of it themselves', async () => {
    const { bucket, sandbox } = await anS3Scene();
    await bucket.write('key', 'x');

    const [put] = sandbox.requests().filter(({ operation }) => operation === 'PutObject');

    expect(put?.input).toMatchObject({ Key: 'key', ContentType: 'application/json' });
    expect(Object.keys(put?.input ?? {})).not.toContain('ServerSideEncryption');
  });
});

describe('a bucket', () => {
  test('of another region is asked there, once that is told, also by requests that run at once', async () => {
    const door = await aDoor((outgoing, ordinal) => {
      const region = /\/([a-z0-9-]+)\/s3\/aws4_request/.exec(door.seen[ordinal - 1]?.headers.authorization ?? '')?.[1];
      if (region === 'eu-west-1') outgoing.writeHead(200, { 'content-length': '1' }).end('x');
      else
        outgoing
          .writeHead(301, { 'x-amz-bucket-region': 'eu-west-1', 'content-type': 'application/xml' })
          .end(xml('<Error><Code>PermanentRedirect</Code><Message>elsewhere</Message></Error>'));
    });
    const bucket = bucketAt(door.url);

    const first = await Promise.all(['a', 'b', 'c'].map((key) => bucket.read(key)));
    const redirected = door.seen.length;
    const second = await bucket.read('d');

    expect([...first, second].map(text)).toEqual(['x', 'x', 'x', 'x']);
    expect(redirected).toBe(6);
    expect(door.seen).toHaveLength(7);
  });

  test('of another region is told as such where that is not told', async () => {
    const { sandbox } = await anS3Scene();

    const failure = await failureOf(bucketIn(sandbox, { region: 'eu-west-1' }).read('key'));

    expect(failure).toMatchObject({ operation: 's3:GetObject', code: 'PermanentRedirect' });
  });

  test('that nobody has is no empty one', async () => {
    const { sandbox } = await anS3Scene();
    const bucket = bucketIn(sandbox, { name: 'nobody-has-this-one' });

    expect(await failureOf(bucket.read('key'))).toMatchObject({ operation: 's3:GetObject', code: 'NoSuchBucket' });
    expect(await failureOf(gather(bucket.keys('')))).toMatchObject({
      operation: 's3:ListBucket',
      code: 'NoSuchBucket',
    });
    expect(await failureOf(bucket.create('key', 'x'))).toMatchObject({
      operation: 's3:PutObject',
      code: 'NoSuchBucket',
    });
  });

  test('that is closed says so to every call', async () => {
    const { bucket } = await anS3Scene('', { faults: [{ kind: 's3-denied', accountId: '*' }] });

    const calls = [
      ['s3:GetObject', () => bucket.read('key')],
      ['s3:PutObject', () => bucket.write('key', 'x')],
      ['s3:PutObject', () => bucket.create('key', 'x')],
      ['s3:DeleteObject', () => bucket.remove('key')],
      ['s3:ListBucket', () => bucket.folders('')],
    ] as const;

    for (const [operation, call] of calls) {
      expect(await failureOf(call())).toMatchObject({ operation, code: 'AccessDenied', outcome: 'access-denied' });
    }
  });

  test('that asks for patience is told as throttled when patience ends', async () => {
    const { sandbox } = await anS3Scene('', { faults: [{ kind: 's3-slow-down', accountId: '*' }] });
    const bucket = bucketIn(sandbox, {}, { patience: { ...QUICK, throttledAttempts: 2 } });

    expect(await failureOf(bucket.write('key', 'x'))).toMatchObject({ outcome: 'throttled', code: 'SlowDown' });
    expect(sandbox.requests()).toHaveLength(2);
  });

  test.for([
    [2, true],
    [100, false],
  ] as const)('with another write under way %i times is tried again, not for ever', async ([times, isWritten]) => {
    let puts = 0;
    const { bucket } = await anS3Scene('', {
      failCall: ({ operation }) => {
        if (operation === 'PutObject') puts += 1;
        return operation === 'PutObject' && puts <= times
          ? { code: 'ConditionalRequestConflict', status: 409, message: 'Conflict' }
          : undefined;
      },
    });

    if (isWritten) expect(await bucket.create('key', 'x')).toBe(true);
    else expect(await failureOf(bucket.create('key', 'x'))).toMatchObject({ code: 'ConditionalRequestConflict' });
    expect(puts).toBe(isWritten ? 3 : 8);
  });
});

describe('an answer', () => {
  test('that cuts a listing off and does not say where it goes on is no end', async () => {
    const listing =
      '<ListBucketResult><Contents><Key>a</Key></Contents><IsTruncated>true</IsTruncated></ListBucketResult>';
    const door = await aDoor(
      (outgoing) => void outgoing.setHeader('content-type', 'application/xml').end(xml(listing)),
    );
    const bucket = bucketAt(door.url);

    expect(await failureOf(gather(bucket.keys('')))).toMatchObject({ code: 'MalformedResponse' });
  });

  test('that breaks off within an object is no object', async () => {
    const door = await aDoor((outgoing) => {
      outgoing.writeHead(200, { 'content-length': '100' }).write('{"half":');
      setTimeout(() => outgoing.destroy(), 20);
    });
    const bucket = bucketAt(door.url);

    expect(await failureOf(bucket.read('key'))).toMatchObject({ operation: 's3:GetObject', outcome: 'failed' });
  });
});

test('an address of its own is asked for the bucket in the path, whatever the host is called', async () => {
  const door = await aDoor((outgoing) => void outgoing.writeHead(404).end());
  const endpoint = door.url.replace('127.0.0.1', 'localhost');
  const bucket = bucketAt(endpoint);

  await failureOf(bucket.read('a/b'));

  expect(door.seen[0]?.url).toMatch(/^\/runs\/a\/b\?/);
});

describe('a signed link', () => {
  const linkBy = async (credentials: object) => {
    const { sandbox } = await anS3Scene();
    const bucket = bucketIn(sandbox, { credentials: { ...sandbox.credentials, ...credentials } });
    return bucket.timedLink('a/report.json', 7_200, { type: 'application/json', name: 'r.json' });
  };

  test('lasts as long as asked for with the key of a user', async () => {
    expect(await linkBy({ sessionToken: undefined })).toMatchObject({ seconds: 7_200, endsWithSession: false });
  });

  test('lasts no longer than the session that signs it, where its end is known', async () => {
    const { seconds, endsWithSession } = await linkBy({
      sessionToken: 't',
      expiration: new Date(Date.now() + 600_000),
    });
    expect(seconds).toBeGreaterThan(500);
    expect(seconds).toBeLessThanOrEqual(600);
    expect(endsWithSession).toBe(false);
    expect(await linkBy({ sessionToken: 't', expiration: new Date(0) })).toMatchObject({ seconds: 0 });
  });

  test('says that it may end sooner where the end of its session is not known', async () => {
    expect(await linkBy({ sessionToken: 't' })).toMatchObject({ seconds: 7_200, endsWithSession: true });
  });
});
