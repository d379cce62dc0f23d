import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deliverPending } from '../../src/app/deliver.ts';
import type { Digest, Route } from '../../src/domain/alerts.ts';
import { AwsError } from '../../src/domain/errors.ts';
import type { GapOutcome } from '../../src/domain/outcome.ts';
import type { AlertPort, Outbox } from '../../src/ports/alerts.ts';
import { aDigest, aRoute } from '../support/alerts.ts';
import { aFailure } from '../support/builders.ts';
import { recordingProgress } from '../support/fakes.ts';
import { Crash } from './support/remediation-scene.ts';

const ROUTES = [aRoute({ id: 'a' }), aRoute({ id: 'b' })];

function aWaiting(routeId: string, n = 1): Digest {
  return aDigest(undefined, { id: `${routeId}${n}`, routeId, runId: `run-${n}` });
}

/** An outbox whose digests survive the process. */
function outboxOf(digests: Map<string, Digest>, notes = new Map<string, readonly string[]>()): Outbox {
  return {
    put: async (digest) => void digests.set(digest.id, digest),
    async *pending() {
      for (const digest of [...digests.values()]) {
        const accepted = notes.get(digest.id);
        yield { place: digest.id, digest, accepted: accepted ?? [], isTried: accepted !== undefined };
      }
    },
    note: async (id, accepted) => void notes.set(id, accepted),
    withdraw: async ({ id }) => void digests.delete(id),
    linkTo: async () => undefined,
    remove: async (id) => void digests.delete(id),
  };
}

const keep = (digests: readonly Digest[]) => new Map(digests.map((digest) => [digest.id, digest]));

/** Accepts everything but what the function fails. */
function receivers(fail: (digest: Digest) => Error | undefined = () => undefined) {
  const asked: string[] = [];
  const alerts: AlertPort = {
    async send(_route, digest) {
      asked.push(digest.id);
      const error = fail(digest);
      if (error) throw error;
    },
  };
  return { alerts, asked };
}

const refusal = (outcome: GapOutcome) => new AwsError(aFailure({ outcome, code: 'Code', message: 'why' }));

async function deliver(digests: Map<string, Digest>, alerts: AlertPort, routes = ROUTES) {
  const { progress, events } = recordingProgress();
  return { delivery: await deliverPending(outboxOf(digests), alerts, routes, progress), events };
}

