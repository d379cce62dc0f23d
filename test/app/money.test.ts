import { describe, expect, test } from 'vitest';
import { type MoneyRequest, readMoney } from '../../src/app/read-money.ts';
import type { Account } from '../../src/domain/account.ts';
import { finished } from '../support/audit-scene.ts';
import { aCatalog, aFailure, aModelCatalog } from '../support/builders.ts';
import { fakeInventory, fakeRegions, recordingProgress } from '../support/fakes.ts';
import { type BillingOptions, fakeBilling, type UsageLine } from './support/billing.ts';
import { denied, PAYMENTS, readOf, SEARCH, spendSettings, TODAY, usage } from './support/spend-scene.ts';

const MILAN = { accountId: PAYMENTS.id, region: 'eu-south-1' };
const IN_MILAN = { region: 'eu-south-1', usageType: 'EUS1-NovaLite-output-tokens' };

async function money(
  books: readonly UsageLine[],
  changes: Partial<MoneyRequest> = {},
  options: BillingOptions = {},
  maxRequests = 12,
) {
  const { progress, events } = recordingProgress();
  const billing = fakeBilling(books, { maxRequests, ...options });
  const request: MoneyRequest = {
    settings: spendSettings({}, { maxRequests }),
    accounts: [PAYMENTS, SEARCH],
    today: TODAY,
    catalog: aModelCatalog(),
    regions: aCatalog(),
    disabled: Promise.resolve([MILAN]),
    ...changes,
  };
  return { answer: await readMoney(billing, request, progress), events, calls: billing.calls };
}

describe('reading money', () => {
  test('reads the bill, then whether regions that are switched off bill', async () => {
    const { answer, events, calls } = await money([usage(), usage(IN_MILAN)]);
    expect(readOf(answer.reading)).toMatchObject({ status: 'complete', total: '2' });
    expect(answer).toMatchObject({ billed: [MILAN], missing: [], requests: 7 });
    expect(calls).toHaveLength(7);
    expect(events).toEqual([expect.stringMatching(/^note Cost Explorer: 6 requests planned/)]);
  });

  test('knows regions by every beginning that the catalogue has for them', async () => {
    const dublin = { accountId: PAYMENTS.id, region: 'eu-west-1' };
    const disabled = Promise.resolve([MILAN, dublin]);
    for (const usageType of ['EU-NovaLite-output-tokens', 'EUW1-MP:EUW1_OutputTokenCount-Units']) {
      const { answer } = await money([usage({ region: 'eu-west-1', usageType })], { disabled });
      expect(answer.billed).toEqual([dublin]);
    }
  });

  test('asks nothing more where every region is on', async () => {
    const { answer, calls } = await money([usage(IN_MILAN)], { disabled: Promise.resolve([]) });
    expect(answer).toMatchObject({ billed: [], missing: [], requests: 6 });
    expect(calls).toHaveLength(6);
  });

  test('asks nothing more where the bill could not be read', async () => {
    const { answer, calls } = await money([usage(IN_MILAN)], {}, { fail: () => denied() });
    expect(answer).toMatchObject({ reading: { spend: { status: 'unavailable' } }, billed: [], missing: [] });
    expect(calls).toHaveLength(2);
  });

  test('says what is not known of those regions where the request does not fit', async () => {
    const { answer } = await money([usage(IN_MILAN)], {}, {}, 6);
    expect(answer).toMatchObject({ billed: [], requests: 6 });
    expect(answer.missing).toEqual([expect.stringContaining('switched off')]);
  });

  test('does not hide a bug in what tells the regions', async () => {
    const disabled = Promise.reject(new TypeError('a bug'));
    await expect(money([usage()], { disabled })).rejects.toThrow('a bug');
  });
});

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
