import { describe, expect, test } from 'vitest';
import { allRegions, disabledPairs, type KnownRegions, surveyRegions } from '../../src/app/survey.ts';
import type { Account } from '../../src/domain/account.ts';
import type { TargetScope } from '../../src/engine/targets.ts';
import { aCatalog, aFailure, anAccount } from '../support/builders.ts';
import { fakeRegions } from '../support/fakes.ts';

const ONE = anAccount({ id: '111122223333' });
const TWO = anAccount({ id: '444455556666' });
const SCOPE: TargetScope = { include: { ous: [], accounts: [] }, exclude: { ous: [], accounts: [] } };
const UNIVERSE = ['ap-east-1', 'eu-south-1', 'eu-west-1', 'us-east-1'];

/** What is known of the accounts, by id. */
function known(lists: Readonly<Record<string, KnownRegions>>) {
  return new Map(Object.entries(lists).map(([id, list]) => [id, Promise.resolve(list)]));
}

function pairs(lists: Readonly<Record<string, KnownRegions>>, accounts: readonly Account[] = [ONE], scope = SCOPE) {
  return disabledPairs(known(lists), UNIVERSE, accounts, scope, aCatalog());
}

describe('the survey', () => {
  test('asks every account that is to be read, and only those', async () => {
    const closed = anAccount({ id: '777788889999', state: 'CLOSED' });
    const left = anAccount({ id: '000011112222' });
    const port = fakeRegions([{ region: 'us-east-1', state: 'enabled' }], { [TWO.id]: aFailure() });
    const scope = { ...SCOPE, exclude: { ous: [], accounts: [left.id] } };
    const survey = surveyRegions(port, [ONE, TWO, closed, left], scope);
    expect(await survey.get(ONE.id)).toEqual(new Map([['us-east-1', 'enabled']]));
    for (const { id } of [TWO, closed, left]) expect(await survey.get(id)).toBeUndefined();
    expect([...port.asked].sort()).toEqual([ONE.id, TWO.id]);
  });

  test('makes one universe of all the lists, or takes what is wanted, or the dated list', async () => {
    const survey = known({ [ONE.id]: new Map([['us-east-1', 'enabled']]), [TWO.id]: undefined });
    expect(await allRegions(survey, undefined, ['eu-west-1'], aCatalog())).toEqual(['eu-west-1', 'us-east-1']);
    expect(await allRegions(survey, ['x-1'], ['eu-west-1'], aCatalog())).toEqual(['x-1']);
    expect(await allRegions(known({ [TWO.id]: undefined }), undefined, [], aCatalog())).toEqual(UNIVERSE);
  });
});

describe('regions that may bill although they are switched off', () => {
  test('are those that the account’s list calls disabled or does not name', async () => {
    const list = new Map([
      ['us-east-1', 'enabled'],
      ['eu-west-1', 'disabled'],
    ] as const);
    expect(await pairs({ [ONE.id]: list })).toEqual([
      { accountId: ONE.id, region: 'eu-south-1' },
      { accountId: ONE.id, region: 'eu-west-1' },
    ]);
  });

  test('are also those that are being switched on or off: a call may still show them to be off', async () => {
    const list = new Map(UNIVERSE.map((region) => [region, 'changing'] as const));
    const expected = UNIVERSE.filter((region) => region !== 'ap-east-1').map((region) => ({
      accountId: ONE.id,
      region,
    }));
    expect(await pairs({ [ONE.id]: list })).toEqual(expected);
  });

  test('never have no Bedrock', async () => {
    const list = new Map(UNIVERSE.map((region) => [region, 'disabled'] as const));
    expect((await pairs({ [ONE.id]: list })).map(({ region }) => region)).not.toContain('ap-east-1');
  });

  test('are the ones to be switched on where the list could not be read', async () => {
    expect(await pairs({ [ONE.id]: undefined })).toEqual([{ accountId: ONE.id, region: 'eu-south-1' }]);
  });

  test('are nobody’s who is not audited or left out', async () => {
    const off = new Map(UNIVERSE.map((region) => [region, 'disabled'] as const));
    const closed = { ...ONE, state: 'SUSPENDED' };
    expect(await pairs({ [ONE.id]: off }, [closed])).toEqual([]);
    const scope = { ...SCOPE, exclude: { ous: [], accounts: [ONE.id] } };
    expect(await pairs({ [ONE.id]: off }, [ONE], scope)).toEqual([]);
    const others = { ...SCOPE, include: { ous: [], accounts: [TWO.id] } };
    expect(await pairs({ [ONE.id]: off, [TWO.id]: off }, [ONE, TWO], others)).toEqual([
      { accountId: TWO.id, region: 'eu-south-1' },
      { accountId: TWO.id, region: 'eu-west-1' },
      { accountId: TWO.id, region: 'us-east-1' },
    ]);
  });
});
