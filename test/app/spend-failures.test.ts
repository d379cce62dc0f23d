import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Call, KEY, PRINCIPAL_KEY, PRINCIPALS_ON, short, tagState, type UsageLine } from './support/billing.ts';
import { denied, read, readOf, SEARCH, spendSettings, usage } from './support/spend-scene.ts';

describe('a bill that is refreshed while it is read', () => {
  test('has no cut by service that does not add up', async () => {
    const refresh = (call: Call, lines: readonly UsageLine[]) =>
      short(call).startsWith('SERVICE map-migrated') ? [...lines, usage()] : lines;
    const { reading } = await read([usage()], { refresh });
    expect(readOf(reading)).toMatchObject({ status: 'partial', total: '1', byService: null, eligibility: null });
    expect(readOf(reading).missing).toEqual([expect.stringMatching(/^The cut by service is missing: .*refreshed/)]);
  });

  test('has no cut by service with a value that no account had', async () => {
    const refresh = (call: Call, lines: readonly UsageLine[]) =>
      short(call).startsWith('SERVICE map-migrated') ? [usage({ value: 'new' })] : lines;
    const { reading } = await read([usage()], { refresh });
    expect(readOf(reading)).toMatchObject({ status: 'partial', total: '1', byService: null });
  });

  test('has no values of principals that do not add up', async () => {
    const refresh = (call: Call, lines: readonly UsageLine[]) =>
      short(call).startsWith(`LINKED_ACCOUNT ${PRINCIPAL_KEY}`) ? [...lines, usage({ value: '' })] : lines;
    const { reading } = await read([usage({ value: '' })], { refresh, tags: PRINCIPALS_ON });
    expect(readOf(reading)).toMatchObject({ status: 'partial', total: '1', unattributed: '1' });
    expect(readOf(reading).missing).toContainEqual(
      expect.stringMatching(/^Values of IAM principals are missing: .*refreshed/),
    );
  });
});

/** Four requests are needed for anything. */
function statusWithin(maxRequests: number, forAll: number): string {
  if (maxRequests < 4) return 'unavailable';
  return maxRequests < forAll ? 'partial' : 'complete';
}

describe('the limit on requests', () => {
  test('below what is needed for anything asks for nothing', async () => {
    const { reading, calls } = await read([usage()], {}, { settings: spendSettings({}, { maxRequests: 3 }) });
    expect(reading.spend).toMatchObject({ status: 'unavailable', requests: 0 });
    expect(reading.spend).toHaveProperty('reason', expect.stringContaining('needs 4 more requests, and 3 are left'));
    expect(calls).toEqual([]);
  });

  test('of four gives the bill by account, with data transfer in it, and says so', async () => {
    const books = [usage(), usage({ usageType: 'USE1-DataTransfer-Out-Bytes' })];
    const { reading, calls } = await read(books, {}, { settings: spendSettings({}, { maxRequests: 4 }) });
    expect(calls).toHaveLength(4);
    expect(readOf(reading)).toMatchObject({ status: 'partial', total: '2', byService: null });
    expect(readOf(reading).missing).toEqual([
      expect.stringMatching(/^Data transfer, .* is part of the amounts/),
      expect.stringMatching(/^The cut by service is missing: it needs 1 /),
    ]);
  });

  test('is never exceeded, and always leads to an answer', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 12 }), fc.boolean(), async (maxRequests, isOn) => {
        const options = isOn ? { tags: PRINCIPALS_ON } : {};
        const given = { settings: spendSettings({}, { maxRequests }) };
        const { reading, billing } = await read([usage(), usage({ value: '' })], options, given);
        expect(billing.requests()).toBeLessThanOrEqual(maxRequests);
        expect(reading.spend.status).toBe(statusWithin(maxRequests, isOn ? 9 : 6));
      }),
    );
  });

  test('that long answers use up is named like any other failure', async () => {
    const { reading } = await read([usage()], { maxRequests: 5 });
    expect(readOf(reading).missing).toEqual([expect.stringContaining('RequestBudgetExhausted')]);
    expect((await read([usage()], { maxRequests: 4 })).reading.spend).toMatchObject({ status: 'unavailable' });
  });
});

describe('a refusal', () => {
  const failAt = (wanted: number) => {
    let calls = 0;
    return () => (calls++ === wanted ? denied() : undefined);
  };

  test.for([1, 3, 4])('of request %i leaves nothing known of spend', async (index) => {
    const { reading } = await read([usage()], { fail: failAt(index) });
    expect(reading.spend).toMatchObject({ status: 'unavailable', requests: index + 1 });
    expect(reading.spend).toHaveProperty('reason', expect.stringMatching(/^The bill could not be read: .*Allow ce:/));
    expect(reading.byAccount.size).toBe(0);
    expect(reading.tags).toEqual([tagState(KEY, 'active'), tagState(PRINCIPAL_KEY, 'never-seen')]);
  });

  test('of the states of the cost allocation tags leaves those unknown, and the bill is read', async () => {
    const { reading } = await read([usage()], { fail: failAt(0) });
    expect(reading.tags).toBeNull();
    expect(reading.spend).toMatchObject({ status: 'partial', costAllocationTags: null });
    expect(reading.spend).toHaveProperty('missing', [expect.stringMatching(/^The state of the cost allocation tags/)]);
  });

  test.for([
    [2, 'Data transfer'],
    [5, 'The cut by service is missing'],
    [6, 'Values of IAM principals are missing'],
    [8, 'The cut by service is missing'],
  ] as const)('of request %i is named: %s', async ([index, text]) => {
    const { reading } = await read([usage()], { fail: failAt(index), tags: PRINCIPALS_ON });
    expect(readOf(reading).status).toBe('partial');
    expect(readOf(reading).missing).toEqual([expect.stringMatching(new RegExp(`^${text}.*AccessDeniedException`))]);
  });

  test.for([0, 2, 5])('that is a bug at request %i is not taken for one', async (index) => {
    let calls = 0;
    const fail = () => {
      if (calls++ === index) throw new TypeError('a bug');
      return undefined;
    };
    await expect(read([usage()], { fail })).rejects.toThrow('a bug');
  });
});

describe('a currency', () => {
  test('that differs from amount to amount cannot be added up', async () => {
    const unit = (line: UsageLine) => (line.accountId === SEARCH.id ? 'CNY' : 'USD');
    const { reading } = await read([usage(), usage({ accountId: SEARCH.id })], { unit });
    expect(reading.spend).toMatchObject({ status: 'unavailable' });
    expect(reading.spend).toHaveProperty('reason', expect.stringContaining('(CNY, USD)'));
    expect(reading.byAccount.size).toBe(0);
  });

  test('does not matter where nothing is billed in it', async () => {
    const unit = (line: UsageLine) => (line.units === 0n ? 'N/A' : 'USD');
    const { reading } = await read([usage(), usage({ value: '', units: 0n })], { unit });
    expect(readOf(reading)).toMatchObject({ status: 'complete', currency: 'USD' });
  });

  test('that AWS does not name is none', async () => {
    const { reading } = await read([usage()], { unit: () => '' });
    expect(reading.spend).toHaveProperty('reason', expect.stringContaining('an unnamed one'));
  });

  test('other than dollars is shown, but no rule’s threshold in dollars judges it', async () => {
    const { reading } = await read([usage({ value: '' })], { unit: () => 'CNY' });
    expect(readOf(reading)).toMatchObject({ status: 'partial', currency: 'CNY', unattributed: '1' });
    expect(readOf(reading).missing).toEqual([expect.stringContaining('in CNY')]);
    expect(reading.byAccount.size).toBe(0);
  });
});
