import { GetObjectCommand, PutObjectCommand, type PutObjectCommandInput } from '@aws-sdk/client-s3';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { clients, MANAGEMENT } from './support.ts';

export const Bucket = `mapwarden-runs-${MANAGEMENT}`;
export const Key = 'run/report.json';

export function s3Of(sandbox: Sandbox) {
  return clients(sandbox, sandbox.credentials).s3;
}

export function put(sandbox: Sandbox, change: Partial<PutObjectCommandInput> = {}) {
  return s3Of(sandbox).send(new PutObjectCommand({ Bucket, Key, Body: '{}', ...change }));
}

export async function read(sandbox: Sandbox, key = Key): Promise<string | undefined> {
  const { Body } = await s3Of(sandbox).send(new GetObjectCommand({ Bucket, Key: key }));
  return Body?.transformToString();
}
