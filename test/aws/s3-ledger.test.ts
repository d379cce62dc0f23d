import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ledgersOf } from '../../src/app/ledgers.ts';
import { parseLedger } from '../../src/disk/ledger.ts';
import type { Run } from '../../src/domain/report.ts';
import type { RunStore } from '../../src/ports/run-store.ts';
import { anEntry, LINES } from '../contract/remediation-files.ts';
import { collect } from '../support/fakes.ts';
import { aFinding, aHead } from '../support/run-builder.ts';
import { anS3Scene, type S3Scene } from '../support/s3-scene.ts';
import { gather } from './support.ts';

const FOLDER = 'audit/runs/date=2026-06-01/20260601T123456Z-abc123/';

async function finish(store: RunStore): Promise<Run> {
  const writer = await store.begin('2026-06-01T12:34:56.789Z', 'abc123');
  await writer.append([aFinding()], []);
  return writer.finish(aHead({ head: { runId: writer.runId } }));
}

const ledgerKeys = async ({ bucket }: S3Scene) =>
  (await gather(bucket.keys(`${FOLDER}ledger`))).map((key) => key.slice(FOLDER.length));

/** Every answer to a first attempt is lost: the write has happened, and happens again. */
async function losingAnswers() {
  const lost = [{ kind: 's3-lost-answer', accountId: '*' }] as const;
  let puts = 0;
  const scene: S3Scene = await anS3Scene('audit', {
    faults: lost,
    // The faults that are set here are those of the next request.
    failCall: ({ operation }) => {
      if (operation !== 'PutObject') return undefined;
      puts += 1;
      scene.sandbox.setFaults(puts % 2 === 1 ? [] : lost);
      return undefined;
    },
  });
  return scene;
}

describe('where the answer to each first attempt is lost', () => {
  test('a run is written as ever', async () => {
    const scene = await losingAnswers();
    const run = await finish(scene.store);

    expect(await collect(run.findings())).toEqual([aFinding()]);
    expect(await gather(scene.store.runs())).toEqual(['20260601T123456Z-abc123']);
  });

  test('a ledger has each line once', async () => {
    const scene = await losingAnswers();
    const ledger = await scene.store.openLedger(await finish(scene.store));
    for (const line of LINES) await ledger.append(line);

    expect(await ledger.entries()).toEqual(LINES);
    await ledger.close();
  });
});

describe('the ledger', () => {
  test('has an object a line, and one of all lines once it is closed', async () => {
    const scene = await anS3Scene();
    const ledger = await scene.store.openLedger(await finish(scene.store));
    for (const line of LINES) await ledger.append(line);
    const lines = ['0000000001', '0000000002', '0000000003'].map((line) => `ledger/${line}.json`);
    expect(await ledgerKeys(scene)).toEqual(lines);

    await ledger.close();

    expect(await ledgerKeys(scene)).toEqual(['ledger.ndjson.gz', ...lines]);
    const whole = (await scene.bucket.read(`${FOLDER}ledger.ndjson.gz`)) ?? new Uint8Array();
    expect(parseLedger(gunzipSync(whole).toString(), '')).toEqual(LINES);
  });

  test('loses no line of two that write at once, whichever closes first', async () => {
    const { store } = await anS3Scene();
    const run = await finish(store);
    const [one, other] = [await store.openLedger(run), await store.openLedger(run)];
    const named = (actionId: string) => anEntry({ actionId });
    await Promise.all(
      Array.from({ length: 10 }, (_, index) => [
        one.append(named(`one${index}`)),
        other.append(named(`other${index}`)),
      ]).flat(),
    );
    await one.close();
    await other.append(named('last'));

    for (const each of [other, await store.openLedger(run)]) {
      const ids = (await each.entries()).map(({ actionId }) => actionId);
      expect(ids.filter((id) => id.startsWith('one'))).toEqual(Array.from({ length: 10 }, (_, index) => `one${index}`));
      expect(ids.filter((id) => id.startsWith('other'))).toHaveLength(10);
      expect(ids.at(-1)).toBe('last');
    }
    await other.close();
    expect((await ledgersOf(store))[0]?.entries).toHaveLength(21);
  });

  test('tells which of its lines is missing, or is none', async () => {
    const { store, bucket } = await anS3Scene();
    const ledger = await store.openLedger(await finish(store));
    for (const line of LINES) await ledger.append(line);

    await bucket.write(`${FOLDER}ledger/0000000002.json`, '{}\n');
    await expect(ledger.entries()).rejects.toThrow(
      `s3://${bucket.name}/${FOLDER}ledger.ndjson.gz:2: the line is no entry`,
    );
    await bucket.remove(`${FOLDER}ledger/0000000002.json`);
    await expect(ledger.entries()).rejects.toThrow('ledger/0000000002.json is missing');
  });

  test('that could not be written to takes no later line, and closes', async () => {
    const { store, sandbox } = await anS3Scene();
    const ledger = await store.openLedger(await finish(store));
    sandbox.setFaults([{ kind: 's3-denied', accountId: '*' }]);

    await expect(ledger.append(anEntry())).rejects.toThrow('AccessDenied');
    sandbox.setFaults([]);
    await expect(ledger.append(anEntry())).rejects.toThrow('AccessDenied');
    await ledger.close();

    expect(await collect(store.ledgers())).toEqual([]);
  });
});
