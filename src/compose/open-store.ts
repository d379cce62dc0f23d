import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { outboxAt } from '../app/outbox.ts';
import { createS3Outbox } from '../aws/s3-outbox.ts';
import { createS3Probe } from '../aws/s3-probe.ts';
import { createS3Store } from '../aws/s3-store.ts';
import type { Spool } from '../aws/s3-writer.ts';
import { createDirectoryStore } from '../disk/directory-store.ts';
import { createFolderProbe } from '../disk/folder-probe.ts';
import { parseLedger } from '../disk/ledger.ts';
import { createDirectoryOutbox } from '../disk/outbox.ts';
import type { IsoInstant } from '../domain/dates.ts';
import type { Outbox } from '../ports/alerts.ts';
import type { RunStore } from '../ports/run-store.ts';
import type { StoreProbe } from '../ports/store-probe.ts';
import { json } from '../report/json.ts';
import { connectCloud } from './cloud.ts';

/** Where runs are kept. `folder` is the address that a person knows the place by: a path, or `s3://bucket/prefix`. */
export type Place =
  | { readonly type: 'directory'; readonly folder: string }
  | { readonly type: 's3'; readonly folder: string; readonly bucket: string; readonly prefix: string };

/** The store that flags, environment and configuration name. Nothing is asked or made yet. */
export function openStore(out: Place): RunStore {
  if (out.type === 'directory') return createDirectoryStore({ root: out.folder, render: json });
  return createS3Store({ bucket: connectCloud().bucket(out.bucket), prefix: out.prefix, spool, parseLedger });
}

/** The outbox beside it. */
export function openOutbox(out: Place, now: () => IsoInstant): Outbox {
  if (out.type === 'directory') return outboxAt(createDirectoryOutbox(out.folder), now);
  return outboxAt(createS3Outbox(connectCloud().bucket(out.bucket), out.prefix), now);
}

/** Tries whether runs could be kept there, until the signal. */
export function openStoreProbe(out: Place, signal: AbortSignal): StoreProbe {
  if (out.type === 'directory') return createFolderProbe(out.folder);
  return createS3Probe(connectCloud(signal).bucket(out.bucket), out.prefix);
}

/** A file of a run, at the place where the run is. */
export function fileAt(place: string, name: string): string {
  if (!place.startsWith('s3://')) return path.join(place, name);
  return `${place}/${name.endsWith('.ndjson') ? `${name}.gz` : name}`;
}

async function spool(): Promise<Spool> {
  const root = await mkdtemp(path.join(tmpdir(), 'mapwarden-'));
  return {
    store: createDirectoryStore({ root, render: json }),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}
