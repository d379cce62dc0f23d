/** An object of S3. The groups have the names of the SDK's members. */
export interface StoredObject {
  readonly key: string;
  readonly bytes: Uint8Array;
  /** With its quotes. */
  readonly etag: string;
  readonly modifiedAt: Date;
  readonly content: ObjectContent;
  readonly encryption: ObjectEncryption;
  readonly checksums: ObjectChecksums;
}

/** What a reader gets back as it was written. */
export interface ObjectContent {
  readonly ContentType?: string;
  readonly ContentEncoding?: string;
  readonly ContentDisposition?: string;
  readonly CacheControl?: string;
  readonly Metadata?: Record<string, string>;
}

export interface ObjectEncryption {
  readonly ServerSideEncryption: 'AES256' | 'aws:kms';
  readonly SSEKMSKeyId?: string;
}

/** In base64. */
export interface ObjectChecksums {
  readonly ChecksumCRC32?: string;
  readonly ChecksumSHA1?: string;
  readonly ChecksumSHA256?: string;
}

/** All objects; each is read as soon as it is written, as S3 promises. They outlive a reset. */
export interface ObjectStore {
  get(bucket: string, key: string): StoredObject | undefined;
  put(bucket: string, object: StoredObject): void;
  delete(bucket: string, key: string): void;
  /** In the order of their keys' bytes. */
  list(bucket: string): readonly StoredObject[];
}

export function createObjectStore(): ObjectStore {
  const buckets = new Map<string, Map<string, StoredObject>>();
  return {
    get: (bucket, key) => buckets.get(bucket)?.get(key),
    put(bucket, object) {
      const objects = buckets.get(bucket) ?? new Map<string, StoredObject>();
      buckets.set(bucket, objects.set(object.key, object));
    },
    delete(bucket, key) {
      buckets.get(bucket)?.delete(key);
    },
    list: (bucket) =>
      [...(buckets.get(bucket)?.values() ?? [])].sort((left, right) => compareKeys(left.key, right.key)),
  };
}

/** JavaScript compares UTF-16, which puts some keys elsewhere. */
export function compareKeys(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