describe('the delivery', () => {
  test('sends what waits, in its order, each to its own route, and forgets it', async () => {
    const digests = keep([aWaiting('a', 1), aWaiting('b', 1), aWaiting('a', 2)]);
    const sent: string[] = [];
    const alerts: AlertPort = { send: async (route, digest) => void sent.push(`${route.id}: ${digest.id}`) };

    expect((await deliver(digests, alerts)).delivery).toEqual({ sent: 3, undelivered: [], damaged: [] });
    expect(sent).toEqual(['a: a1', 'b: b1', 'a: a2']);
    expect(digests.size).toBe(0);
    expect((await deliver(digests, alerts)).delivery).toEqual({ sent: 0, undelivered: [], damaged: [] });
    expect(sent).toHaveLength(3);
  });

  test('leaves what is refused for the next run, with what came later for the same receiver', async () => {
    const digests = keep([aWaiting('a', 1), aWaiting('a', 2), aWaiting('b', 1)]);
    const { alerts } = receivers(({ id }) => (id === 'a1' ? refusal('failed') : undefined));

    expect((await deliver(digests, alerts)).delivery).toEqual({
      sent: 1,
      undelivered: [
        { routeId: 'a', code: 'Code', message: 'why' },
        { routeId: 'a', code: 'Code', message: 'why' },
      ],
      damaged: [],
    });
    expect([...digests.keys()]).toEqual(['a1', 'a2']);
    expect((await deliver(digests, receivers().alerts)).delivery.sent).toBe(2);
    expect(digests.size).toBe(0);
  });

  test.for<GapOutcome>(['throttled', 'timed-out', 'not-reached', 'failed', 'access-denied'])(
    'after %s asks the receiver no more in this run, so that nothing overtakes what waits',
    async (outcome) => {
      const digests = keep([aWaiting('a', 1), aWaiting('b', 1), aWaiting('a', 2)]);
      const { alerts, asked } = receivers(({ routeId }) => (routeId === 'a' ? refusal(outcome) : undefined));

      const { delivery } = await deliver(digests, alerts);

      expect(asked).toEqual(['a1', 'b1']);
      expect(delivery).toMatchObject({ sent: 1, undelivered: [{ routeId: 'a' }, { routeId: 'a' }] });
      expect([...digests.keys()]).toEqual(['a1', 'a2']);
    },
  );

  test('passes over what is no digest any more, tells where it is, and leaves it there', async () => {
    const digests = keep([aWaiting('a', 1), aWaiting('b', 1)]);
    const box = outboxOf(digests);
    const outbox: Outbox = {
      ...box,
      async *pending() {
        yield { place: 'box/torn.json', digest: undefined, accepted: [], isTried: false };
        yield* box.pending();
        yield { place: 'box/edited.json', digest: undefined, accepted: [], isTried: false };
      },
    };

    const { alerts, asked } = receivers();
    const delivery = await deliverPending(outbox, alerts, ROUTES, recordingProgress().progress);

    expect(delivery).toEqual({ sent: 2, undelivered: [], damaged: ['box/torn.json', 'box/edited.json'] });
    expect(asked).toEqual(['a1', 'b1']);
    expect(digests.size).toBe(0);
  });

  test('notes what a receiver took of a digest before it failed, and gives it back with the next attempt', async () => {
    const digests = keep([aWaiting('a', 1), aWaiting('a', 2)]);
    const notes = new Map<string, readonly string[]>();
    const seen: string[][] = [];
    const taking: AlertPort = {
      async send(_route, _digest, receipt) {
        seen.push([...(receipt?.accepted ?? [])]);
        await receipt?.accept([`part${seen.length}`]);
        throw refusal('throttled');
      },
    };
    const { progress } = recordingProgress();

    for (let run = 0; run < 2; run += 1) {
      await deliverPending(outboxOf(digests, notes), taking, ROUTES, progress);
    }

    expect(seen).toEqual([[], ['part1']]);
    // What waits behind it is noted too: it waits for its receiver, and not for its run.
    expect([...notes]).toEqual([
      ['a1', ['part1', 'part2']],
      ['a2', []],
    ]);
  });

  describe('of a route that wants a signed link', () => {
    const link = { url: 'https://example.com/x', seconds: 3_600, endsWithSession: false };
    const linkedBy = async (route: Partial<Route>, linkTo: Outbox['linkTo']) => {
      const sent: Digest[] = [];
      const alerts: AlertPort = { send: async (_route, digest) => void sent.push(digest) };
      const digests = keep([aWaiting('a')]);
      const outbox = { ...outboxOf(digests), linkTo };
      await deliverPending(outbox, alerts, [{ ...aRoute({ id: 'a' }), ...route }], recordingProgress().progress);
      return sent.map((digest) => digest.link);
    };

    test('has it signed for as long when it is sent', async () => {
      const asked: unknown[] = [];
      const linkTo: Outbox['linkTo'] = async (...given) => {
        asked.push(given);
        return link;
      };
      expect(await linkedBy({ linkHours: 5 }, linkTo)).toEqual([link]);
      expect(asked).toEqual([['run-1', 5]]);
    });

    test.for<readonly [string, Partial<Route>, Outbox['linkTo']]>([
      ['nobody asked for one', {}, async () => link],
      ['it goes to machines', { linkHours: 5, channel: 'event-bridge' }, async () => link],
      ['there is none', { linkHours: 5 }, async () => undefined],
      ['it is over before anybody reads it', { linkHours: 5 }, async () => ({ ...link, seconds: 59 })],
      ['it could not be made', { linkHours: 5 }, async () => Promise.reject(refusal('access-denied'))],
    ])('goes out without where %s', async ([, route, linkTo]) => {
      expect(await linkedBy(route, linkTo)).toEqual([undefined]);
    });

    test('hides no mistake of its own', async () => {
      await expect(linkedBy({ linkHours: 5 }, () => Promise.reject(new TypeError('a bug')))).rejects.toThrow('a bug');
    });
  });

  test('drops what waits for a route that is no more, and says so', async () => {
    const digests = keep([aWaiting('old'), aWaiting('a')]);
    const { alerts, asked } = receivers();

    const { delivery, events } = await deliver(digests, alerts);

    expect(delivery).toEqual({ sent: 1, undelivered: [], damaged: [] });
    expect(asked).toEqual(['a1']);
    expect(events).toEqual(['note An alert of run run-1 is dropped: its route is no longer in the configuration.']);
    expect(digests.size).toBe(0);
  });

  test('hides no mistake of its own as an undelivered alert', async () => {
    const digests = keep([aWaiting('a')]);
    const { alerts } = receivers(() => new TypeError('a bug'));
    await expect(deliver(digests, alerts)).rejects.toThrow('a bug');
    expect(digests.size).toBe(1);
  });
});

/** Outbox and receivers of a process that dies at its nth step, before it does anything or once it is done. */
function dying(digests: Map<string, Digest>, accepted: string[], at: number, when: 'before' | 'after') {
  let steps = 0;
  const step = async (work: () => void): Promise<void> => {
    steps += 1;
    if (steps > at || (steps === at && when === 'before')) throw new Crash();
    work();
    if (steps === at) throw new Crash();
  };
  const outbox: Outbox = { ...outboxOf(digests), remove: (id) => step(() => digests.delete(id)) };
  const alerts: AlertPort = { send: (_route, { id }) => step(() => accepted.push(id)) };
  return { outbox, alerts };
}

describe('wherever the process dies', () => {
  const waiting = fc
    .uniqueArray(fc.tuple(fc.constantFrom('a', 'b'), fc.nat(3)), { maxLength: 6, selector: String })
    .map((list) => list.map(([routeId, n]) => aWaiting(routeId, n)));

  test('no alert is lost, and at most one is received twice, under the same id', async () => {
    const when = fc.constantFrom('before' as const, 'after' as const);
    await fc.assert(
      fc.asyncProperty(waiting, fc.integer({ min: 1, max: 14 }), when, async (list, at, moment) => {
        const digests = keep(list);
        const accepted: string[] = [];
        const { outbox, alerts } = dying(digests, accepted, at, moment);
        const died = await deliverPending(outbox, alerts, ROUTES, recordingProgress().progress).then(
          () => false,
          (error: unknown) => error instanceof Crash,
        );
        expect(died).toBe(at <= list.length * 2);

        const next: AlertPort = { send: async (_route, { id }) => void accepted.push(id) };
        await deliver(digests, next);

        const ids = list.map(({ id }) => id);
        expect(new Set(accepted)).toEqual(new Set(ids));
        expect(accepted.length - ids.length).toBeLessThanOrEqual(1);
        expect(digests.size).toBe(0);
      }),
    );
  });
});
