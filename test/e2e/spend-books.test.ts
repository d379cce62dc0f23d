import { beforeEach, describe, expect, test } from 'vitest';
import { defaultWorld, type Sandbox, type SandboxOptions } from '../../src/sandbox/server.ts';
import type { World } from '../../src/sandbox/world.ts';
import { expectedSpend, sumsOf } from '../support/expected-spend.ts';
import { callsOf, open, openStory, stubEnvironment } from '../support/sandbox-scene.ts';
import { auditMoney, billCalls, ONE_REGION, settingsOf } from '../support/spend-scene.ts';

beforeEach(() => stubEnvironment());

/** In the middle of a month, so that the first and the last month of the window are cut. */
const NOW = '2026-06-15T09:30:00.000Z';
const TODAY = '2026-06-15';
/** Ninety days before it. */
const QUARTER = { start: '2026-03-17', end: TODAY };
const MONTH = { start: '2026-05-16', end: TODAY };

/** A smaller organization, whose world a test may change. */
function story(change: (world: World) => Partial<World> = () => ({}), options: Partial<SandboxOptions> = {}) {
  const world = defaultWorld({ now: NOW, seed: 3, accounts: 14, regions: 4, profiles: 3, historyDays: 60, ...options });
  return open({ now: NOW, ...options }, { ...world, ...change(world) });
}

/** Audits it, and compares every cut of the report with the books. */
async function expectBooks(sandbox: Sandbox, spend: object = {}, days = MONTH) {
  const audited = await auditMoney(
    sandbox,
    // Owners are looked for slowly, and tell nothing of money.
    { spend: { maxRequests: 400, ...spend }, owners: undefined },
    { now: NOW, selection: ONE_REGION },
  );
  expect(audited.spend).toMatchObject({ status: 'complete', missing: [], ...days });
  expect(sumsOf(audited.spend)).toEqual(expectedSpend(sandbox.world, days));
  expect(audited.spend.requests).toBe(billCalls(sandbox).length);
  return audited;
}

/** So many days before today. */
function ago(days: number): string {
  return new Date(Date.parse(TODAY) - days * 86_400_000).toISOString().slice(0, 10);
}

/** Main agreement first: the story's order. */
function agreements(world: World, main: object, early: object = {}): Partial<World> {
  const [first, second] = world.agreements;
  if (!first || !second) throw new Error('the story has two agreements');
  return {
    agreements: [
      { ...first, ...main },
      { ...second, ...early },
    ],
  };
}

test('the money of 101 accounts and three months is that of the books, to the last digit, in eight requests', async () => {
  const sandbox = await openStory({ now: NOW, accounts: 101, regions: 4, profiles: 3, historyDays: 100 });
  const { spend, head } = await auditMoney(
    sandbox,
    { spend: { lookbackDays: 90 }, owners: undefined },
    { now: NOW, concurrency: 64 },
  );

  expect(head.organization.accounts).toBe(101);
  expect(spend).toMatchObject({
    status: 'complete',
    ...QUARTER,
    dataThrough: '2026-06-12',
    metric: 'AmortizedCost',
    currency: 'USD',
    estimated: true,
  });
  const expected = expectedSpend(sandbox.world, QUARTER);
  expect(sumsOf(spend)).toEqual(expected);
  expect(billCalls(sandbox).length).toBeLessThanOrEqual(8);
  expect(spend.requests).toBe(billCalls(sandbox).length);
  // Otherwise equality would say little: every cut has something in it that a mistake would move.
  expect(expected.byAccount.length).toBeGreaterThan(90);
  expect(expected.byMonth.map(({ month }) => month)).toEqual(['2026-03', '2026-04', '2026-05', '2026-06']);
  expect(expected.byDefect.map(({ defect }) => defect)).toEqual(
    expect.arrayContaining(['accepted-too-early', 'value-case', 'unknown-agreement']),
  );
  for (const sum of [...Object.values(expected.eligibility), expected.attributed, expected.unattributed]) {
    expect(Number(sum)).toBeGreaterThan(10);
  }
  expect(expected.byService.filter(({ service }) => String(service).includes('Edition')).length).toBeGreaterThan(5);
});

