import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { writeWhole } from '../../src/disk/whole-file.ts';
import { temporaryFolder } from '../support/sandbox-scene.ts';

test('a file that many write at once is whole, is that of one of them, and is all that is there', async () => {
  const folder = await temporaryFolder();
  const file = path.join(folder, 'note.json');
  const texts = Array.from({ length: 50 }, (_, index) => `${index}\n`.repeat(1_000));

  await Promise.all(texts.map((text) => writeWhole(file, text)));

  expect(texts).toContain(await readFile(file, 'utf8'));
  expect(await readdir(folder)).toEqual(['note.json']);
});

test('a file that cannot be written leaves no trace', async () => {
  const folder = await temporaryFolder();
  await mkdir(path.join(folder, 'note.json', 'inside'), { recursive: true });

  await expect(writeWhole(path.join(folder, 'note.json'), 'text')).rejects.toThrow();

  expect(await readdir(folder)).toEqual(['note.json']);
});

test('a file that cannot be written leaves the earlier one', async () => {
  // There is room for its own name, and for no longer one.
  const file = path.join(await temporaryFolder(), 'n'.repeat(250));
  await writeFile(file, 'earlier');

  await expect(writeWhole(file, 'later')).rejects.toThrow('ENAMETOOLONG');

  expect(await readFile(file, 'utf8')).toBe('earlier');
});
