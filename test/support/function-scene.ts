import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { onTestFinished } from 'vitest';
import type { Sandbox } from '../../src/sandbox/server.ts';

/** The bucket of the sandbox, as a person sees it. */
export interface BucketView {
  put(key: string, body: string | Uint8Array): Promise<void>;
  keys(prefix?: string): Promise<readonly string[]>;
  text(key: string): Promise<string>;
  bytes(key: string): Promise<Uint8Array>;
}

export function bucketView(sandbox: Sandbox): BucketView {
  const client = new S3Client({
    endpoint: sandbox.url,
    region: 'us-east-1',
    credentials: sandbox.credentials,
    forcePathStyle: true,
  });
  onTestFinished(() => client.destroy());
  const { bucket: Bucket } = sandbox.destinations;
  return {
    async put(Key, Body) {
      await client.send(new PutObjectCommand({ Bucket, Key, Body }));
    },
    async keys(Prefix = '') {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket, Prefix }));
      return Contents.map(({ Key = '' }) => Key);
    },
    async bytes(Key) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
      return Body?.transformToByteArray() ?? new Uint8Array();
    },
    async text(Key) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
      return Body?.transformToString() ?? '';
    },
  };
}
