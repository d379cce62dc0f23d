import { createHash } from 'node:crypto';
import type {
  CopyObjectOutput,
  CopyObjectRequest,
  DeleteObjectOutput,
  DeleteObjectRequest,
  DeleteObjectsOutput,
  DeleteObjectsRequest,
  GetObjectOutput,
  GetObjectRequest,
  HeadObjectOutput,
  HeadObjectRequest,
  PutObjectOutput,
  PutObjectRequest,
} from '@aws-sdk/client-s3';
import { isAllowed } from './authorization.ts';
import type { Call } from './call.ts';
import type { WorldBucket } from './destinations.ts';
import { SandboxError } from './errors.ts';
import type { ObjectEncryption, StoredObject } from './object-store.ts';
import { bucketOf, keyOf } from './s3-bucket.ts';
import { verifyChecksums } from './s3-checksums.ts';
import { accessDenied, invalidArgument, noSuchKey, notImplemented, preconditionFailed } from './s3-errors.ts';
import { rangeOf } from './s3-range.ts';

const DEFAULT_TYPE = 'binary/octet-stream';
/** Keys of one DeleteObjects (S3 API reference). */
const MAX_DELETED = 1000;

/** Takes an object whole; it can be read at once. */
export function putObject(input: PutObjectRequest, call: Call): PutObjectOutput {
  const bucket = bucketOf(input, call);
  const key = keyOf(input);
  const encryption = encryptionOf(input, bucket, key, call);
  const bytes = input.Body instanceof Uint8Array ? input.Body : new Uint8Array();
  verifyChecksums(input, bytes);
  refuseUnmet(input, key, call.objects.get(bucket.name, key));
  const content = { ContentType: DEFAULT_TYPE, ...pick(input, CONTENT) };
  const checksums = pick(input, ['ChecksumCRC32', 'ChecksumSHA1', 'ChecksumSHA256']);
  const etag = `"${createHash('md5').update(bytes).digest('hex')}"`;
  const modifiedAt = new Date(call.wallMs());
  call.objects.put(bucket.name, { key, bytes, etag, modifiedAt, content, encryption, checksums });
  return { ETag: etag, ...encryption, ...checksums };
}

const CONTENT = ['ContentType', 'ContentEncoding', 'ContentDisposition', 'CacheControl', 'Metadata'] as const;

/** The SDK's type is that of the client, which gets a stream. */
interface WithBytes {
  readonly Body: Uint8Array;
}

/** The bytes of an object or of a part of it. */
export function getObject(input: GetObjectRequest, call: Call): Omit<GetObjectOutput, 'Body'> & WithBytes {
  const object = find(input, call);
  const whole = object.bytes.length;
  const range = input.Range === undefined ? undefined : rangeOf(input.Range, whole);
  const described = describe(object, range === undefined && input.ChecksumMode === 'ENABLED');
  const overrides = {
    ...(input.ResponseContentType === undefined ? {} : { ContentType: input.ResponseContentType }),
    ...(input.ResponseContentDisposition === undefined ? {} : { ContentDisposition: input.ResponseContentDisposition }),
  };
  if (range === undefined) return { ...described, ...overrides, Body: object.bytes };
  const { start, end } = range;
  const ContentRange = `bytes ${start}-${end}/${whole}`;
  const Body = object.bytes.subarray(start, end + 1);
  return { ...described, ...overrides, ContentRange, ContentLength: Body.length, Body };
}

export function headObject(input: HeadObjectRequest, call: Call): HeadObjectOutput {
  return describe(find(input, call), input.ChecksumMode === 'ENABLED');
}

/** Copies an object as it is; only the encryption can be another one. */
export function copyObject(input: CopyObjectRequest, call: Call): CopyObjectOutput {
  if (input.MetadataDirective === 'REPLACE') throw notImplemented('x-amz-metadata-directive');
  const bucket = bucketOf(input, call);
  const key = keyOf(input);
  const encryption = encryptionOf(input, bucket, key, call);
  const source = sourceOf(input, call);
  refuseUnmet(input, key, call.objects.get(bucket.name, key));
  const modifiedAt = new Date(call.wallMs());
  call.objects.put(bucket.name, { ...source, key, modifiedAt, encryption });
  return { CopyObjectResult: { ETag: source.etag, LastModified: modifiedAt, ...source.checksums }, ...encryption };
}

function sourceOf(input: CopyObjectRequest, call: Call): StoredObject {
  const [, Bucket, encodedKey] = /^\/?([^/]+)\/([^?]+)$/.exec(input.CopySource ?? '') ?? [];
  if (Bucket === undefined || encodedKey === undefined) {
    const message = 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey';
    throw invalidArgument(message, 'x-amz-copy-source', input.CopySource ?? '');
  }
  const Key = decodeURIComponent(encodedKey);
  if (!isAllowed(call, 's3:GetObject')) {
    throw accessDenied(
      call,
      's3:GetObject',
      `${Bucket}/${Key}`,
      'because no identity-based policy allows the s3:GetObject action',
    );
  }
  return find({ Bucket, Key }, call);
}

