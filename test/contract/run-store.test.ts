import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { createDirectoryStore } from '../../src/disk/directory-store.ts';
import { json } from '../../src/report/json.ts';
import { memoryStore } from '../support/fakes.ts';
import { checkpointContract } from './checkpoints.ts';
import { remediationFilesContract } from './remediation-files.ts';
import { runStoreContract } from './run-store.ts';

async function aDirectory() {
  const root = await mkdtemp(path.join(tmpdir(), 'mapwarden-contract-'));
  onTestFinished(() => rm(root, { recursive: true }));
  return createDirectoryStore({ root, render: json });
}

runStoreContract('the directory', aDirectory);
runStoreContract('the memory fake', async () => memoryStore());

remediationFilesContract('the directory', aDirectory);
remediationFilesContract('the memory fake', async () => memoryStore());

checkpointContract('the directory', aDirectory);
checkpointContract('the memory fake', async () => memoryStore());
