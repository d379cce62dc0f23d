import { beforeEach, describe, expect, test } from 'vitest';
import type { Finding } from '../../src/domain/finding.ts';
import { buildUsageLine } from '../../src/sandbox/books.ts';
import { partsOf } from '../support/expected-spend.ts';
import { open, openStory, stubEnvironment } from '../support/sandbox-scene.ts';
import { GOOD_TAG, MEMBER, NOW, smallWorld } from '../support/sandbox-world.ts';
import { auditMoney, monthOfUsage, SPEND_RULES, units } from '../support/spend-scene.ts';

beforeEach(() => stubEnvironment());

const TODAY = '2026-06-01';
const WINDOW = { start: '2026-05-02', end: TODAY };
const WEEK = { start: '2026-05-23', end: '2026-05-30' };

function spendFindings(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ ruleId }) => SPEND_RULES.includes(ruleId));
}

function sum(amounts: readonly string[]): bigint {
  return amounts.reduce((all, amount) => all + units(amount), 0n);
}

describe('findings about spend', () => {
  const DEFAULT = { now: NOW, accounts: 14, regions: 4 } as const;

  test('are those that the judged week calls for, with the money of the books', async () => {
    const sandbox = await openStory(DEFAULT);
    const { findings, spend } = await auditMoney(sandbox);
    const { world } = sandbox;
    const expected = world.accounts
      .flatMap(({ id }) =>
        Object.entries(partsOf(world, id, WEEK)).flatMap(([ruleId, week]) =>
          units(week) < units('1') ? [] : [{ ruleId, id, week, lost: partsOf(world, id, WINDOW)[ruleId] ?? '' }],
        ),
      )
      .sort((a, b) => (a.id + a.ruleId < b.id + b.ruleId ? -1 : 1));
    const found = [...spendFindings(findings)].sort((a, b) =>
      `${a.accountId}${a.ruleId}` < `${b.accountId}${b.ruleId}` ? -1 : 1,
    );
    expect(found.map(({ ruleId, accountId }) => ({ ruleId, id: accountId }))).toEqual(
      expected.map(({ ruleId, id }) => ({ ruleId, id })),
    );
    // All three rules have something to say.
    expect(new Set(found.map(({ ruleId }) => ruleId))).toEqual(new Set(SPEND_RULES));
    for (const [index, finding] of found.entries()) {
      const { lost, week } = expected[index] ?? { lost: '', week: '' };
      expect(finding.lost).toEqual({ amount: lost, currency: 'USD', ...WINDOW });
      // Thirty days at the rate of seven, half up to ten decimals.
      expect(units(finding.atRisk?.amount ?? '')).toBe((units(week) * 30n * 2n + 7n) / 14n);
      expect(finding.atRisk).toMatchObject({ currency: 'USD', days: 30, basis: 'mean of the last 7 complete days' });
    }
    expect(units(spend.lost ?? '')).toBe(sum(expected.map(({ lost }) => lost)));
    expect(units(spend.atRisk ?? '')).toBe(sum(found.map(({ atRisk }) => atRisk?.amount ?? '')));
    expect(units(spend.lost ?? '') + units(spend.belowThreshold)).toBe(
      units(spend.unattributed) + units(spend.misattributed),
    );
    expect(units(spend.belowThreshold)).toBeGreaterThan(0n);
    // Nothing is counted twice: no other finding has money.
    for (const other of findings.filter(({ ruleId }) => !SPEND_RULES.includes(ruleId))) {
      expect({ lost: other.lost, atRisk: other.atRisk }).toEqual({ lost: null, atRisk: null });
    }
  });

  test('fall silent within days where an account was repaired', async () => {
    const sandbox = await openStory(DEFAULT);
    const [repaired] = sandbox.world.accounts.filter(({ name }) => name === 'customer-portal-prod');
    const accountId = repaired?.id ?? '';
    // Untagged until twelve days ago.
    const before = partsOf(sandbox.world, accountId, { start: WINDOW.start, end: '2026-05-20' });
    expect(units(before['map-spend-unattributed'] ?? '')).toBeGreaterThan(units('10'));
    const { findings, spend } = await auditMoney(sandbox);
    expect(spendFindings(findings).filter((finding) => finding.accountId === accountId)).toEqual([]);
    const [own] = spend.byAccount.filter((each) => each.accountId === accountId);
    expect(own?.unattributed).toBe(partsOf(sandbox.world, accountId, WINDOW)['map-spend-unattributed']);
  });

  test.for([
    ['0.1428571428', 0],
    ['0.1428571429', 1],
  ] as const)('begin at the threshold: with %s a day there are %i', async ([cost, count]) => {
    const sandbox = await open({}, smallWorld({ books: monthOfUsage(TODAY, MEMBER, cost) }));
    const { findings, spend } = await auditMoney(sandbox);
    expect(spendFindings(findings)).toHaveLength(count);
    expect(units(spend.lost ?? '') + units(spend.belowThreshold)).toBe(units(cost) * 30n);
    expect(spend.lost === '0').toBe(count === 0);
  });

  test('do not judge the two newest days, nor any before the week', async () => {
    const days = ['2026-05-22', '2026-05-30', '2026-05-31', '2026-06-01'];
    const books = days.map((day) => buildUsageLine({ day, accountId: MEMBER }, '100'));
    const { findings, spend } = await auditMoney(await open({}, smallWorld({ books })));
    expect(spendFindings(findings)).toEqual([]);
    expect(spend).toMatchObject({ unattributed: '300', lost: '0', belowThreshold: '300' });
  });

  test.for(['2026-05-23', '2026-05-29'])('judge %s', async (day) => {
    const books = [buildUsageLine({ day, accountId: MEMBER }, '100')];
    const { findings } = await auditMoney(await open({}, smallWorld({ books })));
    expect(spendFindings(findings).map(({ ruleId }) => ruleId)).toEqual(['map-spend-unattributed']);
  });

  test('keep to each rule’s own part where an account has all of them', async () => {
    const under = (value: string, cost: string) =>
      monthOfUsage(TODAY, MEMBER, cost, { tags: { resource: { 'map-migrated': value }, principal: {} } });
    const books = [
      ...monthOfUsage(TODAY, MEMBER, '1.01'),
      ...under('todo', '2.02'),
      ...under('migOLD0000000', '4.04'),
      ...under(GOOD_TAG.value, '8.08'),
    ];
    const world = smallWorld({ books });
    const old = { id: 'OLD0000000', name: 'Old', acceptedOn: '2024-12-16', endsOn: '2027-12-16', ous: [] };
    const { findings, spend } = await auditMoney(await open({}, { ...world, agreements: [...world.agreements, old] }));
    expect(spendFindings(findings).map(({ ruleId, lost }) => [ruleId, lost?.amount])).toEqual([
      ['map-spend-agreement-unknown', '60.6'],
      ['map-spend-outside-term', '121.2'],
      ['map-spend-unattributed', '30.3'],
    ]);
    expect(spend).toMatchObject({ attributed: '242.4', lost: '212.1', belowThreshold: '0' });
    expect(spend.byDefect).toEqual([
      { defect: 'accepted-too-early', total: '121.2' },
      { defect: 'placeholder', total: '60.6' },
    ]);
  });
});
