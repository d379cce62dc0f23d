import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createDirectoryStore } from '../../src/disk/directory-store.ts';
import { json } from '../../src/report/json.ts';
import { aFinding, aHead } from '../support/run-builder.ts';

const NOW = '2026-06-01T12:34:56.789Z';

/** Longest path that the system takes, its closing zero left out. */
const LONGEST = process.platform === 'darwin' ? 1_023 : 4_095;

/** A root so deep that the folder of a run fits in below it, and its files do not: what fails there fails for root too. */
async function aRootTooDeep(): Promise<string> {
  const base = await mkdtemp(path.join(tmpdir(), 'mapwarden-deep-'));
  onTestFinished(() => rm(base, { recursive: true, force: true }));
  const below = '/runs/date=2026-06-01/20260601T123456Z-abc123'.length;
  let root = base;
  while (LONGEST - below - root.length > 250) root += `/${'d'.repeat(200)}`;
  root += `/${'e'.repeat(LONGEST - below - root.length - 2)}`;
  await mkdir(root, { recursive: true });
  return root;
}

test('a file that cannot be opened is told to whoever appends to it', async () => {
  const store = createDirectoryStore({ root: await aRootTooDeep(), render: json });
  const writer = await store.begin(NOW, 'abc123');

  await expect(writer.append([aFinding()], [])).rejects.toThrow('ENAMETOOLONG');
  await writer.abandon();
});

test('a file that cannot be opened is told when the run is finished, though nothing was appended', async () => {
  const store = createDirectoryStore({ root: await aRootTooDeep(), render: json });
  const writer = await store.begin(NOW, 'abc123');
  // The error comes while nobody waits for it.
  await new Promise((resolve) => setTimeout(resolve, 50));

  await expect(writer.finish(aHead())).rejects.toThrow('ENAMETOOLONG');
  await writer.abandon();
});

test('a run that is finished takes no more', async () => {
  const root = await mkdtemp(path.join(tmpdir(), 'mapwarden-finished-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const writer = await createDirectoryStore({ root, render: json }).begin(NOW, 'abc123');
  await writer.finish(aHead());

  await expect(writer.append([aFinding()], [])).rejects.toThrow();
});
