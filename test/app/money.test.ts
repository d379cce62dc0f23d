import { describe, expect, test } from 'vitest';
import type { Account } from '../../src/domain/account.ts';
import { finished } from '../support/audit-scene.ts';
import { aFailure } from '../support/builders.ts';
import { builtinRules } from '../support/builtin-rules.ts';
import { fakeInventory, fakeRegions } from '../support/fakes.ts';
import { fakeBilling } from './support/billing.ts';
import { PAYMENTS, spendSettings, usage } from './support/spend-scene.ts';

const IN_MILAN = { region: 'eu-south-1', usageType: 'EUS1-NovaLite-output-tokens' };

describe('money in an audit', () => {
  const books = [usage({ day: '2026-05-25', value: '' }), usage({ ...IN_MILAN, day: '2026-05-25' })];
  const regions = () =>
    fakeRegions([
      { region: 'us-east-1', state: 'enabled' },
      { region: 'eu-south-1', state: 'disabled' },
    ]);

  test('is read only where flag and configuration both want it', async () => {
    for (const [spend, enabled, calls] of [
      [true, true, 7],
      [false, true, 0],
      [true, false, 0],
    ] as const) {
      const billing = fakeBilling(books);
      const settings = spendSettings({}, { enabled });
      const { head } = await finished({ billing, regions: regions(), request: { spend, settings } });
      expect(billing.calls).toHaveLength(calls);
      expect(head.spend.status).toBe(calls === 0 ? 'not-run' : 'complete');
    }
  });

  test.for([
    ['map-tag-missing', 0],
    ['map-agreement-ending-soon', 0],
    ['map-spend-unattributed', 7],
    ['map-cost-allocation-tag-inactive', 7],
    ['audit-coverage-gap', 7],
  ] as const)('is read for %s alone with %i requests', async ([id, calls]) => {
    const billing = fakeBilling(books);
    const rules = builtinRules().filter(({ definition }) => definition.id === id);
    const selection = { accounts: [], ous: [], regions: [], rules: [id] };
    const { head } = await finished({ billing, regions: regions(), request: { spend: true, rules, selection } });
    expect(billing.calls).toHaveLength(calls);
    expect(head.spend.status).toBe(calls === 0 ? 'not-run' : 'complete');
    expect(head.coverage.gaps).toHaveLength(calls === 0 ? 0 : 1);
  });

  test('is read where the configuration switches off every rule that looks at it, since nobody selected', async () => {
    const billing = fakeBilling(books);
    const rules = builtinRules().filter(({ definition }) => definition.id === 'map-tag-missing');
    const { head } = await finished({ billing, regions: regions(), request: { spend: true, rules } });
    expect(head.spend.status).toBe('complete');
  });

  test('makes a gap of a region that is switched off and bills, and counts it for its account', async () => {
    const billing = fakeBilling(books);
    const { head, findings } = await finished({ billing, regions: regions(), request: { spend: true } });
    expect(head.coverage).toMatchObject({
      complete: false,
      byOutcome: { scanned: 2, 'region-disabled': 1, 'not-reached': 1 },
      gaps: [{ accountId: PAYMENTS.id, region: 'eu-south-1', code: 'RegionDisabledWithSpend' }],
    });
    const rules = findings.map(({ ruleId, accountId }) => [ruleId, accountId]);
    expect(rules).toContainEqual(['audit-coverage-gap', PAYMENTS.id]);
    const gap = head.coverage.gaps[0];
    expect(gap?.remedy).toMatch(/\S/);
    expect(gap?.message).toBe('The region is switched off, and the bill shows Bedrock usage there.');
  });

  test('makes a gap of each region that is switched off where it is not known which of them bills', async () => {
    const books = [usage({ ...IN_MILAN, usageType: 'XX9-tokens', day: '2026-05-25' })];
    const off = [
      { region: 'eu-south-1', state: 'disabled' },
      { region: 'eu-west-1', state: 'disabled' },
      { region: 'us-east-1', state: 'enabled' },
    ] as const;
    const request = { spend: true };
    const { head } = await finished({ billing: fakeBilling(books), regions: fakeRegions(off), request });
    const gaps = head.coverage.gaps.filter(({ accountId }) => accountId === PAYMENTS.id);
    expect(gaps.map(({ region, code }) => [region, code])).toEqual([
      ['eu-south-1', 'RegionDisabledWithSpend'],
      ['eu-west-1', 'RegionDisabledWithSpend'],
    ]);
    for (const { message } of gaps) expect(message).toMatch(/here or in another one, which the usage type does not/);
    expect(head.coverage.gaps).toHaveLength(2);
  });

  test('of selected accounts is asked for them alone', async () => {
    const billing = fakeBilling(books);
    const selection = { accounts: [PAYMENTS.id], ous: [], regions: [], rules: [] };
    await finished({ billing, regions: regions(), request: { spend: true, selection } });
    const costs = billing.calls.filter((call) => call.method === 'costs');
    for (const { filter } of costs) expect(filter.accounts).toEqual([PAYMENTS.id]);
    const everywhere = fakeBilling(books);
    const oneRegion = { accounts: [], ous: [], regions: ['us-east-1'], rules: [] };
    await finished({ billing: everywhere, regions: regions(), request: { spend: true, selection: oneRegion } });
    for (const call of everywhere.calls) expect(call).not.toHaveProperty('filter.accounts');
  });

  test('that is slow does not keep the first account from being read, and comes before all findings', async () => {
    const inventory = fakeInventory();
    const billing = fakeBilling(books);
    const slow = {
      ...billing,
      allocationTags: async (keys: readonly string[]) => {
        while (inventory.listed.length === 0) await new Promise((resolve) => setImmediate(resolve));
        return billing.allocationTags(keys);
      },
    };
    const { head } = await finished({ billing: slow, inventory, regions: regions(), request: { spend: true } });
    expect(head.spend.status).toBe('complete');
  });

  test('that was refused fails no audit, but a bug does', async () => {
    const refused = fakeBilling(books, { fail: () => aFailure({ operation: 'ce:GetCostAndUsage' }) });
    const { head } = await finished({ billing: refused, request: { spend: true } });
    expect(head.spend).toMatchObject({ status: 'unavailable', requests: 2 });
    expect(head.coverage.complete).toBe(true);
    const fail = () => {
      throw new TypeError('a bug');
    };
    await expect(finished({ billing: fakeBilling(books, { fail }), request: { spend: true } })).rejects.toThrow(
      'a bug',
    );
  });

  test('does not make an unhandled rejection of a bug elsewhere while it is read', async () => {
    const billing = fakeBilling(books);
    const slow = {
      ...billing,
      allocationTags: async (keys: readonly string[]) => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        return billing.allocationTags(keys);
      },
    };
    const known = regions();
    const broken = {
      ...known,
      regionsOf: async (account: Account) => {
        if (account.id === PAYMENTS.id) throw new TypeError('a bug');
        return known.regionsOf(account);
      },
    };
    await expect(finished({ billing: slow, regions: broken, request: { spend: true } })).rejects.toThrow('a bug');
  });
});
