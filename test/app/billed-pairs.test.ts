import { describe, expect, test } from 'vitest';
import type { SpendRequest } from '../../src/app/spend.ts';
import type { Pair } from '../../src/engine/spend/billed-pairs.ts';
import { type BillingOptions, short, type UsageLine } from './support/billing.ts';
import { denied, PAYMENTS, read, readOf, SEARCH, SONNET, spendSettings, usage } from './support/spend-scene.ts';

const IN_MILAN = { region: 'eu-south-1', usageType: 'EUS1-NovaLite-output-tokens' };
const MILAN = { accountId: PAYMENTS.id, region: 'eu-south-1' };
const DUBLIN = { accountId: PAYMENTS.id, region: 'eu-west-1' };
const QUESTION = 'LINKED_ACCOUNT USAGE_TYPE 2026-05-12';

/** Reads the books, beside a dollar in a region that is on, where the pairs are switched off. */
async function ask(
  books: readonly UsageLine[],
  pairs: readonly Pair[] = [MILAN],
  options: BillingOptions = {},
  request: Partial<SpendRequest> = {},
) {
  const { reading, calls, notes } = await read([usage(), ...books], options, {
    disabled: Promise.resolve(pairs),
    ...request,
  });
  const question = calls.find((call) => short(call) === QUESTION);
  return { reading, billed: reading.billed, calls, notes, question };
}

describe('regions that are switched off', () => {
  test('are looked up with one request, for Bedrock only, in the window', async () => {
    const { reading, billed, question, calls, notes } = await ask(
      [
        usage({ ...IN_MILAN, service: SONNET }),
        usage({ ...IN_MILAN, accountId: SEARCH.id }),
        usage({ ...IN_MILAN, region: 'eu-west-1', service: 'Amazon Simple Storage Service' }),
        usage({ ...IN_MILAN, region: 'eu-west-1', usageType: 'EU-DataTransfer-Out-Bytes' }),
        usage({ ...IN_MILAN, region: 'eu-west-1', day: '2026-05-11' }),
      ],
      [MILAN, DUBLIN],
    );
    expect(billed).toEqual([MILAN]);
    expect(question).toMatchObject({
      start: '2026-05-12',
      end: '2026-06-11',
      filter: { regions: ['eu-south-1', 'eu-west-1'], accounts: [PAYMENTS.id] },
    });
    expect(calls).toHaveLength(7);
    expect(readOf(reading)).toMatchObject({ status: 'complete', requests: 7 });
    expect(notes).toEqual([expect.stringMatching(/^Cost Explorer: 6 requests planned/)]);
  });

  test('are known by every beginning that the catalogue has for them', async () => {
    for (const usageType of ['EU-NovaLite-output-tokens', 'EUW1-MP:EUW1_OutputTokenCount-Units']) {
      const { billed } = await ask([usage({ region: 'eu-west-1', usageType })], [MILAN, DUBLIN]);
      expect(billed).toEqual([DUBLIN]);
    }
  });

  test('are not asked about where there are none, or no Bedrock, or no bill', async () => {
    expect(await ask([usage(IN_MILAN)], [])).toMatchObject({ billed: [], question: undefined });
    const refused = await ask([usage(IN_MILAN)], [MILAN], { fail: () => denied() });
    expect(refused).toMatchObject({ billed: [], question: undefined, reading: { spend: { status: 'unavailable' } } });
    const disabled = Promise.resolve([MILAN]);
    const { calls } = await read([usage({ ...IN_MILAN, service: 'Amazon Nothing' })], {}, { disabled });
    expect(calls).toHaveLength(2);
  });

  test('of more accounts than a filter takes are picked out of all', async () => {
    const others = Array.from({ length: 100 }, (_, index) => ({ accountId: `x${index}`, region: 'eu-south-1' }));
    const { billed, question } = await ask(
      [usage(IN_MILAN), usage({ ...IN_MILAN, accountId: SEARCH.id })],
      [MILAN, ...others],
    );
    expect(billed).toEqual([MILAN]);
    expect(question).not.toHaveProperty('filter.accounts');
  });

  test('may each be the one where the usage type does not tell, and nothing is missing then', async () => {
    const { reading, billed } = await ask([usage({ ...IN_MILAN, usageType: 'MES1-tokens' })], [MILAN, DUBLIN]);
    expect(billed).toEqual([
      { ...MILAN, isUnplaced: true },
      { ...DUBLIN, isUnplaced: true },
    ]);
    expect(readOf(reading).missing).toEqual([]);
  });

  test('stay open where the request does not fit or fails', async () => {
    const spent = await ask([usage(IN_MILAN)], [MILAN], {}, { settings: spendSettings({}, { maxRequests: 6 }) });
    expect(spent).toMatchObject({ billed: [], question: undefined });
    expect(readOf(spent.reading).missing).toEqual([
      expect.stringMatching(/switched off is not known: it needs 1 more request, and 0 are left/),
    ]);
    const fail: BillingOptions['fail'] = (call) => (short(call) === QUESTION ? denied() : undefined);
    const refused = await ask([usage(IN_MILAN)], [MILAN], { fail });
    expect(refused.billed).toEqual([]);
    expect(readOf(refused.reading).missing).toEqual([expect.stringMatching(/switched off.*AccessDeniedException/)]);
  });

  test('are told all the same where the bill cannot be added up', async () => {
    const unit = (line: UsageLine) => (line.region === 'eu-south-1' ? 'CNY' : 'USD');
    const { reading, billed } = await ask([usage(IN_MILAN)], [MILAN], { unit });
    expect(reading.spend.status).toBe('unavailable');
    expect(billed).toEqual([MILAN]);
  });

  test('do not hide a bug', async () => {
    const fail: BillingOptions['fail'] = (call) => {
      if (short(call) === QUESTION) throw new TypeError('a bug');
      return undefined;
    };
    await expect(ask([usage(IN_MILAN)], [MILAN], { fail })).rejects.toThrow('a bug');
    const disabled = Promise.reject(new TypeError('a bug'));
    await expect(read([usage()], {}, { disabled })).rejects.toThrow('a bug');
  });
});
