import type { _Object, ListObjectsV2Output, ListObjectsV2Request } from '@aws-sdk/client-s3';
import type { Call } from './call.ts';
import { parseJsonObject } from './json-text.ts';
import { compareKeys } from './object-store.ts';
import { bucketOf } from './s3-bucket.ts';
import { invalidArgument } from './s3-errors.ts';

/** Most in a page (S3 API reference, ListObjectsV2); more may be asked for. */
const MAX_KEYS = 1000;

/** What a list shows: an object or, where a delimiter folds some, what their keys begin with. */
interface Entry {
  readonly name: string;
  readonly object?: _Object;
}

/** Keys in the order of their bytes. A token is good for as long as the server runs, whatever is written meanwhile. */
export function listObjects(input: ListObjectsV2Request, call: Call): ListObjectsV2Output {
  const bucket = bucketOf(input, call);
  const { Prefix = '', Delimiter, ContinuationToken, StartAfter, EncodingType } = input;
  if (EncodingType !== undefined && EncodingType !== 'url') {
    throw invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', EncodingType);
  }
  const asked = sizeOf(input.MaxKeys);
  const after = ContinuationToken === undefined ? undefined : readToken(ContinuationToken);
  const entries = fold(input, call).filter(({ name }) => after === undefined || compareKeys(name, after) > 0);
  const size = Math.min(asked, call.settings.objectPageSize);
  const page = entries.slice(0, size);
  const last = page.at(-1);
  const isTruncated = last !== undefined && page.length < entries.length;
  const encode = EncodingType === 'url' ? encodeKey : (text: string) => text;
  return {
    Name: bucket.name,
    Prefix: encode(Prefix),
    ...(Delimiter === undefined ? {} : { Delimiter: encode(Delimiter) }),
    ...(StartAfter === undefined ? {} : { StartAfter: encode(StartAfter) }),
    ...(ContinuationToken === undefined ? {} : { ContinuationToken }),
    ...(EncodingType === undefined ? {} : { EncodingType }),
    MaxKeys: asked,
    KeyCount: page.length,
    IsTruncated: isTruncated,
    ...(isTruncated ? { NextContinuationToken: writeToken(last.name) } : {}),
    Contents: page.flatMap(({ name, object }) => (object === undefined ? [] : [{ ...object, Key: encode(name) }])),
    CommonPrefixes: page.flatMap(({ name, object }) => (object === undefined ? [{ Prefix: encode(name) }] : [])),
  };
}

function sizeOf(maxKeys: number | undefined): number {
  const size = maxKeys ?? MAX_KEYS;
  if (!Number.isInteger(size)) throw invalidArgument('Provided max-keys not an integer', 'max-keys', `${size}`);
  if (size < 0)
    throw invalidArgument('Argument maxKeys must be an integer between 0 and 2147483647', 'maxKeys', `${size}`);
  return Math.min(size, MAX_KEYS);
}

function fold({ Bucket = '', Prefix = '', Delimiter = '', StartAfter = '' }: ListObjectsV2Request, call: Call) {
  const entries = new Map<string, Entry>();
  for (const { key, bytes, etag, modifiedAt } of call.objects.list(Bucket)) {
    if (!key.startsWith(Prefix) || compareKeys(key, StartAfter) <= 0) continue;
    const cut = Delimiter === '' ? -1 : key.indexOf(Delimiter, Prefix.length);
    const name = cut < 0 ? key : key.slice(0, cut + Delimiter.length);
    const object = {
      Key: key,
      LastModified: modifiedAt,
      ETag: etag,
      Size: bytes.length,
      StorageClass: 'STANDARD',
    } as const;
    entries.set(name, cut < 0 ? { name, object } : { name });
  }
  return [...entries.values()];
}

/** S3's own way: a space is a plus, and slashes stay. */
function encodeKey(key: string): string {
  return encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/');
}

function writeToken(name: string): string {
  return Buffer.from(JSON.stringify({ after: name })).toString('base64');
}

function readToken(token: string): string {
  const name = parseJsonObject(Buffer.from(token, 'base64').toString())?.['after'];
  if (typeof name === 'string') return name;
  throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', token);
}
