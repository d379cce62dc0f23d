import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createS3Store } from '../../src/aws/s3-store.ts';
import { parseLedger } from '../../src/disk/ledger.ts';
import type { Run } from '../../src/domain/report.ts';
import type { RunStore } from '../../src/ports/run-store.ts';
import type { SandboxOptions } from '../../src/sandbox/server.ts';
import { aRecord } from '../contract/records.ts';
import { anEntry } from '../contract/remediation-files.ts';
import { collect } from '../support/fakes.ts';
import { aFinding, aHead } from '../support/run-builder.ts';
import { anS3Scene, aSpool, type S3Scene } from '../support/s3-scene.ts';
import { failureOf, gather } from './support.ts';

const NOW = '2026-06-01T12:34:56.789Z';
const ID = '20260601T123456Z-abc123';
const FOLDER = `audit/runs/date=2026-06-01/${ID}/`;

async function finish(store: RunStore): Promise<Run> {
  const writer = await store.begin(NOW, 'abc123');
  await writer.append([aFinding()], [aRecord()]);
  await writer.remember([{ finding: aFinding(), told: {} }]);
  return writer.finish(aHead({ head: { runId: writer.runId } }));
}

const keysIn = async ({ bucket }: S3Scene) => (await gather(bucket.keys(''))).map((key) => key.replace(FOLDER, ''));

async function readAll({ bucket }: S3Scene, name: string): Promise<string> {
  const bytes = (await bucket.read(`${FOLDER}${name}`)) ?? new Uint8Array();
  return (name.endsWith('.gz') ? gunzipSync(bytes) : Buffer.from(bytes)).toString();
}

const FILES = ['findings.ndjson.gz', 'memory.ndjson.gz', 'report.json', 'resources.ndjson.gz'];
const OBJECTS = ['begun.json', ...FILES.slice(0, 1), 'manifest.json', ...FILES.slice(1)].sort();

describe('the objects of a run', () => {
  test('lie in a folder of its own below its day, lines compressed', async () => {
    const scene = await anS3Scene();
    const run = await finish(scene.store);

    expect(await keysIn(scene)).toEqual(OBJECTS);
    expect(run.place).toBe(`s3://${scene.bucket.name}/${FOLDER.slice(0, -1)}`);
    expect(await readAll(scene, 'findings.ndjson.gz')).toBe(`${JSON.stringify(aFinding())}\n`);
    expect(JSON.parse(await readAll(scene, 'report.json'))).toMatchObject({
      runId: ID,
      findings: [{ id: aFinding().id }],
    });
  });

  test('are each written once, and the report last', async () => {
    const scene = await anS3Scene();
    await finish(scene.store);

    const puts = scene.sandbox.requests().filter(({ operation }) => operation === 'PutObject');

    expect(puts.map(({ input }) => input)).toEqual(
      puts.map(() => expect.objectContaining({ IfNoneMatch: '*', ChecksumCRC32: expect.any(String) })),
    );
    expect(puts.at(-1)?.input).toMatchObject({ Key: `${FOLDER}report.json` });
  });

  test('are in the manifest as they are stored, those too that come later', async () => {
    const scene = await anS3Scene();
    const run = await finish(scene.store);
    const inManifest = async () => {
      const { files } = JSON.parse(await readAll(scene, 'manifest.json'));
      for (const { name, bytes, sha256 } of files) {
        const body = (await scene.bucket.read(`${FOLDER}${name}`)) ?? new Uint8Array();
        expect([name, body.length, createHash('sha256').update(body).digest('hex')]).toEqual([name, bytes, sha256]);
      }
      return files.map(({ name }: { readonly name: string }) => name);
    };
    expect(await inManifest()).toEqual(FILES);

    const ledger = await scene.store.openLedger(run);
    await ledger.append(anEntry());
    await ledger.close();
    const plan = {
      schemaVersion: 1,
      runId: ID,
      createdAt: NOW,
      configurationSha256: '',
      coverageComplete: true,
    } as const;
    for (const hash of ['a', 'b']) await scene.store.writePlan(run, { ...plan, hash, actions: [], refusals: [] });

    expect(await inManifest()).toEqual([...FILES, 'ledger.ndjson.gz', 'plan.json'].sort());
  });

  test('leave nothing on this machine', async () => {
    const { bucket } = await anS3Scene();
    const spools: string[] = [];
    const spool = async () => {
      const made = await aSpool();
      const writer = await made.store.begin(NOW, 'probe');
      spools.push(path.dirname(path.dirname(path.dirname(writer.place))));
      await writer.abandon();
      return made;
    };
    const store = createS3Store({ bucket, prefix: '', spool, parseLedger });
    await finish(store);
    await (await store.begin(NOW, 'abc123')).abandon();

    expect(spools).toHaveLength(2);
    const left = await readdir(tmpdir());
    for (const root of spools) expect(left).not.toContain(path.basename(root));
  });
});

