import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { outboxAt } from '../../src/app/outbox.ts';
import { createDirectoryStore } from '../../src/disk/directory-store.ts';
import { createDirectoryOutbox } from '../../src/disk/outbox.ts';
import { json } from '../../src/report/json.ts';
import { aDigest } from '../support/alerts.ts';
import { collect } from '../support/fakes.ts';
import { aHead } from '../support/run-builder.ts';
import { temporaryFolder } from '../support/sandbox-scene.ts';

const NOW = '2026-06-01T12:34:56.789Z';

async function aFinishedRun() {
  const root = await temporaryFolder();
  const writer = await createDirectoryStore({ root, render: json }).begin(NOW, 'abc123');
  await writer.finish(aHead({ head: { runId: writer.runId } }));
  return {
    root,
    folder: path.join(root, 'outbox'),
    outbox: outboxAt(createDirectoryOutbox(root), () => NOW),
    ...writer,
  };
}

test('a digest is a file of its own beside the runs, and no trace of how it was written stays', async () => {
  const { root, folder, outbox, runId } = await aFinishedRun();
  await outbox.put(aDigest(undefined, { runId, id: '0a' }));
  expect((await readdir(root)).sort()).toEqual(['outbox', 'runs']);
  expect(await readdir(folder)).toEqual([`${runId}.0a.json`]);

  await outbox.remove('0a');

  expect(await readdir(folder)).toEqual([]);
});

test('what a crash or a person left there is passed over', async () => {
  const { folder, outbox, runId } = await aFinishedRun();
  await outbox.put(aDigest(undefined, { runId, id: '0a' }));
  await writeFile(path.join(folder, `${runId}.0b.json.partial`), '{"half":');
  await mkdir(path.join(folder, 'notes'));

  expect((await collect(outbox.pending())).map(({ digest }) => digest?.id)).toEqual(['0a']);
});

test('a note that was edited has a digest sent whole, and one to a digest that is gone is removed', async () => {
  const { folder, outbox, runId } = await aFinishedRun();
  for (const id of ['0a', '0b', '0c']) await outbox.put(aDigest(undefined, { runId, id }));
  await writeFile(path.join(folder, '0a.noted.json'), '{');
  await writeFile(path.join(folder, '0b.noted.json'), '{"accepted":"x"}');
  await writeFile(path.join(folder, '0c.noted.json'), '{"accepted":["x",1]}');
  await writeFile(path.join(folder, '0d.noted.json'), '{"accepted":["x"]}');

  expect((await collect(outbox.pending())).map(({ accepted }) => accepted)).toEqual([[], [], ['x']]);
  expect(await readdir(folder)).not.toContain('0d.noted.json');
});

test('a digest that was edited is told with its file, and the others are given', async () => {
  const { folder, outbox, runId } = await aFinishedRun();
  for (const id of ['0a', '0b', '0c']) await outbox.put(aDigest(undefined, { runId, id }));
  const file = path.join(folder, `${runId}.0b.json`);
  await writeFile(file, '{');

  const pending = await collect(outbox.pending());

  expect(pending.map(({ digest }) => digest?.id)).toEqual(['0a', undefined, '0c']);
  expect(pending[1]?.place).toBe(file);
});

test('a folder that cannot be read is no empty outbox', async () => {
  const { folder, outbox, runId } = await aFinishedRun();
  await mkdir(path.join(folder, `${runId}.0a.json`), { recursive: true });

  await expect(collect(outbox.pending())).rejects.toThrow('EISDIR');
});
