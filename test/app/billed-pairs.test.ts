import { describe, expect, test } from 'vitest';
import { billedPairs, type PairsRequest } from '../../src/app/spend.ts';
import { type BillingOptions, fakeBilling, type UsageLine } from './support/billing.ts';
import { BEDROCK, denied, PAYMENTS, SEARCH, SONNET, spendSettings, TODAY, usage } from './support/spend-scene.ts';

const MILAN = { region: 'eu-south-1', usageType: 'EUS1-NovaLite-output-tokens' };

async function ask(books: readonly UsageLine[], changes: Partial<PairsRequest> = {}, options: BillingOptions = {}) {
  const billing = fakeBilling(books, options);
  const found = await billedPairs(billing, {
    pairs: [
      { accountId: PAYMENTS.id, region: 'eu-south-1' },
      { accountId: PAYMENTS.id, region: 'me-south-1' },
    ],
    services: [BEDROCK, SONNET],
    dataTransferTypes: ['EUS1-DataTransfer-Out-Bytes'],
    today: TODAY,
    settings: spendSettings(),
    prefixes: new Map([['EUS1', 'eu-south-1']]),
    ...changes,
  });
  return { found, calls: billing.calls };
}

describe('regions that are switched off', () => {
  test('are looked up with one request, for Bedrock only, in the window', async () => {
    const books = [
      usage({ ...MILAN, service: SONNET }),
      usage({ ...MILAN, accountId: SEARCH.id }),
      usage({ region: 'me-south-1', service: 'Amazon Simple Storage Service' }),
      usage({ region: 'me-south-1', usageType: 'EUS1-DataTransfer-Out-Bytes' }),
      usage({ region: 'me-south-1', day: '2026-05-11' }),
    ];
    const { found, calls } = await ask(books);
    expect(found).toEqual({ billed: [{ accountId: PAYMENTS.id, region: 'eu-south-1' }] });
    expect(calls).toMatchObject([
      {
        start: '2026-05-12',
        end: '2026-06-11',
        groupBy: [{ dimension: 'LINKED_ACCOUNT' }, { dimension: 'USAGE_TYPE' }],
        filter: { regions: ['eu-south-1', 'me-south-1'], accounts: [PAYMENTS.id] },
      },
    ]);
  });

  test('are not asked about where there are none, or no Bedrock', async () => {
    expect(await ask([usage(MILAN)], { pairs: [] })).toEqual({ found: { billed: [] }, calls: [] });
    expect(await ask([usage(MILAN)], { services: [] })).toEqual({ found: { billed: [] }, calls: [] });
  });

  test('of more accounts than a filter takes are picked out of all', async () => {
    const others = Array.from({ length: 100 }, (_, index) => ({ accountId: `x${index}`, region: 'eu-south-1' }));
    const pairs = [{ accountId: PAYMENTS.id, region: 'eu-south-1' }, ...others];
    const { found, calls } = await ask([usage(MILAN), usage({ ...MILAN, accountId: SEARCH.id })], { pairs });
    expect(found.billed).toEqual([{ accountId: PAYMENTS.id, region: 'eu-south-1' }]);
    expect(calls[0]).not.toHaveProperty('filter.accounts');
  });

  test('stay open where the usage type names no region, with up to three examples', async () => {
    const odd = (name: string) => usage({ region: 'me-south-1', usageType: `${name}-tokens` });
    const { found } = await ask([odd('MES1')]);
    expect(found).toEqual({ billed: [], missing: expect.stringContaining('for MES1-tokens: no region') });
    const many = await ask(['A', 'B', 'C', 'D', 'E'].map(odd));
    expect(many.found.missing).toContain('for A-tokens, B-tokens, C-tokens and 2 more: no region');
  });

  test('stay open where the request does not fit or fails', async () => {
    const spent = await ask([usage(MILAN)], { settings: spendSettings({}, { maxRequests: 0 }) });
    expect(spent.calls).toEqual([]);
    expect(spent.found).toEqual({
      billed: [],
      missing: expect.stringContaining('needs 1 more request, and 0 are left'),
    });
    const refused = await ask([usage(MILAN)], {}, { fail: () => denied() });
    expect(refused.found).toEqual({ billed: [], missing: expect.stringContaining('AccessDeniedException') });
  });

  test('do not hide a bug', async () => {
    const fail = () => {
      throw new TypeError('a bug');
    };
    await expect(ask([usage(MILAN)], {}, { fail })).rejects.toThrow('a bug');
  });
});
