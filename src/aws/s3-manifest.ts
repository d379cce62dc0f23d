import { createHash } from 'node:crypto';
import { type Manifest, type ManifestFile, withFile } from '../domain/manifest.ts';
import type { RunShelf } from './s3-place.ts';

export const MANIFEST = 'manifest.json';

/** An object as a manifest has it: by what is stored, which for lines of records is the compressed form. */
export function manifestFile(name: string, body: Uint8Array): ManifestFile {
  return { name, bytes: body.length, sha256: createHash('sha256').update(body).digest('hex') };
}

export function manifestText(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** Takes up an object that was added to a finished run, or written anew; a run without a manifest goes without. */
export async function addToManifest({ bucket, key }: RunShelf, name: string, body: Uint8Array): Promise<void> {
  const found = await bucket.read(`${key}${MANIFEST}`);
  if (!found) return;
  const manifest: Manifest = JSON.parse(Buffer.from(found).toString());
  await bucket.write(`${key}${MANIFEST}`, manifestText(withFile(manifest, manifestFile(name, body))));
}
