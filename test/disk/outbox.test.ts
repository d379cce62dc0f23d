import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
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
    outbox: createDirectoryOutbox({ root, now: () => NOW }),
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

  expect((await collect(outbox.pending())).map(({ digest }) => digest.id)).toEqual(['0a']);
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

test('a digest that was edited is told with its file, and the ones before it are given', async () => {
  const { folder, outbox, runId } = await aFinishedRun();
  for (const id of ['0a', '0b']) await outbox.put(aDigest(undefined, { runId, id }));
  await writeFile(path.join(folder, `${runId}.0b.json`), '{');

  const pending = outbox.pending()[Symbol.asyncIterator]();

  expect((await pending.next()).value).toMatchObject({ digest: { id: '0a' } });
  await expect(pending.next()).rejects.toThrow(`${path.join(folder, `${runId}.0b.json`)}: this is no digest`);
});

test('a folder that cannot be read is no empty outbox', async () => {
  const { folder, outbox, runId } = await aFinishedRun();
  await mkdir(path.join(folder, `${runId}.0a.json`), { recursive: true });

  await expect(collect(outbox.pending())).rejects.toThrow('EISDIR');
});
