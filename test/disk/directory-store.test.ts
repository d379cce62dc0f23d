import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createDirectoryStore } from '../../src/disk/directory-store.ts';
import type { Run } from '../../src/domain/report.ts';
import { json } from '../../src/report/json.ts';
import { aRecord } from '../contract/records.ts';
import { collect } from '../support/fakes.ts';
import { aFinding, aHead } from '../support/run-builder.ts';

const NOW = '2026-06-01T12:34:56.789Z';
const ID = '20260601T123456Z-abc123';
const DAY = path.join('runs', 'date=2026-06-01');
const SELECTION = { accounts: [], ous: [], regions: ['us-east-1'], rules: [] };

async function aFolder(): Promise<string> {
  const root = await mkdtemp(path.join(tmpdir(), 'mapwarden-store-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  return root;
}

async function aStore(render: (run: Run) => AsyncIterable<string> = json) {
  const root = await aFolder();
  return { root, store: createDirectoryStore({ root, render }) };
}

const headOf = (runId: string) => aHead({ head: { runId } });

/** Every file and folder below, sorted. */
async function tree(root: string): Promise<string[]> {
  return (await readdir(root, { recursive: true })).sort();
}

describe('the files of a run', () => {
  test('lie in a folder of its own, below its day', async () => {
    const { root, store } = await aStore();
    const writer = await store.begin(NOW, 'abc123');
    await writer.append([aFinding()], [aRecord()]);
    const run = await writer.finish(headOf(ID));

    const files = ['findings.ndjson', 'manifest.json', 'report.json', 'resources.ndjson'];
    expect(await tree(root)).toEqual(
      ['runs', DAY, path.join(DAY, ID), ...files.map((file) => path.join(DAY, ID, file))].sort(),
    );
    expect(run.place).toBe(path.join(root, DAY, ID));
  });

  test('begin below a root that is not there yet', async () => {
    const { root } = await aStore();
    const store = createDirectoryStore({ root: path.join(root, 'a', 'b'), render: json });

    await (await store.begin(NOW, 'abc123')).finish(headOf(ID));

    expect((await store.open('latest'))?.head.runId).toBe(ID);
  });

  test('hold one line a record, in the order of the calls, also where a record has line separators', async () => {
    const { root, store } = await aStore();
    const writer = await store.begin(NOW, 'abc123');
    const texts = ['a\u2028b', 'c\u2029d', 'e\nf\r\ng'];
    for (const message of texts) await writer.append([aFinding({ message })], []);
    await writer.finish(headOf(ID));

    const text = await readFile(path.join(root, DAY, ID, 'findings.ndjson'), 'utf8');

    expect(text.endsWith('\n')).toBe(true);
    expect(text).not.toMatch(/[\u2028\u2029\r]/);
    const lines = text.split('\n').slice(0, -1);
    expect(lines.map((line) => JSON.parse(line).message)).toEqual(texts);
  });

  test('take more than any buffer holds', async () => {
    const { store } = await aStore();
    const writer = await store.begin(NOW, 'abc123');
    const batch = Array.from({ length: 200 }, (_, index) =>
      aRecord({ id: `profile${index}`, name: 'n'.repeat(1_000) }),
    );
    for (let turn = 0; turn < 20; turn += 1) await writer.append([], batch);

    const run = await writer.finish(headOf(ID));

    let read = 0;
    for await (const { id } of run.resources()) {
      expect(id).toBe(`profile${read % 200}`);
      read += 1;
    }
    expect(read).toBe(4_000);
  });

  test('are those that the report is made from', async () => {
    const { root, store } = await aStore(async function* (run) {
      yield JSON.stringify({ ...run.head, findings: await collect(run.findings()) });
    });
    const writer = await store.begin(NOW, 'abc123');
    await writer.append([aFinding({}, 1), aFinding({}, 2)], []);
    await writer.finish(headOf(ID));

    const report = JSON.parse(await readFile(path.join(root, DAY, ID, 'report.json'), 'utf8'));

    expect(report.findings).toEqual([aFinding({}, 1), aFinding({}, 2)]);
    expect((await store.open(ID))?.head).toEqual(headOf(ID));
  });
});

describe('report.json', () => {
  test('appears only when it is whole', async () => {
    let go: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    const { root, store } = await aStore(async function* (run) {
      yield '{"schemaVersion":1,';
      await gate;
      yield JSON.stringify(run.head).slice(1);
    });
    const writer = await store.begin(NOW, 'abc123');
    const finished = writer.finish(headOf(ID));
    // As much of it as a process that is killed now would leave.
    await vi.waitFor(async () => expect(await tree(root)).toContain(path.join(DAY, ID, 'report.json.partial')));

    expect(await tree(root)).not.toContain(path.join(DAY, ID, 'report.json'));
    expect(await store.open(ID)).toBeUndefined();
    expect(await store.open('latest')).toBeUndefined();

    go();
    await finished;
    expect(await tree(root)).not.toContain(path.join(DAY, ID, 'report.json.partial'));
    expect((await store.open(ID))?.head.runId).toBe(ID);
  });

  test('does not appear where it cannot be written to its end', async () => {
    const { root, store } = await aStore(async function* () {
      yield '{';
      throw new Error('broken');
    });
    const writer = await store.begin(NOW, 'abc123');

    await expect(writer.finish(headOf(ID))).rejects.toThrow('broken');
    expect(await tree(root)).not.toContain(path.join(DAY, ID, 'report.json'));
    expect(await store.open(ID)).toBeUndefined();
  });
});

describe('a run that is abandoned', () => {
  test('leaves nothing, not even its day', async () => {
    const { root, store } = await aStore();
    const writer = await store.begin(NOW, 'abc123');
    await writer.append([aFinding()], [aRecord()]);

    await writer.abandon();

    expect(await tree(root)).toEqual([]);
  });

  test('leaves the other runs of its day', async () => {
    const { root, store } = await aStore();
    const kept = await store.begin(NOW, 'abc123');
    const writer = await store.begin(NOW, 'abc123');

    await writer.abandon();
    await kept.finish(headOf(kept.runId));

    expect(await readdir(path.join(root, DAY))).toEqual([ID]);
  });

  test('leaves the other days', async () => {
    const { root, store } = await aStore();
    await (await store.begin('2026-05-31T00:00:00.000Z', 'abc123')).finish(headOf('20260531T000000Z-abc123'));

    await (await store.begin(NOW, 'abc123')).abandon();

    expect(await readdir(path.join(root, 'runs'))).toEqual(['date=2026-05-31']);
  });

  test('may be abandoned twice, or after its folder was taken away', async () => {
    const { root, store } = await aStore();
    const writer = await store.begin(NOW, 'abc123');
    await rm(path.join(root, 'runs'), { recursive: true });

    await writer.abandon();
    await writer.abandon();

    expect(await tree(root)).toEqual([]);
  });
});

describe('the latest run', () => {
  test('is looked for past stray files, empty days and unfinished runs', async () => {
    const { root, store } = await aStore();
    await (await store.begin(NOW, 'abc123')).finish(headOf(ID));
    await writeFile(path.join(root, 'runs', 'notes.txt'), 'mine');
    await writeFile(path.join(root, DAY, 'zzz.txt'), 'mine');
    await mkdir(path.join(root, 'runs', 'date=2026-06-03'));
    await store.begin('2026-06-02T00:00:00.000Z', 'abc123');

    expect((await store.open('latest'))?.head.runId).toBe(ID);
  });

  test('is none where every run has a selection', async () => {
    const { store } = await aStore();
    await (await store.begin(NOW, 'abc123')).finish(aHead({ selection: SELECTION, head: { runId: ID } }));

    expect(await store.open('latest')).toBeUndefined();
    expect((await store.open(ID))?.head.coverage.selection).toEqual(SELECTION);
  });
});

describe('a run is opened', () => {
  test('by the path of its folder, from wherever it lies', async () => {
    const { root, store } = await aStore();
    await (await store.begin(NOW, 'abc123')).finish(headOf(ID));
    const elsewhere = createDirectoryStore({ root: await aFolder(), render: json });

    expect((await elsewhere.open(path.join(root, DAY, ID)))?.head.runId).toBe(ID);
    expect(await elsewhere.open(ID)).toBeUndefined();
  });

  test('never by a name that begins like an id and leads out of the store', async () => {
    const { root, store } = await aStore();
    await mkdir(path.join(root, 'outside'));
    await writeFile(path.join(root, 'outside', 'report.json'), JSON.stringify(headOf('outside')));
    await mkdir(path.join(root, DAY), { recursive: true });

    expect(await store.open('20260601T123456Z-x/../../../outside')).toBeUndefined();
  });

  test.for([
    ['longer than a file can be called', 'x'.repeat(5_000)],
    ['no file can have', 'x\u0000y'],
    ['of a file', path.join(process.cwd(), 'package.json')],
    ['of a folder without a report', process.cwd()],
  ] as const)('never by a name that is %s', async ([, name]) => {
    expect(await (await aStore()).store.open(name)).toBeUndefined();
  });

  test('and tells where one of its files is missing', async () => {
    const { root, store } = await aStore();
    await (await store.begin(NOW, 'abc123')).finish(headOf(ID));
    await rm(path.join(root, DAY, ID, 'findings.ndjson'));

    const run = await store.open(ID);

    await expect(collect(run?.findings() ?? none())).rejects.toThrow('ENOENT');
    expect(await collect(run?.resources() ?? none())).toEqual([]);
  });
});

async function* none(): AsyncGenerator<never> {}

describe('a folder that cannot be made', () => {
  test('is told when a run begins', async () => {
    const root = path.join(await aFolder(), 'file');
    await writeFile(root, 'in the way');
    const store = createDirectoryStore({ root, render: json });

    await expect(store.begin(NOW, 'abc123')).rejects.toThrow(/ENOTDIR|EEXIST/);
    expect(await store.open('latest')).toBeUndefined();
  });
});
