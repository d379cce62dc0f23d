import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Manifest, type ManifestFile, manifestOf, withFile } from '../domain/manifest.ts';
import type { ReportHead } from '../domain/report.ts';
import { isNoSuchFile } from './error-codes.ts';
import { writeWhole } from './whole-file.ts';

const FILE = 'manifest.json';

/**
 * Writes the manifest of a folder whose files are all there. `source`: where a file lies that is not in place yet. What
 * others have added to the run, such as its plan, stays as an earlier manifest has it.
 */
export async function writeManifest(
  folder: string,
  head: ReportHead,
  files: readonly { readonly name: string; readonly source?: string }[],
): Promise<void> {
  const entries: ManifestFile[] = [];
  for (const { name, source = path.join(folder, name) } of files) entries.push({ name, ...(await measured(source)) });
  await replace(folder, manifestOf(head, entries, await readManifest(folder)));
}

/** Takes up a file that was added to a finished run, or written anew; a run without a manifest goes without. */
export async function addToManifest(folder: string, name: string): Promise<void> {
  const manifest = await readManifest(folder);
  if (manifest) await replace(folder, withFile(manifest, { name, ...(await measured(path.join(folder, name))) }));
}

/** As this tool wrote it; undefined where there is none, as in the runs of version 0.1. */
async function readManifest(folder: string): Promise<Manifest | undefined> {
  try {
    return JSON.parse(await readFile(path.join(folder, FILE), 'utf8'));
  } catch (error) {
    if (isNoSuchFile(error)) return undefined;
    throw error;
  }
}

async function measured(file: string): Promise<Omit<ManifestFile, 'name'>> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(file)) {
    hash.update(chunk);
    bytes += Buffer.byteLength(chunk);
  }
  return { bytes, sha256: hash.digest('hex') };
}

async function replace(folder: string, manifest: Manifest): Promise<void> {
  await writeWhole(path.join(folder, FILE), `${JSON.stringify(manifest, null, 2)}\n`);
}
