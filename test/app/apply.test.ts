import { describe, expect, test, vi } from 'vitest';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import { aFailure } from '../support/builders.ts';
import { fakeTagging } from '../support/fake-tagging.ts';
import { memoryLedger, recordingProgress } from '../support/fakes.ts';
import { ARN, anAction, apply, arnOf, outcomesOf } from './support/remediation-scene.ts';

describe('the end of a run', () => {
  const ended = aFailure({ outcome: 'not-reached', code: 'DeadlineExceeded', requestId: null });
  const ids = ['a', 'b', 'c'];
  const actions = ids.map((id) => anAction(arnOf(id)));
  const resources = Object.fromEntries(ids.map((id) => [arnOf(id), {}]));

  test('leaves what was not begun without a line', async () => {
    const lines: LedgerEntry[] = [];
    const tagging = fakeTagging(resources, { readFailures: [undefined, undefined, ended] });

    const results = await apply({ tagging, lines }, actions);

    expect(outcomesOf(results)).toEqual(['applied', 'not-reached', 'not-reached']);
    expect(results[1]?.code).toBe('DeadlineExceeded');
    expect(outcomesOf(lines)).toEqual(['started', 'applied']);
    expect(tagging.calls).toEqual(['read', 'put', 'read', 'read']);
  });

  test('between line and answer leaves it unknown, and the next process looks', async () => {
    const lines: LedgerEntry[] = [];
    const tagging = fakeTagging(resources, { fates: [ended], readFailures: [undefined, ended] });

    expect(outcomesOf(await apply({ tagging, lines }, actions))).toEqual(['unknown', 'not-reached', 'not-reached']);
    expect(outcomesOf(await apply({ tagging, lines }, actions))).toEqual(['applied', 'applied', 'applied']);
    expect(tagging.writes).toHaveLength(3);
  });

  test('while a write is looked for leaves it unknown at once', async () => {
    const lines: LedgerEntry[] = [];
    const tagging = fakeTagging({ [ARN]: {} }, { readFailures: [undefined, ended] });
    const pause = vi.fn(async () => undefined);

    expect(await apply({ tagging, lines }, [anAction(ARN)], { pause })).toMatchObject([
      { outcome: 'unknown', code: 'DeadlineExceeded', requestId: 'request-1' },
    ]);
    expect(pause).not.toHaveBeenCalled();
  });

  test('by a ledger that takes no line is thrown, and nothing was written for it', async () => {
    const lines: LedgerEntry[] = [];
    const tagging = fakeTagging({ [ARN]: {} });
    const full = new Error('no space left');
    const ledger = { ...memoryLedger(lines), append: () => Promise.reject(full) };

    await expect(apply({ tagging, lines }, [anAction(ARN)], { ledger })).rejects.toBe(full);
    expect(tagging.writes).toEqual([]);
  });
});

describe('many actions', () => {
  const places = ['us-east-1', 'eu-west-1'].flatMap((region) =>
    ['111122223333', '444455556666', '777788889999'].map((accountId) => ({ accountId, region })),
  );
  const arns = ['a', 'b'].flatMap((id) => places.map(({ accountId, region }) => arnOf(id, accountId, region)));
  const actions = arns.map((arn) => anAction(arn));

  /** A tagging that notes which places are busy. */
  function busy() {
    const inner = fakeTagging(Object.fromEntries(arns.map((arn) => [arn, {}])));
    const placeOf = (arn: string) => arn.split(':').slice(3, 5).join('/');
    const now: string[] = [];
    const most = { all: 0, inOne: 0 };
    const noting = async <T>(arn: string, work: () => Promise<T>): Promise<T> => {
      now.push(placeOf(arn));
      most.all = Math.max(most.all, now.length);
      most.inOne = Math.max(most.inOne, now.filter((place) => place === placeOf(arn)).length);
      await new Promise((resolve) => setTimeout(resolve, 1));
      now.splice(now.indexOf(placeOf(arn)), 1);
      return work();
    };
    const tagging = {
      read: (arn: string) => noting(arn, () => inner.read(arn)),
      put: (arn: string, key: string, value: string) => noting(arn, () => inner.put(arn, key, value)),
      remove: (arn: string, key: string) => noting(arn, () => inner.remove(arn, key)),
    };
    return { tagging, inner, most };
  }

  test('go on in four places at a time, one after another in each', async () => {
    const { tagging, inner, most } = busy();

    await apply({ tagging, lines: [] }, actions);

    expect(most).toEqual({ all: 4, inOne: 1 });
    for (const { accountId, region } of places) {
      const here = inner.writes.filter(({ arn }) => arn.includes(`:${region}:${accountId}:`));
      expect(here.map(({ arn }) => arn)).toEqual([arnOf('a', accountId, region), arnOf('b', accountId, region)]);
    }
  });

  test('have their results in their own order, and tell how far they are', async () => {
    const { tagging } = busy();
    const { progress, events } = recordingProgress();

    const results = await apply({ tagging, lines: [] }, actions, { progress });

    expect(results.map(({ arn }) => arn)).toEqual(arns);
    expect(events).toEqual([`planned ${arns.length}`, ...arns.map(() => 'finished')]);
  });

  test('are each their own, whatever becomes of another', async () => {
    const lines: LedgerEntry[] = [];
    const tagging = fakeTagging(Object.fromEntries(arns.map((arn) => [arn, {}])), { closed: ['444455556666'] });

    const results = await apply({ tagging, lines }, actions);

    const closed = results.filter(({ outcome }) => outcome === 'refused');
    expect(closed.map(({ arn }) => arn)).toEqual(arns.filter((arn) => arn.includes('444455556666')));
    expect(tagging.writes).toHaveLength(8);
  });
});