describe('the money is that of the books', () => {
  test('in as few requests as it needs, where an answer is one page', async () => {
    const sandbox = await story();
    const { spend } = await expectBooks(sandbox);
    expect(spend.requests).toBe(6);
  });

  test('by another metric', async () => {
    const sandbox = await story();
    const days = { start: '2026-05-26', end: TODAY };
    const amortized = expectedSpend(sandbox.world, days);
    const configuration = { spend: { metric: 'UnblendedCost', lookbackDays: 20 }, owners: undefined };
    const { spend } = await auditMoney(sandbox, configuration, { now: NOW, selection: ONE_REGION });
    expect(spend.metric).toBe('UnblendedCost');
    const { books } = sandbox.world;
    const unblended = books.map((line) => ({
      ...line,
      amounts: { AmortizedCost: line.amounts.UnblendedCost ?? '0' },
    }));
    const expected = expectedSpend({ ...sandbox.world, books: unblended }, days);
    expect(sumsOf(spend)).toEqual(expected);
    // A commitment is paid for on the first of the month.
    expect(expected.total).not.toBe(amortized.total);
  });

  test.for([1, 7, 1_000])('with pages of %i groups', async (costPageSize) => {
    const sandbox = await story(undefined, { costPageSize, accounts: 8 });
    const { spend } = await expectBooks(sandbox);
    if (costPageSize < 10) expect(spend.requests).toBeGreaterThan(15);
    else expect(spend.requests).toBe(6);
  });

  test('with an empty page before each other one', async () => {
    await expectBooks(await story(undefined, { costPageSize: 40, emptyPages: true, accounts: 8 }));
  });

  test.for(['active', 'late'] as const)('with tags of principals that are %s', async (principalTag) => {
    const sandbox = await story(undefined, { principalTag });
    const { spend } = await expectBooks(sandbox);
    expect(spend.requests).toBe(9);
    // The principals' tags make a difference.
    const without = expectedSpend(
      { ...sandbox.world, allocationTags: sandbox.world.allocationTags.filter(({ key }) => !key.includes('/')) },
      MONTH,
    );
    expect(spend.unattributed).not.toBe(without.unattributed);
  });

  test.for(['iamPrincipal/map-migrated', 'user:iamPrincipal/map-migrated'])(
    'with tags of principals under %s, which billing shows and does not list',
    async (key) => {
      const change = ({ allocationTags }: World): Partial<World> => ({
        allocationTags: allocationTags.map((tag) => (tag.key.includes('/') ? { ...tag, key, isUnlisted: true } : tag)),
      });
      const sandbox = await story(change, { principalTag: 'active' });
      const settings = settingsOf(sandbox, { owners: undefined, spend: { maxRequests: 14 } });
      const { spend } = await auditMoney(
        sandbox,
        {},
        { now: NOW, selection: ONE_REGION, settings: { ...settings, method: 'any' } },
      );
      expect(spend).toMatchObject({ status: 'complete', missing: [] });
      expect(sumsOf(spend)).toEqual(expectedSpend(sandbox.world, MONTH));
      expect(callsOf(sandbox, 'GetTags')).toHaveLength(key.startsWith('user:') ? 2 : 1);
      expect(spend.requests).toBe(9 + callsOf(sandbox, 'GetTags').length);
      expect(spend.costAllocationTags?.[1]).toEqual({ key, status: 'active', updatedAt: null });
      expect(Number(spend.attributed)).toBeGreaterThan(0);
      expect(spend.unknown).toBe('0');
    },
  );

  test('with tags of principals that billing knows and does not show', async () => {
    const { spend } = await expectBooks(await story(undefined, { principalTag: 'inactive' }));
    expect(spend.requests).toBe(6);
    expect(spend.costAllocationTags?.map(({ status }) => status)).toEqual(['active', 'inactive']);
  });

  test.for([
    ['begins in the window', { acceptedOn: ago(20) }, 'outside-term', 8],
    ['begins in the judged week', { acceptedOn: ago(5) }, 'outside-term', 9],
    ['begins on the first day of the window', { acceptedOn: ago(30) }, undefined, 6],
    ['begins on the second day of the window', { acceptedOn: ago(29) }, 'outside-term', 8],
    ['ends in the window', { endsOn: ago(20) }, 'outside-term', 8],
    ['ended yesterday', { endsOn: ago(1) }, undefined, 6],
    ['ended the day before yesterday', { endsOn: ago(2) }, 'outside-term', 8],
    ['ended in the judged week', { endsOn: ago(4) }, 'outside-term', 9],
    ['begins and ends in the window', { acceptedOn: ago(25), endsOn: ago(6) }, 'outside-term', 11],
  ] as const)('with a term that %s', async ([, main, defect, requests]) => {
    const sandbox = await story((world) => agreements(world, main));
    const { spend } = await expectBooks(sandbox);
    expect(spend.byDefect.map(({ defect: name }) => name).includes('outside-term')).toBe(defect !== undefined);
    expect(spend.requests).toBe(requests);
  });

  test.for([
    ['tags of principals', 'active', ''],
    ['none', 'never-seen', ''],
    ['an agreement for some accounts', 'never-seen', 'Workloads'],
  ] as const)('with more terms in the window than there may be requests, and %s', async ([, principalTag, ou]) => {
    const sandbox = await story(
      (world) => {
        const [first] = world.agreements;
        if (!first) throw new Error('the story has agreements');
        const ids = world.organizationalUnits.filter(({ name }) => name === ou);
        const others = [6, 9, 12, 15, 18, 21].map((days, index) => {
          const id = `OTHER0000${index}`;
          return { ...first, id, name: id, acceptedOn: ago(days + 1), endsOn: ago(days - 1) };
        });
        return { agreements: [{ ...first, endsOn: ago(24), ous: ids.map(({ id }) => id) }, ...others] };
      },
      { principalTag },
    );
    const { spend } = await expectBooks(sandbox, { maxRequests: 12 });
    expect(spend.requests).toBeLessThanOrEqual(12);
    expect(spend.byAgreement).toHaveLength(7);
    expect(spend.byDefect.map(({ defect }) => defect)).toContain('outside-term');
    // By segment it takes many times as much, and comes to the same.
    sandbox.resetMetrics();
    const bySegment = await expectBooks(sandbox, { maxRequests: 400 });
    expect(sumsOf(bySegment.spend)).toEqual(sumsOf(spend));
    expect(bySegment.spend.requests).toBeGreaterThan(20);
  });

  test('with an agreement for some accounts only, whose value others bear too', async () => {
    const sandbox = await story((world) => {
      const [payments] = world.accounts.filter(({ name }) => name === 'payments-prod');
      return agreements(world, { ous: [payments?.ouPath.split('/').at(-1) ?? ''] });
    });
    const { spend } = await expectBooks(sandbox);
    // The bill by service does not say whose value it is: one request more tells.
    expect(spend.requests).toBe(7);
    expect(Number(spend.attributed)).toBeGreaterThan(100);
    expect(Number(spend.byDefect.find(({ defect }) => defect === 'agreement-out-of-scope')?.total)).toBeGreaterThan(
      100,
    );
  });

  test('with both agreements valid, each in its own part', async () => {
    const sandbox = await story((world) => agreements(world, {}, { acceptedOn: '2025-01-20' }));
    const { spend } = await expectBooks(sandbox);
    expect(spend.byAgreement.map(({ total }) => Number(total) > 1)).toEqual([true, true]);
  });

  test('with a restricted agreement that ends in the window, and tags of principals', async () => {
    const change = (world: World) =>
      agreements(
        world,
        { endsOn: ago(15), ous: [world.organizationalUnits.find(({ name }) => name === 'Workloads')?.id ?? ''] },
        { acceptedOn: '2025-01-20' },
      );
    await expectBooks(await story(change, { principalTag: 'active' }));
  });

  test('with a tag that was activated late: what was spent before is unattributed', async () => {
    const sandbox = await story(undefined, { allocationTag: 'late' });
    const { spend } = await expectBooks(sandbox);
    expect(spend.costAllocationTags?.[0]).toMatchObject({ status: 'active', updatedAt: '2026-05-26T10:24:00.000Z' });
    expect(Number(spend.unattributed)).toBeGreaterThan(Number(spend.attributed) / 4);
    expect(Number(spend.attributed)).toBeGreaterThan(0);
  });

  test.for(['inactive', 'never-seen'] as const)(
    'with a tag that is %s: nothing is attributed',
    async (allocationTag) => {
      const { spend } = await expectBooks(await story(undefined, { allocationTag }));
      expect(spend).toMatchObject({ attributed: '0', misattributed: '0', unattributed: spend.total });
    },
  );

  test('with a window shorter than the judged week, which the week does not widen', async () => {
    const days = { start: '2026-06-12', end: TODAY };
    const { spend } = await expectBooks(await story(), { lookbackDays: 3 }, days);
    expect(spend.requests).toBe(6);
  });

  test('where nobody uses Bedrock', async () => {
    const sandbox = await story((world) => ({
      books: world.books.filter(({ service }) => !service.includes('Bedrock')),
    }));
    const { spend, findings } = await expectBooks(sandbox);
    expect(spend).toMatchObject({ total: '0', requests: 2, byAccount: [], byService: [] });
    expect(findings.filter(({ ruleId }) => ruleId.startsWith('map-spend'))).toEqual([]);
  });

  test('of the selected accounts alone', async () => {
    const sandbox = await story();
    const [one, two] = sandbox.world.accounts.filter(({ name }) => /^(claims|data)-/.test(name)).map(({ id }) => id);
    const accounts = [one ?? '', two ?? ''];
    const selection = { ...ONE_REGION, accounts };
    const { spend } = await auditMoney(sandbox, {}, { now: NOW, selection });
    const own = sandbox.world.books.filter(({ accountId }) => accounts.includes(accountId));
    expect(sumsOf(spend)).toEqual(expectedSpend({ ...sandbox.world, books: own }, MONTH));
    expect(spend.byAccount.map(({ accountId }) => accountId)).toEqual([...accounts].sort());
  });
});
