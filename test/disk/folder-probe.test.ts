import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createFolderProbe } from '../../src/disk/folder-probe.ts';
import { failureOf } from '../aws/support.ts';
import { temporaryFolder } from '../support/sandbox-scene.ts';

test('a folder that exists, and one that would be made in such a one, may be written to; nothing is made', async () => {
  const root = await temporaryFolder();
  await mkdir(path.join(root, 'there'));

  await createFolderProbe(path.join(root, 'there')).attempt();
  await createFolderProbe(path.join(root, 'not', 'yet')).attempt();

  expect(await readdir(root)).toEqual(['there']);
});

test('a file in the way is told in the words of the system', async () => {
  const root = await temporaryFolder();
  await writeFile(path.join(root, 'file'), '');

  const failure = await failureOf(createFolderProbe(path.join(root, 'file', 'runs')).attempt());

  expect(failure).toMatchObject({ outcome: 'failed', code: 'ENOTDIR', operation: 'access' });
});
