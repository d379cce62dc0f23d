import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { createDirectoryStore } from '../../src/disk/directory-store.ts';
import { removeRunsBefore } from '../../src/disk/retention.ts';
import { json } from '../../src/report/json.ts';
import { anEntry } from '../contract/remediation-files.ts';
import { aHead } from '../support/run-builder.ts';
import { temporaryFolder } from '../support/sandbox-scene.ts';

const LIMIT = '2026-06-01T12:00:00.000Z';
const ON_TIME = '20260601T120000Z-abc123';
const LATE = '20260601T115959Z-abc123';

async function aFolder(instants: readonly string[]) {
  const root = await temporaryFolder();
  const store = createDirectoryStore({ root, render: json });
  for (const instant of instants) {
    const writer = await store.begin(instant, 'abc123');
    await writer.finish(aHead({ head: { runId: writer.runId } }));
  }
  return { root, store };
}

async function left(root: string): Promise<string[]> {
  const names = await readdir(path.join(root, 'runs'), { recursive: true });
  return names.filter((name) => /^date=[^/]+\/[^/]+$/.test(name)).sort();
}

describe('removing old runs', () => {
  test('removes those of before the instant, to the second, and days that are empty then', async () => {
    const { root } = await aFolder(['2026-05-30T00:00:00.000Z', '2026-06-01T11:59:59.999Z', LIMIT]);

    expect(await removeRunsBefore(root, LIMIT)).toEqual([LATE, '20260530T000000Z-abc123']);
    expect(await left(root)).toEqual([`date=2026-06-01/${ON_TIME}`]);
    expect(await readdir(path.join(root, 'runs'))).toEqual(['date=2026-06-01']);
  });

  test.for([
    ['2026-06-01T12:00:00.000Z', 1],
    ['2026-06-01T11:59:59.999Z', 0],
  ] as const)('leaves a run with a line of %s in its ledger: %i', async ([at, kept]) => {
    const { root, store } = await aFolder(['2026-05-30T00:00:00.000Z']);
    const run = await store.open('latest');
    if (!run) throw new Error('there is a run');
    const ledger = await store.openLedger(run);
    await ledger.append(anEntry({ at: '2026-05-30T00:00:01.000Z' }));
    await ledger.append(anEntry({ at }));
    await ledger.close();

    await removeRunsBefore(root, LIMIT);

    expect(await left(root).catch(() => [])).toHaveLength(kept);
  });

  test('leaves a run of which an alert still waits, and removes it once that is gone', async () => {
    const { root } = await aFolder(['2026-05-30T00:00:00.000Z', '2026-05-31T00:00:00.000Z']);
    const waiting = path.join(root, 'outbox', '20260530T000000Z-abc123.0a.json');
    await mkdir(path.dirname(waiting));
    await writeFile(waiting, '{}\n');

    expect(await removeRunsBefore(root, LIMIT)).toEqual(['20260531T000000Z-abc123']);
    await rm(waiting);
    expect(await removeRunsBefore(root, LIMIT)).toEqual(['20260530T000000Z-abc123']);
  });

  test('leaves a run whose ledger is not to be read, since nobody can tell how old it is', async () => {
    const { root, store } = await aFolder(['2026-05-30T00:00:00.000Z']);
    await writeFile(path.join((await store.open('latest'))?.place ?? '', 'ledger.ndjson'), 'nonsense\n');

    expect(await removeRunsBefore(root, LIMIT)).toEqual([]);
  });

  test('removes what a run left that was never finished, and nothing that is no run', async () => {
    const { root, store } = await aFolder([LIMIT]);
    const unfinished = await store.begin('2026-05-30T00:00:00.000Z', 'abc123');
    await mkdir(path.join(root, 'runs', 'date=2026-05-30', 'notes'));

    expect(await removeRunsBefore(root, LIMIT)).toEqual([unfinished.runId]);
    expect(await left(root)).toEqual(['date=2026-05-30/notes', `date=2026-06-01/${ON_TIME}`]);
  });

  test('finds nothing where there are no runs', async () => {
    expect(await removeRunsBefore(await temporaryFolder(), LIMIT)).toEqual([]);
  });
});
