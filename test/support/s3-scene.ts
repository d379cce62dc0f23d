import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { outboxAt } from '../../src/app/outbox.ts';
import { type Bucket, type BucketOptions, createBucket } from '../../src/aws/bucket.ts';
import { createS3Outbox } from '../../src/aws/s3-outbox.ts';
import { createS3Store } from '../../src/aws/s3-store.ts';
import type { Spool } from '../../src/aws/s3-writer.ts';
import type { TransportOptions } from '../../src/aws/transport.ts';
import { createDirectoryStore } from '../../src/disk/directory-store.ts';
import { parseLedger } from '../../src/disk/ledger.ts';
import type { IsoInstant } from '../../src/domain/dates.ts';
import type { Outbox } from '../../src/ports/alerts.ts';
import type { RunStore } from '../../src/ports/run-store.ts';
import { json } from '../../src/report/json.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/server.ts';
import { aTransport } from '../aws/support.ts';
import { NOW, smallWorld } from './sandbox-world.ts';

export interface S3Scene {
  readonly sandbox: Sandbox;
  readonly bucket: Bucket;
  readonly store: RunStore;
  outbox(now: IsoInstant): Outbox;
}

/** A store in a bucket of a strict sandbox that gives three keys a page; everything ends with the test. */
export async function anS3Scene(prefix = 'audit', options: Partial<SandboxOptions> = {}): Promise<S3Scene> {
  const sandbox = await startSandbox({ now: NOW, strict: true, objectPageSize: 3, ...options }, smallWorld());
  onTestFinished(async () => {
    await sandbox.close();
    expect(sandbox.violations()).toEqual([]);
  });
  const bucket = bucketIn(sandbox);
  return {
    sandbox,
    bucket,
    store: createS3Store({ bucket, prefix, spool: aSpool, parseLedger }),
    outbox: (now) => outboxAt(createS3Outbox(bucket, prefix), () => now),
  };
}

/** The sandbox's bucket, unless another is asked for. */
export function bucketIn(
  sandbox: Sandbox,
  over: Partial<BucketOptions> = {},
  way: Partial<TransportOptions> = {},
): Bucket {
  const transport = aTransport({ endpoint: sandbox.url, loopbackOnly: true, ...way });
  const { credentials, destinations } = sandbox;
  return createBucket(transport, { name: destinations.bucket, region: 'us-east-1', credentials, ...over });
}

/** A folder that the store removes itself; what it forgets is removed with the test. */
export async function aSpool(): Promise<Spool> {
  const root = await mkdtemp(path.join(tmpdir(), 'mapwarden-test-spool-'));
  const remove = () => rm(root, { recursive: true, force: true });
  onTestFinished(remove);
  return { store: createDirectoryStore({ root, render: json }), remove };
}
