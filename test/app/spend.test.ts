import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SPEND_CLASSES } from '../../src/domain/spend.ts';
import { unitsIn, unitsOf } from '../engine/spend/support.ts';
import { anAgreement } from '../support/builders.ts';
import { KEY, PRINCIPAL_KEY, PRINCIPALS_ON, short, type UsageLine } from './support/billing.ts';
import {
  BEDROCK,
  GONE,
  PAYMENTS,
  read,
  readOf,
  SEARCH,
  SEARCH_ONLY,
  SONNET,
  spendSettings,
  usage,
} from './support/spend-scene.ts';

describe('reading what was spent', () => {
  test('takes six requests, in the order of their importance, and says so before the first', async () => {
    const { reading, notes, calls } = await read([usage()]);
    expect(calls.map(short)).toEqual([
      'allocationTags',
      'SERVICE 2026-05-12',
      'usageTypes',
      'LINKED_ACCOUNT map-migrated 2026-05-12',
      'LINKED_ACCOUNT map-migrated 2026-06-02',
      'SERVICE map-migrated 2026-05-12',
    ]);
    expect(notes).toEqual([expect.stringMatching(/^Cost Explorer: 6 requests planned .* limit is 12/)]);
    expect(readOf(reading)).toMatchObject({ status: 'complete', requests: 6, missing: [] });
  });

  test('adds up every service that says Bedrock, and leaves out data transfer and everything else', async () => {
    const { reading, calls } = await read([
      usage(),
      usage({ service: SONNET }),
      usage({ service: 'Amazon Bedrock AgentCore' }),
      usage({ usageType: 'USE1-DataTransfer-Out-Bytes' }),
      usage({ service: 'Amazon Simple Storage Service' }),
      usage({ service: 'Cohere - Command R' }),
      usage({ day: '2026-05-11' }), // the day before the window
      usage({ day: '2026-06-11' }), // today
    ]);
    const spend = readOf(reading);
    expect(spend.byService?.map(({ service, total }) => [service, total])).toEqual([
      [BEDROCK, '1'],
      ['Amazon Bedrock AgentCore', '1'],
      [SONNET, '1'],
    ]);
    expect(spend).toMatchObject({ total: '3', attributed: '3', currency: 'USD', estimated: true });
    expect(spend.unclassedServices).toEqual([{ service: 'Cohere - Command R', total: '1' }]);
    const filter = {
      services: [BEDROCK, 'Amazon Bedrock AgentCore', SONNET],
      withoutUsageTypes: ['USE1-DataTransfer-Out-Bytes'],
    };
    for (const call of calls.slice(3)) expect(call).toMatchObject({ filter });
  });

  test('judges the last seven complete days of each account, those without spend too', async () => {
    const days = ['2026-06-01', '2026-06-02', '2026-06-08', '2026-06-09'];
    const { reading } = await read(days.map((day) => usage({ day, value: '' })));
    expect(reading.byAccount.get(PAYMENTS.id)).toMatchObject({
      week: { total: '2', unattributed: '2' },
      window: { total: '4', unattributed: '4' },
    });
    expect(reading.byAccount.get(SEARCH.id)?.week.total).toBe('0');
  });

  test('keeps an account that the organization no longer lists', async () => {
    const spend = readOf((await read([usage({ accountId: GONE })])).reading);
    expect(spend.byAccount).toMatchObject([{ accountId: GONE, accountName: '', total: '1' }]);
    expect(spend.byOu).toMatchObject([{ ouPath: '', total: '1' }]);
  });

  test('cuts at the days on which a term begins or ends', async () => {
    const agreements = [anAgreement({ startsOn: '2026-05-20', endsOn: '2026-06-04' })];
    const days = ['2026-05-19', '2026-05-20', '2026-06-04', '2026-06-05'];
    const { reading, calls } = await read(
      days.map((day) => usage({ day })),
      {},
      { settings: spendSettings({ agreements }, { maxRequests: 40 }) },
    );
    expect(readOf(reading)).toMatchObject({ attributed: '2', misattributed: '2' });
    expect(readOf(reading).byDefect).toEqual([{ defect: 'outside-term', total: '2' }]);
    expect(calls).toHaveLength(11); // three segments of the window, two of the week
    expect(reading.byAccount.get(PAYMENTS.id)?.week).toMatchObject({ total: '2', underInvalidAgreement: '1' });
  });

  test('is zero where the bill has no Bedrock, and asks for nothing more', async () => {
    const { reading, calls } = await read([usage({ service: 'Amazon Simple Storage Service' })]);
    expect(readOf(reading)).toMatchObject({ status: 'complete', total: '0', byService: [], byAccount: [] });
    expect(reading.byAccount.get(PAYMENTS.id)?.week.unattributed).toBe('0');
    expect(calls).toHaveLength(2);
  });

  test('is not run where the configuration or the selection leaves nothing to ask', async () => {
    const off = await read([usage()], {}, { settings: spendSettings({}, { enabled: false }) });
    const none = await read([usage()], {}, { selected: [] });
    for (const { reading, calls, notes } of [off, none]) {
      expect(reading).toMatchObject({ spend: { status: 'not-run' }, tags: null, billed: [] });
      expect([...calls, ...notes]).toEqual([]);
      expect(reading.byAccount.size).toBe(0);
    }
  });
});

