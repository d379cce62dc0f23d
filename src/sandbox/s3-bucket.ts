import type { Call } from './call.ts';
import type { WorldBucket } from './destinations.ts';
import { SandboxError } from './errors.ts';
import { accessDenied, noSuchBucket } from './s3-errors.ts';

const MAX_KEY_BYTES = 1024;

interface BucketRequest {
  readonly Bucket: string | undefined;
  readonly ExpectedBucketOwner?: string | undefined;
}

/** The bucket, where it is the caller's own and in the region that the request was signed for. */
export function bucketOf({ Bucket: name = '', ExpectedBucketOwner: owner }: BucketRequest, call: Call): WorldBucket {
  const bucket = call.estate.world.buckets.find((known) => known.name === name);
  if (bucket === undefined) throw noSuchBucket(name);
  if (bucket.accountId !== call.identity.accountId || (owner ?? bucket.accountId) !== bucket.accountId) {
    throw accessDenied(call, call.action, name, `because no resource-based policy allows the ${call.action} action`);
  }
  if (bucket.region !== call.region) {
    const message = 'The bucket you are attempting to access must be addressed using the specified endpoint.';
    const place = { Endpoint: `s3.${bucket.region}.amazonaws.com`, Bucket: name };
    throw new SandboxError({ code: 'PermanentRedirect', status: 301 }, message, place);
  }
  return bucket;
}

/** The key, up to 1,024 bytes of UTF-8 (S3 user guide, "Naming objects"). */
export function keyOf({ Key: key = '' }: { readonly Key: string | undefined }): string {
  if (Buffer.byteLength(key) <= MAX_KEY_BYTES) return key;
  throw new SandboxError({ code: 'KeyTooLongError', status: 400 }, 'Your key is too long');
}
