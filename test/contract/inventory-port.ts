import { describe, expect, test } from 'vitest';
import type { Carrier } from '../../src/domain/carrier.ts';
import { AwsError } from '../../src/domain/errors.ts';
import type { Target } from '../../src/domain/target.ts';
import type { InventoryPort } from '../../src/ports/inventory.ts';
import { anAccount, aProfile } from '../support/builders.ts';

export interface InventoryScene {
  readonly readable: Target;
  /** What is in the readable target. */
  readonly carriers: readonly Carrier[];
  /** Known from an earlier listing of the readable target, and deleted since. */
  readonly gone: Carrier;
  readonly empty: Target;
  /** Nothing may be listed here. */
  readonly denied: Target;
  /** Its one carrier may be listed, and its tags not read. */
  readonly untellable: Target;
  readonly unread: Carrier;
}

const account = anAccount({ id: '111122223333', ouPath: 'o-northwind01/r-nw01' });
const CREATED = '2025-03-01T00:00:00.000Z';
const AWKWARD = new Map([
  ['map-migrated', 'migABCDE12345'],
  ['__proto__', 'x'],
  ['empty', ''],
]);

const SCENE: InventoryScene = {
  readable: { account, region: 'us-east-1' },
  carriers: Array.from({ length: 12 }, (_, index) =>
    aProfile({
      id: `profile${String(99 - index).padStart(5, '0')}`,
      name: `chat-${index}`,
      createdAt: CREATED,
      tags: index % 3 === 0 ? new Map() : index % 3 === 1 ? AWKWARD : new Map([['team', `t${index}`]]),
    }),
  ),
  gone: aProfile({ id: 'gone00000001', createdAt: CREATED }),
  empty: { account, region: 'eu-west-1' },
  denied: { account, region: 'eu-central-1' },
  untellable: { account, region: 'ap-south-1' },
  unread: aProfile({ id: 'unread000001', region: 'ap-south-1', createdAt: CREATED }),
};

/** What every source of carriers keeps to. */
export function inventoryPortContract(name: string, open: (scene: InventoryScene) => Promise<InventoryPort>): void {
  describe(`the inventory of ${name}`, () => {
    test('lists every carrier of a target with its tags, in the order in which it is given', async () => {
      const { entries, failure } = await (await open(SCENE)).list(SCENE.readable);

      expect(entries.map(({ carrier }) => carrier)).toEqual(SCENE.carriers);
      expect(failure).toBeUndefined();
    });

    test('lists the same twice', async () => {
      const port = await open(SCENE);
      const carriers = async () => (await port.list(SCENE.readable)).entries.map(({ carrier }) => carrier);

      expect(await carriers()).toEqual(await carriers());
    });

    test('tells a target without carriers by an empty list and no failure', async () => {
      expect(await (await open(SCENE)).list(SCENE.empty)).toEqual({ entries: [] });
    });

    test('tells a target that must not be listed by a failure of AWS', async () => {
      const error = await (await open(SCENE)).list(SCENE.denied).catch((caught: unknown) => caught);

      expect(error).toBeInstanceOf(AwsError);
      expect(error instanceof AwsError && error.failure.outcome).toBe('access-denied');
    });

    test('lists a carrier whose tags cannot be read without tags, and says why', async () => {
      const { entries, failure } = await (await open(SCENE)).list(SCENE.untellable);

      const { tags: _, ...untagged } = SCENE.unread;
      expect(entries).toStrictEqual([{ carrier: untagged, provisional: false }]);
      expect(failure?.outcome).toBe('access-denied');
    });

    test('confirms a carrier with its tags', async () => {
      const port = await open(SCENE);

      for (const carrier of SCENE.carriers) {
        expect(await port.confirm(SCENE.readable, carrier)).toEqual({ state: 'read', carrier });
      }
    });

    test('confirms a carrier that was deleted as gone', async () => {
      expect(await (await open(SCENE)).confirm(SCENE.readable, SCENE.gone)).toEqual({ state: 'gone' });
    });

    test('confirms a carrier whose tags cannot be read as unread, without the tags known before', async () => {
      const confirmation = await (await open(SCENE)).confirm(SCENE.untellable, SCENE.unread);

      const { tags: _, ...untagged } = SCENE.unread;
      expect(confirmation).toMatchObject({ state: 'unread', failure: { outcome: 'access-denied' } });
      expect('carrier' in confirmation && confirmation.carrier).toStrictEqual(untagged);
    });
  });
}
