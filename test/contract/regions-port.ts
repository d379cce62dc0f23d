import { describe, expect, test } from 'vitest';
import type { Account } from '../../src/domain/account.ts';
import { AwsError } from '../../src/domain/errors.ts';
import { isGapOutcome } from '../../src/domain/outcome.ts';
import type { RegionStatus, RegionsPort } from '../../src/ports/regions.ts';
import { anAccount } from '../support/builders.ts';

export interface RegionsScene {
  readonly account: Account;
  /** The account's regions, in no order. */
  readonly regions: readonly RegionStatus[];
  /** An account of which nobody may know the regions. */
  readonly closed: Account;
}

const SCENE: RegionsScene = {
  account: anAccount({ id: '111122223333', ouPath: 'o-northwind01/r-nw01' }),
  regions: [
    { region: 'us-east-1', state: 'enabled' },
    { region: 'ap-east-1', state: 'disabled' },
    { region: 'me-south-1', state: 'changing' },
    { region: 'eu-west-1', state: 'enabled' },
  ],
  closed: anAccount({ id: '444455556666', ouPath: 'o-northwind01/r-nw01' }),
};

/** What every source of an account's regions keeps to. */
export function regionsPortContract(name: string, open: (scene: RegionsScene) => Promise<RegionsPort>): void {
  describe(`the regions of ${name}`, () => {
    test('are all that the account has, with their state, sorted', async () => {
      expect(await (await open(SCENE)).regionsOf(SCENE.account)).toEqual([
        { region: 'ap-east-1', state: 'disabled' },
        { region: 'eu-west-1', state: 'enabled' },
        { region: 'me-south-1', state: 'changing' },
        { region: 'us-east-1', state: 'enabled' },
      ]);
    });

    test('are the same each time', async () => {
      const port = await open(SCENE);

      expect(await port.regionsOf(SCENE.account)).toEqual(await port.regionsOf(SCENE.account));
    });

    test('that nobody may know are a failure of AWS, never an empty list', async () => {
      const error = await (await open(SCENE)).regionsOf(SCENE.closed).catch((caught: unknown) => caught);

      expect(error).toBeInstanceOf(AwsError);
      expect(error instanceof AwsError && isGapOutcome(error.failure.outcome)).toBe(true);
    });
  });
}