describe('a selection of accounts', () => {
  const books = [
    usage(),
    usage({ accountId: SEARCH.id }),
    usage({ accountId: SEARCH.id, service: 'Cohere - Command R' }),
  ];

  test('is all that is asked for', async () => {
    const { reading } = await read(books, {}, { selected: [PAYMENTS.id] });
    expect(readOf(reading)).toMatchObject({ total: '1', unclassedServices: [] });
    expect([...reading.byAccount.keys()]).toEqual([PAYMENTS.id]);
  });

  test('has every cut, however many they are', async () => {
    const others = Array.from({ length: 250 }, (_, index) => `9${String(index).padStart(11, '0')}`);
    const { reading, calls } = await read(books, {}, { selected: [PAYMENTS.id, ...others] });
    expect(readOf(reading)).toMatchObject({ status: 'complete', total: '1', byService: [{ total: '1' }] });
    expect(calls).toHaveLength(6);
  });
});

describe('a value that counts in some accounts only', () => {
  const given = { settings: spendSettings({ agreements: [anAgreement(), SEARCH_ONLY] }) };
  const value = 'migSEARCH0000';

  test('is asked for by account and service where both kinds have it', async () => {
    const books = [usage({ value, service: SONNET }), usage({ value, accountId: SEARCH.id, service: SONNET })];
    const { reading, calls } = await read(books, {}, given);
    expect(readOf(reading).byService).toMatchObject([{ service: SONNET, attributed: '1', misattributed: '1' }]);
    expect(calls.map(short).at(-1)).toBe('LINKED_ACCOUNT SERVICE 2026-05-12');
    expect(calls.at(-1)).toMatchObject({ filter: { tag: { key: KEY, values: [value] } } });
  });

  test('needs no request where only one kind has it', async () => {
    const { reading, calls } = await read([usage({ value, accountId: SEARCH.id })], {}, given);
    expect(readOf(reading).byService).toMatchObject([{ attributed: '1' }]);
    expect(calls).toHaveLength(6);
  });
});

