import { describe, expect, test } from 'vitest';
import type { Digest } from '../../src/domain/alerts.ts';
import type { Outbox } from '../../src/ports/alerts.ts';
import { aRoute } from '../support/alerts.ts';
import { finished, run, type Scene } from '../support/audit-scene.ts';
import { aFailure, anAgreement, aProfile, settings } from '../support/builders.ts';
import { memoryStore, type Shelf } from '../support/fakes.ts';
import { broken, day, days, denied, fixed, narrowed, untagged, with1 } from './support/days.ts';

describe('who is told', () => {
  function outbox() {
    const digests: Digest[] = [];
    const port: Outbox = {
      put: async (digest) => void digests.push(digest),
      async *pending() {
        for (const digest of digests) yield { place: digest.id, digest, accepted: [], isTried: false };
      },
      note: async () => undefined,
      withdraw: async ({ id }) => port.remove(id),
      linkTo: async () => undefined,
      remove: async (id) => {
        const at = digests.findIndex((digest) => digest.id === id);
        if (at >= 0) digests.splice(at, 1);
      },
    };
    return { port, digests };
  }
  const alerts = { routes: [aRoute()], remindAfterDays: 7 };
  const telling = (scene: Scene, port: Outbox): Scene => ({
    ...scene,
    outbox: port,
    request: { ...scene.request, settings: settings({ alerts }) },
  });

  test('is told of a finding once, and of its end', async () => {
    const { port, digests } = outbox();
    await days([broken, broken, fixed, fixed].map((scene) => telling(scene, port)));
    expect(digests.map(({ at, counts }) => [at, counts.new, counts.resolved])).toEqual([
      [day(1), 1, 0],
      [day(3), 0, 1],
    ]);
  });

  const kinds = (digests: readonly Digest[]) =>
    digests.map(({ at, changes }) => [at, ...changes.map(({ kind }) => kind)].join(' '));

  test('is told of a tag that was taken away, be it one that was never missing before', async () => {
    const { port, digests } = outbox();
    await days([fixed, broken, broken, fixed, broken].map((scene) => telling(scene, port)));
    expect(kinds(digests)).toEqual([`${day(2)} stripped`, `${day(4)} resolved`, `${day(5)} stripped`]);
  });

  test('is told of it as well where a run saw it that told nobody, and as of a new one after a waiver', async () => {
    const { port, digests } = outbox();
    const waivers = [{ rule: 'map-tag-missing', resource: '*', reason: 'r', owner: 'o', until: day(9).slice(0, 10) }];
    const waived: Scene = { ...broken, outbox: port, request: { settings: settings({ alerts, waivers }) } };
    await days([fixed, broken, telling(broken, port), waived, telling(broken, port)]);
    expect(kinds(digests)).toEqual([`${day(3)} stripped`, `${day(5)} new`]);
  });

  test('is told of a new resource as new, and so of a tag that the configuration has made wrong', async () => {
    const { port, digests } = outbox();
    const other = {
      ...telling(fixed, port),
      request: {
        settings: settings({ alerts, agreements: [anAgreement({ id: 'FGHIJ67890', tagValue: 'migFGHIJ67890' })] }),
      },
    };
    await days([telling({ inventory: with1([]) }, port), telling(broken, port), telling(fixed, port), other]);
    // The other agreement has a finding of its own.
    expect(kinds(digests)).toEqual([`${day(2)} new`, `${day(3)} resolved`, `${day(4)} new new`]);
  });

  test('is told of it as new where the resources of the run before cannot be read, with a note', async () => {
    const { port, digests } = outbox();
    const store = memoryStore();
    const torn: typeof store = {
      ...store,
      async open(name) {
        const found = await store.open(name);
        const resources = async function* () {
          yield* found?.resources() ?? [];
          throw new SyntaxError('torn');
        };
        return found && { ...found, resources };
      },
    };
    const other = aProfile({ id: 'zzz', name: 'zzz', tags: new Map() });
    await days([fixed], store);
    const { events } = await days([telling({ inventory: with1([untagged, other]), now: day(2) }, port)], torn);
    expect(kinds(digests)).toEqual([`${day(2)} stripped new`]);
    expect(events.filter((event) => event.includes('cannot be read: a tag that was right then'))).toHaveLength(1);
  });

  test('is told nothing new while a target cannot be read, but that it cannot', async () => {
    const { port, digests } = outbox();
    await days([broken, denied, broken].map((scene) => telling(scene, port)));
    expect(digests.map(({ changes }) => changes.map(({ kind }) => kind))).toEqual([
      ['new'],
      ['coverage-lost'],
      ['resolved'],
    ]);
  });

  test('hears nothing of a run whose report could not be written: the next run may take its id', async () => {
    const { port, digests } = outbox();
    const store = memoryStore();
    const failing: typeof store = {
      ...store,
      begin: async (...given) => ({
        ...(await store.begin(...given)),
        finish: () => Promise.reject(new Error('full')),
      }),
    };

    await expect((await run({ ...telling(broken, port), store: failing })).result).rejects.toThrow('full');

    expect(digests).toEqual([]);
  });

  test('remembers through runs that tell nobody', async () => {
    const { port, digests } = outbox();
    await days([telling(broken, port), broken, telling(broken, port)]);
    expect(digests).toHaveLength(1);
  });

  test('is told of the end that a run saw which told nobody, once, by the next that tells', async () => {
    const { port, digests } = outbox();
    const { findings } = await days([telling(broken, port), fixed, fixed, telling(fixed, port), telling(fixed, port)]);
    expect(findings).toEqual([]);
    expect(digests.map(({ at, changes }) => [at, changes.map(({ kind }) => kind)])).toEqual([
      [day(1), ['new']],
      [day(4), ['resolved']],
    ]);
  });

  test('is told nothing of an end that nobody told before it was one no longer', async () => {
    const { port, digests } = outbox();
    const last = await days([telling(broken, port), fixed, broken, telling(broken, port), telling(fixed, port)]);
    expect(digests.map(({ at, changes }) => [at, changes.map(({ kind }) => kind)])).toEqual([
      [day(1), ['new']],
      [day(5), ['resolved']],
    ]);
    expect(last.memory).toEqual([]);
  });

  test('is told again where more of an account is lost, and not where the same or less is', async () => {
    const { port, digests } = outbox();
    const lost = (...lists: readonly [Shelf, Shelf]): Scene => ({ inventory: with1(...lists) });
    const none = aFailure();
    const scenes = [lost(none, []), lost(none, none), lost([], none), lost(none, none), lost([], [])];
    await days(scenes.map((scene) => telling(scene, port)));
    expect(digests.map(({ at, changes }) => [at, changes.map(({ kind }) => kind)])).toEqual([
      [day(1), ['coverage-lost']],
      [day(2), ['coverage-lost']],
      [day(5), ['resolved']],
    ]);
  });

  describe('of a run that was cut off', () => {
    const stopped = aFailure({ outcome: 'not-reached', code: 'DeadlineExceeded' });
    const cutOff: Scene = { inventory: with1(stopped, stopped) };
    const kindsBy = async (scenes: readonly Scene[]) => {
      const { port, digests } = outbox();
      await days(scenes.map((scene) => telling(scene, port)));
      return digests.map(({ at, coverage, changes }) => [at, coverage.complete, changes.map(({ kind }) => kind)]);
    };

    test('is not told that what it did not get to is lost, nor that it is back', async () => {
      expect(await kindsBy([broken, cutOff, broken])).toEqual([[day(1), true, ['new']]]);
    });

    test('is told what it found, and that coverage is incomplete', async () => {
      expect(await kindsBy([{ inventory: with1([untagged], stopped) }])).toEqual([[day(1), false, ['new']]]);
    });

    test('is told of an account that a second run in a row does not get to, and when it is back', async () => {
      expect(await kindsBy([broken, cutOff, cutOff, cutOff, broken])).toEqual([
        [day(1), true, ['new']],
        [day(3), false, ['coverage-lost']],
        [day(5), true, ['resolved']],
      ]);
    });

    test('is told of what could not be read for another reason', async () => {
      expect(await kindsBy([{ inventory: with1(aFailure(), stopped) }])).toEqual([[day(1), false, ['coverage-lost']]]);
    });
  });

  test('by two runs at once is told the same under the same id', async () => {
    const store = memoryStore();
    const { port, digests } = outbox();
    await days([telling(fixed, port)], store);
    await Promise.all([2, 2].map((n) => finished({ ...telling(broken, port), store, now: day(n) })));
    await finished({ ...telling(broken, port), store, now: day(3) });

    expect(digests.map(({ id }) => id)).toEqual([digests[0]?.id, digests[0]?.id]);
    expect(new Set(digests.map(({ runId }) => runId)).size).toBe(2);
  });

  test('hears nothing of a run with a selection, and that is said', async () => {
    const { port, digests } = outbox();
    const { events } = await days([telling(narrowed, port)]);
    expect(digests).toEqual([]);
    expect(events.join()).toContain('Nobody is told what this run finds');
  });

  test('has a digest waiting before the run is there', async () => {
    const store = memoryStore();
    const { port } = outbox();
    const put: Outbox['put'] = async ({ runId }) => {
      expect(await store.open(runId)).toBeUndefined();
      throw new Error('killed');
    };
    const { result } = await run({ ...telling(broken, { ...port, put }), store });
    await expect(result).rejects.toThrow('killed');
    expect(await store.open('latest')).toBeUndefined();
  });
});
