import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../src/domain/errors.ts';
import type { Selection } from '../../src/domain/report.ts';
import { aRoute } from '../support/alerts.ts';
import { finished, management, member, run } from '../support/audit-scene.ts';
import { anAgreement, settings } from '../support/builders.ts';
import { fakeOrganization } from '../support/fakes.ts';

function select(over: Partial<Selection>): Selection {
  return { accounts: [], ous: [], regions: [], rules: [], ...over };
}

describe('a selection', () => {
  test('narrows accounts, OUs and regions, and is in the report', async () => {
    const selection = select({ ous: ['ou-a'], regions: ['us-east-1'] });
    const { head } = await finished({ request: { selection } });
    expect(head.coverage).toMatchObject({ targets: 1, selection });
    expect(head.organization.accounts).toBe(2);
  });

  test.for([
    [select({ accounts: ['123456789012'] }), '--account: the organization has no such account'],
    [select({ ous: ['ou-zzzz-zzzzzzzz'] }), '--ou: the organization has no such OU'],
    [select({ ous: ['ou-empty'] }), '--ou: no account is in it'],
    [select({ regions: ['eu-moon-1'] }), '--region: AWS names no such region'],
  ] as const)('of nothing is refused: %j', async ([selection, message]) => {
    const { result, store } = await run({
      organization: fakeOrganization([management, member], ['ou-empty']),
      request: { selection },
    });
    await expect(result).rejects.toThrow(ConfigError);
    await expect(result).rejects.toThrow(message);
    expect(await store.open('latest')).toBeUndefined();
  });

  test('of a region that the configuration leaves out is refused', async () => {
    const request = { selection: select({ regions: ['us-east-1'] }), settings: settings({ regions: ['eu-west-1'] }) };
    const { result, store } = await run({ request });
    await expect(result).rejects.toThrow('the configuration leaves this region out');
    expect(store.abandoned).toHaveLength(1);
  });
});

describe('a configuration', () => {
  test('that names accounts and OUs which do not exist is refused with every place', async () => {
    const wrong = settings({
      include: { ous: ['ou-none-00000000'], accounts: [] },
      exclude: { ous: [], accounts: ['999999999999'] },
      agreements: [anAgreement({ scope: { ous: [], accounts: ['888888888888'] } })],
      alerts: {
        routes: [aRoute(), aRoute({ scope: { ous: [], accounts: ['777777777777'] } })],
        remindAfterDays: 7,
      },
    });
    const { result } = await run({ request: { settings: wrong } });
    const error = await result.catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ConfigError);
    expect(error instanceof ConfigError && error.problems.map(({ path }) => path)).toEqual([
      'organization.include.ous[0]',
      'organization.exclude.accounts[0]',
      'agreements[0].scope.accounts[0]',
      'alerts.routes[1].accounts[0]',
    ]);
  });

  test('that includes nobody is refused: nothing would be looked at', async () => {
    const include = { ous: ['ou-empty'], accounts: [] };
    const organization = fakeOrganization([management, member], ['ou-empty']);
    const { result } = await run({ organization, request: { settings: settings({ include }) } });
    await expect(result).rejects.toThrow('organization.include: no account is in it');
  });

  test('that names OUs is not judged against an account of which AWS does not say where it is', async () => {
    const accounts = [management, { ...member, ouPath: '' }];
    const exclude = { ous: ['r-root'], accounts: [] };
    const { result } = await run({ accounts, request: { settings: settings({ exclude }) } });
    await expect(result).rejects.toThrow('PathsMissing');
  });

  test('may name an OU that holds no account', async () => {
    const organization = fakeOrganization([management, member], ['ou-empty']);
    const request = { settings: settings({ exclude: { ous: ['ou-empty'], accounts: [] } }) };
    const { head } = await finished({ organization, request });
    expect(head.coverage.byOutcome.scanned).toBe(4);
  });

  test('with a list of regions has those as targets', async () => {
    const { head } = await finished({ request: { settings: settings({ regions: ['us-east-1', 'ap-east-1'] }) } });
    expect(head.coverage).toMatchObject({ targets: 4, complete: true });
    expect(head.coverage.byOutcome).toMatchObject({ scanned: 2, 'service-unavailable': 2 });
  });

  test('with a region that nobody knows is refused at its place', async () => {
    const { result } = await run({ request: { settings: settings({ regions: ['us-east-1', 'eu-moon-1'] }) } });
    await expect(result).rejects.toThrow('mapwarden.yaml:3:1 organization.regions[1]: AWS names no such region');
  });

  test('of an agreement that is bound to another payer is refused', async () => {
    const agreements = [anAgreement({ payerAccountId: '999988887777' })];
    const { result } = await run({ request: { settings: settings({ agreements }) } });
    await expect(result).rejects.toThrow('agreements[0].payerAccountId: the agreement is bound to another payer');
  });

  test('that leaves accounts out has them as excluded targets', async () => {
    const request = { settings: settings({ include: { ous: ['ou-a'], accounts: [] } }) };
    const { head } = await finished({ request });
    expect(head.coverage.byOutcome).toMatchObject({ scanned: 2, excluded: 2 });
  });
});
