import { describe, expect, test } from 'vitest';
import { ENCLOSURES } from '../../src/domain/enclosure.ts';
import type { Selection } from '../../src/domain/report.ts';
import type { RunStore, RunWriter } from '../../src/ports/run-store.ts';
import { collect } from '../support/fakes.ts';
import { aFinding, aHead } from '../support/run-builder.ts';
import { aRecord } from './records.ts';

const NOW = '2026-06-01T12:34:56.789Z';
const LATER = '2026-06-02T00:00:00.000Z';
const ID = '20260601T123456Z-abc123';
const SELECTION: Selection = { accounts: ['111122223333'], ous: [], regions: [], rules: [] };

/** What every store of runs keeps to. `open` gives an empty one. */
export function runStoreContract(name: string, open: () => Promise<RunStore>): void {
  const finish = (writer: RunWriter, selection?: Selection) =>
    writer.finish(aHead({ head: { runId: writer.runId }, ...(selection && { selection }) }));

  describe(`the run store of ${name}`, () => {
    test('names a run by its second and its suffix, and counts on where that is taken', async () => {
      const store = await open();
      const ids: string[] = [];
      for (let run = 0; run < 3; run += 1) ids.push((await store.begin(NOW, 'abc123')).runId);

      expect(ids).toEqual([ID, `${ID}-2`, `${ID}-3`]);
      expect((await store.begin(NOW, 'def456')).runId).toBe('20260601T123456Z-def456');
    });

    test('gives no id to two runs that begin at once', async () => {
      const store = await open();
      const writers = await Promise.all(Array.from({ length: 8 }, () => store.begin(NOW, 'abc123')));

      expect(new Set(writers.map(({ runId }) => runId)).size).toBe(8);
    });

    test('gives a finished run back as it was written, in order, as often as it is read', async () => {
      const writer = await (await open()).begin(NOW, 'abc123');
      const findings = Array.from({ length: 5 }, (_, index) => aFinding({}, index));
      const records = Array.from({ length: 4 }, (_, index) => aRecord({ id: `profile${index}` }));
      await writer.append(findings.slice(0, 2), records.slice(0, 3));
      await writer.append([], []);
      await writer.append(findings.slice(2), records.slice(3));

      const run = await finish(writer);

      expect(run.head).toEqual(aHead({ head: { runId: ID } }));
      for (let reading = 0; reading < 2; reading += 1) {
        expect(await collect(run.findings())).toEqual(findings);
        expect(await collect(run.resources())).toEqual(records);
      }
    });

    test('says before its end where a run will lie', async () => {
      const writer = await (await open()).begin(NOW, 'abc123');
      const { place } = writer;

      expect((await finish(writer)).place).toBe(place);
    });

    test('keeps what a run remembers, in order, as often as it is read', async () => {
      const store = await open();
      const writer = await store.begin(NOW, 'abc123');
      const told = { 'sns-1': { at: NOW, severity: 'high', atRisk: '1.50', stripped: 1 } } as const;
      const memory = [1, 2, 3].map((n) => ({ finding: aFinding({ message: `\u2028${n}` }, n), told }));
      await writer.remember(memory.slice(0, 2));
      await writer.remember([]);
      await writer.remember(memory.slice(2));

      const run = await finish(writer);

      const lines = memory.map((record, index) => ({ place: expect.stringMatching(`:${index + 1}$`), record }));
      for (const each of [run, await store.open(ID)]) expect(each && (await collect(each.memory()))).toEqual(lines);
      expect(await collect(run.memory())).toEqual(lines);
    });

    test('remembers nothing of a run that does not, or has nothing to', async () => {
      const store = await open();
      const silent = await finish(await store.begin(NOW, 'abc123'));
      const writer = await store.begin(NOW, 'abc123');
      await writer.remember([]);

      for (const run of [silent, await finish(writer)]) expect(await collect(run.memory())).toEqual([]);
    });

    test('keeps what is enclosed, the newest text of each name, as often as it is read', async () => {
      const store = await open();
      const writer = await store.begin(NOW, 'abc123');
      await writer.enclose('inputs.json', '{}');
      await writer.enclose('inputs.json', '{"a":"\u2028"}\n');
      await writer.enclose('spend-queries.ndjson', '{"n":1}\n{"n":2}\n');

      const run = await finish(writer);

      for (const each of [run, await store.open(ID), run]) {
        expect(await each?.enclosure('inputs.json')).toBe('{"a":"\u2028"}\n');
        expect(await each?.enclosure('spend-queries.ndjson')).toBe('{"n":1}\n{"n":2}\n');
      }
    });

    test('has nothing enclosed where nothing was', async () => {
      const run = await finish(await (await open()).begin(NOW, 'abc123'));
      for (const name of ENCLOSURES) expect(await run.enclosure(name)).toBeUndefined();
    });

    test('lists finished runs, the newest first, those with a selection too', async () => {
      const store = await open();
      expect(await collect(store.runs())).toEqual([]);
      for (let run = 1; run <= 10; run += 1) await finish(await store.begin(NOW, 'abc123'));
      await finish(await store.begin(LATER, 'abc123'), SELECTION);
      await store.begin(LATER, 'def456');
      const [newest, second, ...others] = await collect(store.runs());

      expect([newest, second, others.at(-1)]).toEqual(['20260602T000000Z-abc123', `${ID}-10`, ID]);
      expect(others).toHaveLength(9);
    });

    test('finds a finished run by its id, by its place and as the latest', async () => {
      const store = await open();
      const writer = await store.begin(NOW, 'abc123');
      await writer.append([aFinding()], [aRecord()]);
      const { place, head } = await finish(writer);

      for (const name of [ID, place, 'latest']) {
        const found = await store.open(name);
        expect(found?.head).toEqual(head);
        expect(found?.place).toBe(place);
        expect(found && (await collect(found.findings()))).toEqual([aFinding()]);
        expect(found && (await collect(found.resources()))).toEqual([aRecord()]);
      }
    });

    test('keeps tags and texts that are awkward in a file', async () => {
      const store = await open();
      const writer = await store.begin(NOW, 'abc123');
      const tags = JSON.parse('{"__proto__":"x","constructor":"y"}');
      const name = 'one\u2028two\u2029three\r\nfour\u0000\ud800';
      const finding = aFinding({ message: name, resource: { ...aFinding().resource, tags } });
      await writer.append([finding, aFinding()], [aRecord({ name, tags }), aRecord()]);
      await finish(writer);

      const run = await store.open(ID);
      const found = run && (await collect(run.resources()));

      expect(run && (await collect(run.findings()))).toEqual([finding, aFinding()]);
      expect(found).toEqual([aRecord({ name, tags }), aRecord()]);
      expect(Object.entries(found?.[0]?.tags ?? {})).toEqual([
        ['__proto__', 'x'],
        ['constructor', 'y'],
      ]);
    });

    test.for(['20260601T123456Z-000000', 'nonsense', '../../x', '20260601T123456Z-x/../../x', '/nonexistent/run'])(
      'has no run %s',
      async (run) => {
        const store = await open();
        await finish(await store.begin(NOW, 'abc123'));

        expect(await store.open(run)).toBeUndefined();
      },
    );

    test('has no latest run where there is none', async () => {
      expect(await (await open()).open('latest')).toBeUndefined();
    });

    test('shows no run before it is finished', async () => {
      const store = await open();
      const writer = await store.begin(NOW, 'abc123');
      await writer.append([aFinding()], [aRecord()]);

      expect(await store.open(ID)).toBeUndefined();
      expect(await store.open('latest')).toBeUndefined();
      await finish(writer);
      expect(await store.open(ID)).toBeDefined();
    });

    test('shows no run that was abandoned', async () => {
      const store = await open();
      const writer = await store.begin(NOW, 'abc123');
      await writer.append([aFinding()], [aRecord()]);
      await writer.abandon();

      expect(await store.open(ID)).toBeUndefined();
      expect(await store.open('latest')).toBeUndefined();
    });

    test('takes the newest finished run without a selection for the latest', async () => {
      const store = await open();
      await finish(await store.begin(NOW, 'abc123'));
      const newest = await store.begin(LATER, 'abc123');
      await finish(newest);
      await finish(await store.begin(LATER, 'abc123'), SELECTION);
      await store.begin('2026-06-03T00:00:00.000Z', 'abc123');

      expect((await store.open('latest'))?.head.runId).toBe(newest.runId);
    });

    test('takes the tenth run of a second for later than the second one', async () => {
      const store = await open();
      for (let run = 1; run <= 10; run += 1) await finish(await store.begin(NOW, 'abc123'));

      expect((await store.open('latest'))?.head.runId).toBe(`${ID}-10`);
    });
  });
}