describe('values of principals', () => {
  const books = [
    usage({ value: '', principal: 'migABCDE12345' }),
    usage({ value: '', principal: 'todo', service: SONNET }),
    usage({ value: '', accountId: SEARCH.id }),
    usage({ value: 'migZZZZZ99999', principal: 'migABCDE12345' }), // the resource's value wins
  ];

  test('are looked for where nothing has a value under the resource key', async () => {
    const { reading, calls } = await read(books, { tags: PRINCIPALS_ON });
    expect(readOf(reading)).toMatchObject({ total: '4', attributed: '1', misattributed: '2', unattributed: '1' });
    expect(readOf(reading).byService).toMatchObject([
      { service: BEDROCK, attributed: '1', misattributed: '1', unattributed: '1' },
      { service: SONNET, misattributed: '1' },
    ]);
    expect(calls.slice(6).map(short)).toEqual([
      'LINKED_ACCOUNT iamPrincipal/map-migrated 2026-05-12',
      'LINKED_ACCOUNT iamPrincipal/map-migrated 2026-06-02',
      'SERVICE iamPrincipal/map-migrated 2026-05-12',
    ]);
    expect(calls.slice(6).every((call) => call.method === 'costs' && call.filter.withoutTag === KEY)).toBe(true);
  });

  test('that count in some accounts only are asked for like those of resources', async () => {
    const shared = [PAYMENTS.id, SEARCH.id].map((accountId) =>
      usage({ accountId, value: '', principal: 'migSEARCH0000' }),
    );
    const given = { settings: spendSettings({ agreements: [SEARCH_ONLY] }) };
    const { reading, calls } = await read(shared, { tags: PRINCIPALS_ON }, given);
    expect(readOf(reading).byService).toMatchObject([{ attributed: '1', misattributed: '1' }]);
    expect(calls.at(-1)).toMatchObject({ filter: { withoutTag: KEY, tag: { key: PRINCIPAL_KEY } } });
  });

  test('are left out, and nothing with them, where not all that they need fits', async () => {
    for (const maxRequests of [6, 7, 8]) {
      const given = { settings: spendSettings({}, { maxRequests }) };
      const { reading, calls } = await read(books, { tags: PRINCIPALS_ON }, given);
      expect(calls).toHaveLength(6);
      expect(readOf(reading)).toMatchObject({
        status: 'partial',
        unknown: '3',
        unattributed: '0',
        byService: [{}, {}],
      });
      expect(readOf(reading).missing).toEqual([
        expect.stringMatching(/^Values of IAM principals are missing: it needs 3 /),
      ]);
      // The key is active: what has no value may well be attributed, and how much is not, nobody knows.
      expect(reading.byAccount.get(PAYMENTS.id)?.week).toEqual({
        total: '3',
        underNoAgreement: '1',
        underInvalidAgreement: '0',
      });
    }
  });
});

test('every cut of any books sums to what the books have, to the last digit', async () => {
  const line = fc.record({
    day: fc.constantFrom('2026-05-12', '2026-05-19', '2026-05-20', '2026-05-31', '2026-06-01', '2026-06-10'),
    accountId: fc.constantFrom(PAYMENTS.id, SEARCH.id, GONE),
    service: fc.constantFrom(BEDROCK, SONNET),
    usageType: fc.constantFrom('USE1-NovaLite-output-tokens', 'USE1-DataTransfer-Out-Bytes'),
    region: fc.constant('us-east-1'),
    value: fc.constantFrom('', 'migABCDE12345', 'migSEARCH0000', 'todo'),
    principal: fc.constantFrom('', 'migABCDE12345', 'migSEARCH0000'),
    units: fc.bigInt({ min: 0n, max: 10n ** 15n }),
  });
  const agreements = [anAgreement({ startsOn: '2026-05-20' }), SEARCH_ONLY];
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 25 }), fc.boolean(), fc.boolean(), async (books, isOn, byDay) => {
      // By segment at most 18 requests would be needed.
      const given = { settings: spendSettings({ agreements }, { maxRequests: byDay ? 17 : 18 }) };
      const { reading, calls } = await read(books, isOn ? { tags: PRINCIPALS_ON } : {}, given);
      expect(calls.some((call) => call.method === 'costs' && call.granularity === 'DAILY')).toBe(
        byDay && calls.length > 2,
      );
      const spend = readOf(reading);
      expect(spend.missing).toEqual([]);
      const counted = books.filter(({ usageType }) => !usageType.includes('DataTransfer'));
      const sum = (lines: readonly UsageLine[]) => lines.reduce((total, { units }) => total + units, 0n);
      expect(unitsOf(spend.total)).toBe(sum(counted));
      const bare = counted.filter(({ value, principal }) => value === '' && (!isOn || principal === ''));
      expect(unitsOf(spend.unattributed)).toBe(sum(bare));
      for (const cut of [spend.byAccount, spend.byService ?? [], spend.byMonth, spend.byOu]) {
        for (const name of ['total', ...SPEND_CLASSES] as const) {
          expect(unitsIn(cut.map((amounts) => amounts[name]))).toBe(unitsOf(spend[name]));
        }
      }
      expect(unitsIn(spend.byDefect.map(({ total }) => total))).toBe(unitsOf(spend.misattributed));
      expect(unitsIn(spend.byAgreement.map(({ total }) => total))).toBe(unitsOf(spend.attributed));
      expect(unitsIn(Object.values(spend.eligibility ?? {}))).toBe(unitsOf(spend.total));
    }),
    { numRuns: 200 },
  );
});
