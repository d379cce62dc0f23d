import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SpendReading } from '../../src/app/spend.ts';
import type { Settings } from '../../src/domain/settings.ts';
import { anAgreement } from '../support/builders.ts';
import {
  type BillingOptions,
  type Call,
  KEY,
  OTHER_PRINCIPAL_KEY,
  PRINCIPAL_KEY,
  PRINCIPALS_ON,
  short,
  tagState,
  type UsageLine,
} from './support/billing.ts';
import { denied, PAYMENTS, read, readOf, SEARCH, SEARCH_ONLY, spendSettings, usage } from './support/spend-scene.ts';

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
    expect(readOf(reading)).toMatchObject({ status: 'partial', total: '1', unknown: '1' });
    expect(readOf(reading).missing).toContainEqual(
      expect.stringMatching(/^Values of IAM principals are missing: .*refreshed/),
    );
  });
});

/** Nothing is told without the bill by account, which is the fourth request. */
function statusWithin(maxRequests: number, forAll: number): string {
  if (maxRequests < 4) return 'unavailable';
  return maxRequests < forAll ? 'partial' : 'complete';
}

const MILAN = { accountId: PAYMENTS.id, region: 'eu-south-1' };
/** Something of everything: data transfer, untagged usage, principals, a region that is off, a value of one account. */
const EVERYTHING = [
  usage(),
  usage({ usageType: 'USE1-DataTransfer-Out-Bytes' }),
  usage({ value: '', accountId: SEARCH.id }),
  usage({ value: '', principal: 'migABCDE12345' }),
  usage({ region: 'eu-south-1', usageType: 'EUS1-NovaLite-output-tokens' }),
  usage({ value: SEARCH_ONLY.tagValue }),
  usage({ value: SEARCH_ONLY.tagValue, accountId: SEARCH.id }),
];

/** The parts of a reading that were found, in words. */
function foundOf({ spend, byAccount, billed, tags }: SpendReading): readonly string[] {
  if (spend.status === 'not-run' || spend.status === 'unavailable') return [];
  const lacks = (text: string) => spend.missing.some((sentence) => sentence.startsWith(text));
  return [
    'accounts',
    ...(lacks('No account is judged by its spend: data transfer') ? [] : ['transfer']),
    ...(byAccount.size === 0 ? [] : ['week']),
    ...(spend.byService === null ? [] : ['services']),
    ...(billed.length === 0 ? [] : ['regions']),
    ...(lacks('Values of IAM principals') ? [] : ['principals']),
    ...(tags?.some(({ key, status }) => key !== KEY && status === 'active') ? ['key'] : []),
  ];
}

