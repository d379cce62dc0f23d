import { describe, expect, test } from 'vitest';
import type { Digest } from '../../src/domain/alerts.ts';
import type { Outbox } from '../../src/ports/alerts.ts';
import { aRoute } from '../support/alerts.ts';
import { run, type Scene } from '../support/audit-scene.ts';
import { settings } from '../support/builders.ts';
import { memoryStore } from '../support/fakes.ts';
import { broken, day, days, denied, fixed, narrowed } from './support/days.ts';

describe('who is told', () => {
  function outbox() {
    const digests: Digest[] = [];
    const port: Outbox = {
      put: async (digest) => void digests.push(digest),
      async *pending() {
        yield* digests;
      },
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