describe('a run is opened', () => {
  test('by its place in this very store, with or without a slash behind', async () => {
    const { store, bucket } = await anS3Scene();
    const { place } = await finish(store);

    for (const name of [place, `${place}/`]) expect((await store.open(name))?.head.runId).toBe(ID);
    const others = [
      `s3://other/${FOLDER}`,
      `s3://${bucket.name}/runs/date=2026-06-01/${ID}`,
      `${place}/report.json`,
      's3://',
    ];
    for (const name of others) expect(await store.open(name)).toBeUndefined();
  });

  test('without what another prefix of the bucket holds', async () => {
    const { store, bucket } = await anS3Scene();
    await finish(store);
    const other = createS3Store({ bucket, prefix: 'aud', spool: aSpool, parseLedger });

    expect(await other.open('latest')).toBeUndefined();
    expect(await other.open(ID)).toBeUndefined();
    expect(await gather(other.runs())).toEqual([]);
  });

  test.for(['/audit', 'audit/', '/audit/'])(
    'under the prefix %s as under the same without the slashes',
    async (prefix) => {
      const { store, bucket } = await anS3Scene();
      await finish(store);

      const same = createS3Store({ bucket, prefix, spool: aSpool, parseLedger });

      expect((await same.open('latest'))?.head.runId).toBe(ID);
    },
  );

  test.for([
    ['is no longer there', undefined, 'NoSuchKey'],
    ['is not compressed', '{}\n', 'not compressed as it was written'],
    ['is cut off', Buffer.from([0x1f, 0x8b, 8, 0]), 'not compressed as it was written'],
  ] as const)('and tells where a file %s', async ([, body, said]) => {
    const { store, bucket } = await anS3Scene();
    const run = await finish(store);
    const key = `${FOLDER}findings.ndjson.gz`;
    if (body === undefined) await bucket.remove(key);
    else await bucket.write(key, body);

    await expect(collect(run.findings())).rejects.toThrow(said);
    expect(await collect(run.resources())).toEqual([aRecord()]);
  });

  test('though its findings are more than any buffer holds, and may be left half read', async () => {
    const { store } = await anS3Scene();
    const writer = await store.begin(NOW, 'abc123');
    const records = Array.from({ length: 3_000 }, (_, index) =>
      aRecord({ id: `profile${index}`, name: 'ü'.repeat(999) }),
    );
    await writer.append([], records);
    const run = await writer.finish(aHead({ head: { runId: writer.runId } }));

    for await (const { id } of run.resources()) {
      expect(id).toBe('profile0');
      break;
    }
    expect(await collect(run.resources())).toEqual(records);
  });
});

describe('a run that fails on its way into the bucket', () => {
  /** Puts are counted from the one that reserves the id. */
  const failing = (nth: number): Partial<SandboxOptions> => {
    let puts = 0;
    return {
      failCall: ({ operation }) => {
        if (operation === 'PutObject') puts += 1;
        return operation === 'PutObject' && puts === nth ? { code: 'InvalidRequest', status: 400 } : undefined;
      },
    };
  };

  test.for([2, 3, 4, 5, 6])(
    'at its put number %i is not there, and leaves nothing once it is given up',
    async (nth) => {
      const scene = await anS3Scene('audit', failing(nth));
      const writer = await scene.store.begin(NOW, 'abc123');
      await writer.remember([]);

      expect(await failureOf(writer.finish(aHead({ head: { runId: ID } })))).toMatchObject({
        operation: 's3:PutObject',
      });
      expect(await scene.store.open(ID)).toBeUndefined();
      await writer.abandon();

      expect(await keysIn(scene)).toEqual([]);
    },
  );

  test('because the bucket is closed is told before anything is read', async () => {
    const { store } = await anS3Scene('', { faults: [{ kind: 's3-denied', accountId: '*' }] });

    expect(await failureOf(store.begin(NOW, 'abc123'))).toMatchObject({
      operation: 's3:PutObject',
      code: 'AccessDenied',
    });
  });

  test('because the bucket was closed meanwhile is given up all the same', async () => {
    const { store, sandbox } = await anS3Scene();
    const writer = await store.begin(NOW, 'abc123');
    sandbox.setFaults([{ kind: 's3-denied', accountId: '*' }]);

    await writer.abandon();
    sandbox.setFaults([]);

    expect(await store.open(ID)).toBeUndefined();
    expect((await store.begin(NOW, 'abc123')).runId).toBe(`${ID}-2`);
  });
});

describe('a memory that was changed in the bucket', () => {
  const finishTwo = async (store: RunStore): Promise<Run> => {
    const writer = await store.begin(NOW, 'abc123');
    await writer.remember([1, 2].map((n) => ({ finding: aFinding({}, n), told: {} })));
    return writer.finish(aHead({ head: { runId: writer.runId } }));
  };
  const place = (scene: S3Scene, line: number) => `s3://${scene.bucket.name}/${FOLDER}memory.ndjson.gz:${line}`;

  test('is read but for the lines that are damaged', async () => {
    const scene = await anS3Scene();
    const run = await finishTwo(scene.store);
    const lines = await readAll(scene, 'memory.ndjson.gz');
    await scene.bucket.write(`${FOLDER}memory.ndjson.gz`, gzipSync(lines.replace('{', '{{')));

    expect(await collect(run.memory())).toEqual([
      { place: place(scene, 1), record: undefined },
      { place: place(scene, 2), record: { finding: aFinding({}, 2), told: {} } },
    ]);
  });

  test('is read as far as it can be unpacked', async () => {
    const scene = await anS3Scene();
    const run = await finishTwo(scene.store);
    await scene.bucket.write(`${FOLDER}memory.ndjson.gz`, 'no gzip');

    expect(await collect(run.memory())).toEqual([{ place: place(scene, 1), record: undefined }]);
  });
});
