import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { writeFileWhole } from '../../src/cli/write-reports.ts';
import { temporaryFolder } from '../support/sandbox-scene.ts';

async function* failing(error: Error): AsyncGenerator<string> {
  yield 'the first half';
  throw error;
}

test('a report that cannot be written to its end leaves the earlier one, and nothing beside it', async () => {
  const folder = await temporaryFolder();
  const file = path.join(folder, 'report.html');
  await writeFile(file, 'the earlier one');

  await expect(writeFileWhole(file, failing(new Error('cut off')))).rejects.toThrow(/^cut off$/);

  expect(await readdir(folder)).toEqual(['report.html']);
  expect(await readFile(file, 'utf8')).toBe('the earlier one');
});

test('a disk that is full is told with the file that did not fit', async () => {
  const file = path.join(await temporaryFolder(), 'report.html');
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });

  await expect(writeFileWhole(file, failing(full))).rejects.toThrow(`no space left on device, write '${file}'`);
});
