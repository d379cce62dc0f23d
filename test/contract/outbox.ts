import { describe, expect, test } from 'vitest';
import type { Digest } from '../../src/domain/alerts.ts';
import type { IsoInstant } from '../../src/domain/dates.ts';
import { waitingName } from '../../src/domain/outbox.ts';
import type { Run } from '../../src/domain/report.ts';
import type { Outbox } from '../../src/ports/alerts.ts';
import type { RunStore } from '../../src/ports/run-store.ts';
import { aChange, aDigest } from '../support/alerts.ts';
import { collect } from '../support/fakes.ts';
import { aFinding, aHead } from '../support/run-builder.ts';

const NOW = '2026-06-01T12:34:56.789Z';
/** The second in which a run of NOW began, and a day after that. */
const DAY_LATER = '2026-06-02T12:34:56.000Z';
const OVERDUE = '2026-06-02T12:34:56.001Z';

/** One store and its outbox; `outbox` makes another one on the same digests, as the next process would. */
export interface OutboxScene {
  readonly store: RunStore;
  readonly outbox: (now: IsoInstant) => Outbox;
}

/** What every outbox keeps to. `open` gives an empty one. */
export function outboxContract(name: string, open: () => Promise<OutboxScene>): void {
  const digestOf = (runId: string, id = 'a0', over: Partial<Digest> = {}) =>
    aDigest([aChange()], { runId, id, ...over });

  const finish = async (store: RunStore, outbox: Outbox, now: IsoInstant, ...ids: readonly string[]): Promise<Run> => {
    const writer = await store.begin(now, 'abc123');
    for (const id of ids) await outbox.put(digestOf(writer.runId, id));
    return writer.finish(aHead({ head: { runId: writer.runId } }));
  };

  const idsIn = async (outbox: Outbox) => (await collect(outbox.pending())).map(({ digest }) => digest?.id);

  describe(`the outbox of ${name}`, () => {
    test('gives a digest back as it was put, whatever text is in it, also to another process', async () => {
      const { store, outbox } = await open();
      const writer = await store.begin(NOW, 'abc123');
      const tags = JSON.parse('{"__proto__":"x","q\\"":"one\\u2028two\\r\\n\\u0000\\ud800"}');
      const finding = aFinding({ message: '</script>\u2028\u0007', resource: { ...aFinding().resource, tags } });
      const digest = aDigest([{ kind: 'stripped', finding }], { runId: writer.runId, place: 'a "place"' });
      await outbox(NOW).put(digest);
      await writer.finish(aHead({ head: { runId: writer.runId } }));

      for (const now of [NOW, OVERDUE])
        expect(await collect(outbox(now).pending())).toEqual([
          { place: expect.stringContaining(waitingName(digest)), digest, accepted: [], isTried: false },
        ]);
    });

    test('is empty at first', async () => {
      const { outbox } = await open();

      expect(await collect(outbox(NOW).pending())).toEqual([]);
    });

    test('gives none of a run that is not finished, or was given up', async () => {
      const { store, outbox } = await open();
      const writer = await store.begin(NOW, 'abc123');
      const other = await store.begin(NOW, 'abc123');
      await outbox(NOW).put(digestOf(writer.runId, 'a0'));
      await outbox(NOW).put(digestOf(other.runId, 'b0'));
      await other.abandon();

      expect(await idsIn(outbox(NOW))).toEqual([]);
      await writer.finish(aHead({ head: { runId: writer.runId } }));
      expect(await idsIn(outbox(NOW))).toEqual(['a0']);
    });

    test('keeps one under one id, the last', async () => {
      const { store, outbox } = await open();
      const writer = await store.begin(NOW, 'abc123');
      for (const place of ['first', 'last']) await outbox(NOW).put(digestOf(writer.runId, 'a0', { place }));
      await writer.finish(aHead({ head: { runId: writer.runId } }));

      expect((await collect(outbox(NOW).pending())).map(({ digest }) => digest?.place)).toEqual(['last']);
    });

    test('gives those of the oldest run first, of the tenth in a second after the second', async () => {
      const { store, outbox } = await open();
      const box = outbox(NOW);
      await finish(store, box, '2026-06-02T00:00:00.000Z', 'a0');
      for (let run = 1; run <= 10; run += 1) await finish(store, box, NOW, `f${run}`, `e${run}`);
      await finish(store, box, '2026-05-31T00:00:00.000Z', 'c0');

      const sameSecond = Array.from({ length: 10 }, (_, index) => [`e${index + 1}`, `f${index + 1}`]).flat();
      expect(await idsIn(box)).toEqual(['c0', ...sameSecond, 'a0']);
    });

    test('forgets what is removed and nothing else, also while it is read and for good', async () => {
      const { store, outbox } = await open();
      await finish(store, outbox(NOW), NOW, 'a0', 'b0', 'c0');

      const seen: string[] = [];
      for await (const { digest } of outbox(NOW).pending()) {
        const id = digest?.id ?? '';
        seen.push(id);
        if (id !== 'b0') await outbox(NOW).remove(id);
      }

      expect(seen).toEqual(['a0', 'b0', 'c0']);
      expect(await idsIn(outbox(NOW))).toEqual(['b0']);
    });

    test('has nothing against the removal of what is not there', async () => {
      const { store, outbox } = await open();
      await outbox(NOW).remove('a0');
      await finish(store, outbox(NOW), NOW, 'a0');
      for (const id of ['0', 'a', 'a0', 'a0']) await outbox(NOW).remove(id);

      expect(await idsIn(outbox(NOW))).toEqual([]);
    });

    test('drops what is of no finished run a day after that began, and not before', async () => {
      const { store, outbox } = await open();
      const kept = await store.begin(NOW, 'abc123');
      await outbox(NOW).put(digestOf(kept.runId));
      expect(await idsIn(outbox(DAY_LATER))).toEqual([]);
      await kept.finish(aHead({ head: { runId: kept.runId } }));
      expect(await idsIn(outbox(DAY_LATER))).toEqual(['a0']);

      const dropped = await store.begin(NOW, 'abc123');
      await outbox(NOW).put(digestOf(dropped.runId, 'b0'));
      expect(await idsIn(outbox(OVERDUE))).toEqual(['a0']);
      await dropped.finish(aHead({ head: { runId: dropped.runId } }));
      expect(await idsIn(outbox(NOW))).toEqual(['a0']);
    });

    test('keeps what is noted of a delivery, also for another process, until the digest is accepted', async () => {
      const { store, outbox } = await open();
      await finish(store, outbox(NOW), NOW, 'a0', 'b0');
      await outbox(NOW).note('a0', []);
      await outbox(NOW).note('a0', ['x', 'y']);
      const noted = async () =>
        (await collect(outbox(OVERDUE).pending())).map(({ digest, accepted, isTried }) => [
          digest?.id,
          isTried ? accepted : 'not tried',
        ]);

      expect(await noted()).toEqual([
        ['a0', ['x', 'y']],
        ['b0', 'not tried'],
      ]);
      await outbox(NOW).remove('a0');
      expect(await noted()).toEqual([['b0', 'not tried']]);
      await finish(store, outbox(NOW), '2026-06-01T12:34:57.000Z', 'a0');
      expect(await noted()).toEqual([
        ['b0', 'not tried'],
        ['a0', 'not tried'],
      ]);
      await outbox(NOW).note('b0', []);
      expect(await noted()).toContainEqual(['b0', []]);
    });

    test('keeps what is noted of though its run is gone, and for ever', async () => {
      const { store, outbox } = await open();
      const writer = await store.begin(NOW, 'abc123');
      await outbox(NOW).put(digestOf(writer.runId));
      await outbox(NOW).note('a0', []);
      await writer.abandon();

      expect(await idsIn(outbox('2028-01-01T00:00:00.000Z'))).toEqual(['a0']);
    });

    test('takes back the digest of one run, and not the same news of another', async () => {
      const { store, outbox } = await open();
      await finish(store, outbox(NOW), NOW, 'a0');
      const writer = await store.begin(NOW, 'abc123');
      const withdrawn = digestOf(writer.runId, 'a0');
      await outbox(NOW).put(withdrawn);
      await outbox(NOW).withdraw(withdrawn);
      await outbox(NOW).withdraw(withdrawn);
      await writer.finish(aHead({ head: { runId: writer.runId } }));

      expect(await idsIn(outbox(NOW))).toEqual(['a0']);
    });

    test('forgets the same news of every run once they are accepted', async () => {
      const { store, outbox } = await open();
      for (let run = 0; run < 2; run += 1) await finish(store, outbox(NOW), NOW, 'a0');
      const seen: string[] = [];
      for await (const { digest } of outbox(NOW).pending()) {
        seen.push(digest?.runId ?? '');
        await outbox(NOW).remove(digest?.id ?? '');
      }

      expect(seen).toHaveLength(1);
      expect(await idsIn(outbox(NOW))).toEqual([]);
    });
  });
}
