import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { createDirectoryStore } from '../../src/disk/directory-store.ts';
import type { Manifest } from '../../src/domain/manifest.ts';
import type { Run } from '../../src/domain/report.ts';
import { json } from '../../src/report/json.ts';
import { aRecord } from '../contract/records.ts';
import { anEntry, aPlan } from '../contract/remediation-files.ts';
import { aFinding, aHead } from '../support/run-builder.ts';
import { temporaryFolder } from '../support/sandbox-scene.ts';

const NOW = '2026-06-01T12:34:56.789Z';

async function aStoredRun(isWhole = true) {
  const root = await temporaryFolder();
  const store = createDirectoryStore({ root, render: json });
  const writer = await store.begin(NOW, 'abc123');
  await writer.append([aFinding({ message: 'größer' })], [aRecord()]);
  if (isWhole) await writer.remember([{ finding: aFinding(), told: {} }]);
  return { store, run: await writer.finish(aHead({ head: { runId: writer.runId } })) };
}

async function manifestOf({ place }: Run): Promise<Manifest> {
  return JSON.parse(await readFile(path.join(place, 'manifest.json'), 'utf8'));
}

/** As anybody would check it. */
async function expectTrue(run: Run): Promise<void> {
  const { files } = await manifestOf(run);
  const names = (await readdir(run.place)).filter((name) => name !== 'manifest.json').sort();
  expect(files.map(({ name }) => name)).toEqual(names);
  for (const { name, bytes, sha256 } of files) {
    const content = await readFile(path.join(run.place, name));
    expect({ name, bytes, sha256 }).toEqual({
      name,
      bytes: (await stat(path.join(run.place, name))).size,
      sha256: createHash('sha256').update(content).digest('hex'),
    });
  }
}

describe('the manifest of a run', () => {
  test('names what made the run, and each of its files with size and hash', async () => {
    const { run } = await aStoredRun();
    const { runId, tool, catalog, ruleset, configuration } = run.head;

    expect(await manifestOf(run)).toMatchObject({ schemaVersion: 1, runId, tool, catalog, ruleset, configuration });
    await expectTrue(run);
  });

  test('names no memory where there is none', async () => {
    const { run } = await aStoredRun(false);
    expect((await manifestOf(run)).files.map(({ name }) => name)).not.toContain('memory.ndjson');
    await expectTrue(run);
  });

  test('takes up a plan, another plan, and a ledger once it is closed', async () => {
    const { store, run } = await aStoredRun();
    await store.writePlan(run, aPlan());
    await expectTrue(run);
    await store.writePlan(run, aPlan({ coverageComplete: false }));
    await expectTrue(run);
    for (let turn = 0; turn < 2; turn += 1) {
      const ledger = await store.openLedger(run);
      await ledger.append(anEntry());
      await ledger.close();
      await expectTrue(run);
    }
    expect((await manifestOf(run)).files).toHaveLength(6);
  });

  test('does not take the hash of a file anew that it has already: a change since then shows', async () => {
    const { store, run } = await aStoredRun();
    const before = (await manifestOf(run)).files;
    await rm(path.join(run.place, 'findings.ndjson'));

    await store.writePlan(run, aPlan());

    expect((await manifestOf(run)).files).toEqual(expect.arrayContaining([...before]));
  });

  test('is not made up for a run that has none', async () => {
    const { store, run } = await aStoredRun();
    await rm(path.join(run.place, 'manifest.json'));

    await store.writePlan(run, aPlan());

    expect(await readdir(run.place)).not.toContain('manifest.json');
  });
});