/** Deleting what is not there succeeds, unless a condition is set. */
export function deleteObject(input: DeleteObjectRequest, call: Call): DeleteObjectOutput {
  const bucket = bucketOf(input, call);
  const key = keyOf(input);
  refuseUnmet(input, key, call.objects.get(bucket.name, key));
  call.objects.delete(bucket.name, key);
  return {};
}

export function deleteObjects(input: DeleteObjectsRequest, call: Call): DeleteObjectsOutput {
  const bucket = bucketOf(input, call);
  const objects = input.Delete?.Objects ?? [];
  if (objects.length === 0 || objects.length > MAX_DELETED) {
    const message = 'The XML you provided was not well-formed or did not validate against our published schema';
    throw new SandboxError({ code: 'MalformedXML', status: 400 }, message);
  }
  for (const object of objects) call.objects.delete(bucket.name, keyOf(object));
  return input.Delete?.Quiet === true ? {} : { Deleted: objects.map(({ Key }) => ({ Key })) };
}

type ReadRequest = Pick<GetObjectRequest, 'Bucket' | 'Key' | 'IfMatch' | 'IfNoneMatch' | 'ExpectedBucketOwner'>;

/** Who may not list a bucket does not learn that a key is not there. */
function find(input: ReadRequest, call: Call): StoredObject {
  const bucket = bucketOf(input, call);
  const key = keyOf(input);
  const object = call.objects.get(bucket.name, key);
  if (object === undefined) {
    if (isAllowed(call, 's3:ListBucket')) throw noSuchKey(key);
    throw accessDenied(
      call,
      's3:ListBucket',
      bucket.name,
      'because no identity-based policy allows the s3:ListBucket action',
    );
  }
  if (input.IfMatch !== undefined && !isTag(input.IfMatch, object)) throw preconditionFailed('If-Match');
  if (input.IfNoneMatch !== undefined && isTag(input.IfNoneMatch, object)) {
    throw new SandboxError({ code: 'NotModified', status: 304 }, 'Not Modified');
  }
  return object;
}

function describe(object: StoredObject, withChecksums: boolean): HeadObjectOutput {
  return {
    AcceptRanges: 'bytes',
    LastModified: object.modifiedAt,
    ContentLength: object.bytes.length,
    ETag: object.etag,
    ...object.content,
    ...object.encryption,
    ...(withChecksums && { ...object.checksums, ChecksumType: 'FULL_OBJECT' }),
  };
}

/** The conditions that S3 knows for writes (user guide, "Conditional requests"). Nothing here can race: no 409. */
function refuseUnmet(
  { IfMatch, IfNoneMatch }: { readonly IfMatch?: string | undefined; readonly IfNoneMatch?: string | undefined },
  key: string,
  existing: StoredObject | undefined,
): void {
  if (IfNoneMatch !== undefined) {
    if (IfNoneMatch !== '*') throw notImplemented('If-None-Match with an ETag');
    if (existing !== undefined) throw preconditionFailed('If-None-Match');
  }
  if (IfMatch === undefined) return;
  if (existing === undefined) throw noSuchKey(key);
  if (!isTag(IfMatch, existing)) throw preconditionFailed('If-Match');
}

function isTag(condition: string, { etag }: StoredObject): boolean {
  return condition === '*' || condition === etag || `"${condition}"` === etag;
}

/** S3 encrypts with keys of its own unless told otherwise. A bucket policy asks what the request says itself. */
function encryptionOf(
  input: Pick<PutObjectRequest, 'ServerSideEncryption' | 'SSEKMSKeyId'>,
  bucket: WorldBucket,
  key: string,
  call: Call,
): ObjectEncryption {
  const { ServerSideEncryption: named, SSEKMSKeyId } = input;
  if (bucket.demandedEncryption !== undefined && named !== bucket.demandedEncryption) {
    throw accessDenied(
      call,
      's3:PutObject',
      `${bucket.name}/${key}`,
      'with an explicit deny in a resource-based policy',
    );
  }
  if (named !== undefined && named !== 'AES256' && named !== 'aws:kms') {
    throw invalidArgument('The encryption method specified is not supported', 'x-amz-server-side-encryption', named);
  }
  return { ServerSideEncryption: named ?? 'AES256', ...(SSEKMSKeyId === undefined ? {} : { SSEKMSKeyId }) };
}

/** The members that are given. */
function pick<T extends object, Name extends keyof T>(
  from: T,
  names: readonly Name[],
): { [Member in Name]?: Exclude<T[Member], undefined> } {
  const picked: { [Member in Name]?: Exclude<T[Member], undefined> } = {};
  for (const name of names) {
    const value = from[name];
    // The compiler does not see that the comparison narrows this member.
    if (value !== undefined) picked[name] = value as Exclude<T[Name], undefined>;
  }
  return picked;
}
