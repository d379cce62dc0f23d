import { appendFile, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createDirectoryStore } from '../../src/disk/directory-store.ts';
import { json } from '../../src/report/json.ts';
import { collect } from '../support/fakes.ts';
import { aFinding, aHead } from '../support/run-builder.ts';

const NOW = '2026-06-01T12:34:56.789Z';
const head = (runId: string) => aHead({ head: { runId } });

async function aStore() {
  const root = await mkdtemp(path.join(tmpdir(), 'mapwarden-checkpoint-'));
  onTestFinished(() => rm(root, { recursive: true }));
  return createDirectoryStore({ root, render: json });
}

test('a run whose process was killed can be gone on with by its id, without the line that was torn off', async () => {
  const store = await aStore();
  const killed = await store.begin(NOW, 'abc123');
  await killed.append([aFinding()], []);
  await killed.record({ of: 'one', answer: 1 });
  await appendFile(path.join(killed.place, 'checkpoint.ndjson'), '{"of":"tw');

  const found = await store.resume(killed.runId);
  expect(found && (await collect(found.checkpoint()))).toEqual([{ of: 'one', answer: 1 }]);
  const part = await found?.begin();
  await part?.record({ of: 'two', answer: 2 });
  await part?.finish(head(killed.runId), { isResumable: true });

  const next = await store.resume(killed.runId);
  expect(next && (await collect(next.checkpoint()))).toEqual([
    { of: 'one', answer: 1 },
    { of: 'two', answer: 2 },
  ]);
  expect((await readdir(killed.place)).sort()).toEqual([
    'checkpoint.ndjson',
    'findings.ndjson',
    'manifest.json',
    'report.json',
    'resources.ndjson',
  ]);
});

test('a run that only seemed dead leaves what others have made of it alone', async () => {
  const store = await aStore();
  const slow = await store.begin(NOW, 'abc123');
  await slow.append([aFinding({}, 1)], []);
  await slow.record({ of: 'one', answer: 1 });
  const part = await (await store.resume(slow.runId))?.begin();
  await part?.append([aFinding({}, 2)], []);
  await part?.finish(head(slow.runId));

  await expect(slow.finish(head(slow.runId))).rejects.toThrow('somebody else has gone on with run');
  await slow.abandon();

  const run = await store.open(slow.runId);
  expect(run && (await collect(run.findings()))).toEqual([aFinding({}, 2)]);
});

test('a crash in the last step of a part leaves a run that can be gone on with', async () => {
  const store = await aStore();
  const writer = await store.begin(NOW, 'abc123');
  await writer.record({ of: 'one', answer: 1 });
  const { place } = await writer.finish(head(writer.runId), { isResumable: true });
  await rename(path.join(place, 'checkpoint.ndjson'), path.join(place, 'checkpoint.ndjson.claimed'));
  await rm(path.join(place, 'report.json'));

  const part = await (await store.resume(writer.runId))?.begin();
  await part?.finish(head(writer.runId));

  expect((await readdir(place)).sort()).toEqual([
    'findings.ndjson',
    'manifest.json',
    'report.json',
    'resources.ndjson',
  ]);
});