describe('the limit on requests', () => {
  test('below what is needed for anything asks for nothing', async () => {
    const { reading, calls } = await read([usage()], {}, { settings: spendSettings({}, { maxRequests: 3 }) });
    expect(reading.spend).toMatchObject({ status: 'unavailable', requests: 0 });
    expect(reading.spend).toHaveProperty('reason', expect.stringContaining('needs 4 more requests, and 3 are left'));
    expect(calls).toEqual([]);
  });

  test('of four gives the bill by account, and judges nobody, since the last week is not known', async () => {
    const books = [usage({ value: '' }), usage({ usageType: 'USE1-DataTransfer-Out-Bytes' })];
    const { reading, calls } = await read(books, {}, { settings: spendSettings({}, { maxRequests: 4 }) });
    expect(calls).toHaveLength(4);
    expect(readOf(reading)).toMatchObject({ status: 'partial', total: '1', unattributed: '1', byService: null });
    expect(readOf(reading).missing).toEqual([
      expect.stringMatching(/the last seven days are missing: it needs 1 more request, and 0 are left/),
      expect.stringMatching(/^The cut by service is missing: it needs 2 more requests, and 0 are left/),
    ]);
    expect(reading.byAccount.size).toBe(0);
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

  test.for([
    ['where principals are listed', { tags: PRINCIPALS_ON }, {}],
    ['where their key must be looked for', { shown: OTHER_PRINCIPAL_KEY }, { method: 'any' }],
    ['where a value counts in one account only', { tags: PRINCIPALS_ON }, { agreements: [anAgreement(), SEARCH_ONLY] }],
    [
      'where terms begin in window and week',
      { tags: PRINCIPALS_ON },
      { agreements: [anAgreement({ startsOn: '2026-05-20', endsOn: '2026-06-07' }), SEARCH_ONLY] },
    ],
    ['where answers have two pages', { tags: PRINCIPALS_ON, pages: () => 2 }, {}],
    [
      'where answers by account have three pages',
      { tags: PRINCIPALS_ON, pages: (call: Call) => (short(call).startsWith('LINKED_ACCOUNT map') ? 3 : 1) },
      { agreements: [anAgreement(), SEARCH_ONLY] },
    ],
  ] as const satisfies readonly (readonly [string, BillingOptions, Partial<Settings>])[])(
    'never finds less where it is larger, %s',
    async ([, options, over]) => {
      let before: readonly string[] = [];
      for (let maxRequests = 1; maxRequests <= 40; maxRequests += 1) {
        const { reading, billing } = await read(EVERYTHING, options, {
          settings: spendSettings(over, { maxRequests }),
          disabled: Promise.resolve([MILAN]),
        });
        const found = foundOf(reading);
        expect(found, `with ${maxRequests}`).toEqual(expect.arrayContaining([...before]));
        expect(billing.requests()).toBeLessThanOrEqual(maxRequests);
        before = found;
      }
      expect(before).toEqual(['accounts', 'transfer', 'week', 'services', 'regions', 'principals', 'key']);
    },
  );

  test('that long answers use up is named like any other failure', async () => {
    const pages = (call: Call) => (short(call).startsWith('SERVICE map') ? 2 : 1);
    const given = { settings: spendSettings({}, { maxRequests: 6 }) };
    const { reading } = await read([usage()], { pages }, given);
    expect(readOf(reading).missing).toEqual([expect.stringMatching(/^The cut by service .*RequestBudgetExhausted/)]);
    const sooner = await read([usage()], { pages: () => 3 }, given);
    expect(sooner.reading.spend).toMatchObject({
      status: 'unavailable',
      reason: expect.stringContaining('RequestBudgetExhausted'),
    });
  });
});

describe('a refusal', () => {
  const failAt = (wanted: number) => {
    let calls = 0;
    return () => (calls++ === wanted ? denied() : undefined);
  };

  test.for([1, 3])('of request %i leaves nothing known of spend', async (index) => {
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
    [2, 'No account is judged by its spend: data transfer'],
    [5, 'The cut by service is missing'],
    [6, 'Values of IAM principals are missing'],
    [7, 'Values of IAM principals are missing'],
    [8, 'Values of IAM principals are missing'],
  ] as const)('of request %i is named: %s', async ([index, text]) => {
    const { reading } = await read([usage()], { fail: failAt(index), tags: PRINCIPALS_ON });
    expect(readOf(reading).status).toBe('partial');
    expect(readOf(reading).missing).toEqual([expect.stringMatching(new RegExp(`^${text}.*AccessDeniedException`))]);
  });

  test('of the usage types leaves the sums, with data transfer in them, and judges nobody', async () => {
    const books = [usage(), usage({ value: '', usageType: 'USE1-DataTransfer-Out-Bytes', units: 10n ** 12n })];
    const { reading, calls } = await read(books, { fail: failAt(2) });
    expect(readOf(reading)).toMatchObject({ status: 'partial', total: '101', unattributed: '100' });
    expect(readOf(reading).byService).toMatchObject([{ total: '101' }]);
    expect(reading.byAccount.size).toBe(0);
    // The week would only be paid for.
    expect(calls.map(short)).not.toContain('LINKED_ACCOUNT map-migrated 2026-06-02');
  });

  test('of an active key of principals leaves open what has no value, whatever the method', async () => {
    const books = [usage(), usage({ value: '' }), usage({ value: '', principal: 'migABCDE12345' })];
    for (const method of ['inference-profile', 'project', 'iam-principal', 'any'] as const) {
      for (const index of [6, 7, 8]) {
        const settings = spendSettings({ method });
        const { reading } = await read(books, { fail: failAt(index), tags: PRINCIPALS_ON }, { settings });
        expect(readOf(reading)).toMatchObject({ total: '3', attributed: '1', unknown: '2', unattributed: '0' });
        expect(reading.byAccount.get(PAYMENTS.id)?.week).not.toHaveProperty('unattributed');
      }
    }
  });

  test('of the states of the keys leaves open what has no value only where accounts may use principals', async () => {
    const books = [usage({ value: '' })];
    for (const [method, unknown] of [
      ['inference-profile', '0'],
      ['project', '0'],
      ['iam-principal', '1'],
      ['any', '1'],
    ] as const) {
      const { reading } = await read(books, { fail: failAt(0) }, { settings: spendSettings({ method }) });
      expect(readOf(reading)).toMatchObject({ total: '1', unknown, costAllocationTags: null });
    }
  });

  test('of the judged week leaves every sum and cut of the window, and judges nobody', async () => {
    const books = [usage(), usage({ value: '' }), usage({ value: '', principal: 'todo' })];
    for (const options of [{}, { tags: PRINCIPALS_ON }]) {
      const whole = readOf((await read(books, options)).reading);
      const { reading } = await read(books, { ...options, fail: failAt(4) });
      const spend = readOf(reading);
      expect(spend.missing).toEqual([
        expect.stringMatching(/^No account is judged.* the last seven days are missing: .*AccessDeniedException/),
      ]);
      // One request less where principals are asked: their week is of no use either.
      expect(spend.requests).toBe(whole.requests - ('tags' in options ? 1 : 0));
      const { requests, missing, status } = spend;
      expect(spend).toEqual({ ...whole, requests, missing, status: 'partial' });
      expect(status).toBe('partial');
      expect(reading.byAccount.size).toBe(0);
    }
  });

  test.for([0, 2, 4, 5])('that is a bug at request %i is not taken for one', async (index) => {
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
