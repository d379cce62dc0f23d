import { describe, expect, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { buildRole } from '../../src/sandbox/world.ts';
import { Bucket, Key, put } from './s3-support.ts';
import { assume, type Credentials, MANAGEMENT, open, smallWorld } from './support.ts';

interface Link {
  readonly as?: Credentials;
  /** How long ago it was made. */
  readonly ageMs?: number;
  readonly expires?: string;
  readonly date?: string;
  readonly more?: Readonly<Record<string, string>>;
}

/** A link as the SDK's presigner writes it; the sandbox does not look at the signature. */
function get(sandbox: Sandbox, { as = sandbox.credentials, ageMs = 0, expires = '60', date, more = {} }: Link = {}) {
  const now = new Date(Date.now() - ageMs).toISOString().replace(/[-:]|\.\d+/g, '');
  const query = new URLSearchParams({
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${as.accessKeyId}/${now.slice(0, 8)}/us-east-1/s3/aws4_request`,
    'X-Amz-Date': date ?? now,
    'X-Amz-Expires': expires,
    'X-Amz-SignedHeaders': 'host',
    'X-Amz-Signature': '0',
    'x-id': 'GetObject',
    ...(as.sessionToken === undefined ? {} : { 'X-Amz-Security-Token': as.sessionToken }),
    ...more,
  });
  return fetch(`${sandbox.url}/${Bucket}/${Key}?${query}`);
}

describe('a presigned link', () => {
  test('gives the object to whoever has it, under the name that it says', async () => {
    const sandbox = await open();
    await put(sandbox, { Body: '{"a":1}', ContentType: 'application/json' });
    const more = {
      'response-content-disposition': 'attachment; filename="report.json"',
      'response-content-type': 'text/plain',
    };

    const plain = await get(sandbox);
    const named = await get(sandbox, { more });

    expect(await plain.text()).toBe('{"a":1}');
    expect(plain.headers.get('content-type')).toBe('application/json');
    expect(named.headers.get('content-disposition')).toBe(more['response-content-disposition']);
    expect(named.headers.get('content-type')).toBe('text/plain');
  });

  test('ends with its time', async () => {
    const sandbox = await open();
    await put(sandbox);

    const late = await get(sandbox, { ageMs: 61_000 });

    expect((await get(sandbox, { ageMs: 30_000 })).status).toBe(200);
    expect(late.status).toBe(403);
    expect(await late.text()).toContain('<Code>AccessDenied</Code><Message>Request has expired</Message>');
  });

  test('lives at most a week', async () => {
    const sandbox = await open();
    await put(sandbox);

    expect((await get(sandbox, { expires: '604800' })).status).toBe(200);
    for (const link of [{ expires: '604801' }, { expires: '0' }, { expires: 'x' }, { date: 'yesterday' }]) {
      expect((await get(sandbox, link)).status).toBe(400);
    }
  });

  test('can do what its maker may, and needs its maker’s token', async () => {
    const world = smallWorld();
    const roles = [buildRole(), buildRole({ name: 'Reader', actions: ['s3:GetObject'] })];
    const accounts = world.accounts.map((account) => (account.id === MANAGEMENT ? { ...account, roles } : account));
    const sandbox = await open({}, { ...world, accounts });
    await put(sandbox);
    const reader = await assume(sandbox, MANAGEMENT, { role: 'Reader' });
    const auditor = await assume(sandbox, MANAGEMENT);
    const { accessKeyId, secretAccessKey } = reader;

    expect((await get(sandbox, { as: reader })).status).toBe(200);
    expect((await get(sandbox, { as: auditor })).status).toBe(403);
    expect(await (await get(sandbox, { as: { accessKeyId, secretAccessKey } })).text()).toContain('InvalidAccessKeyId');
  });
});
