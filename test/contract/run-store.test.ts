import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { createDirectoryStore } from '../../src/disk/directory-store.ts';
import { json } from '../../src/report/json.ts';
import { memoryStore } from '../support/fakes.ts';
import { runStoreContract } from './run-store.ts';

runStoreContract('the directory', async () => {
  const root = await mkdtemp(path.join(tmpdir(), 'mapwarden-contract-'));
  onTestFinished(() => rm(root, { recursive: true }));
  return createDirectoryStore({ root, render: json });
});

runStoreContract('the memory fake', async () => memoryStore());
