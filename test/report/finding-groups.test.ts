import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/domain/finding.ts';
import { SEVERITIES } from '../../src/domain/severity.ts';
import { noteOf, summarizeFindings } from '../../src/report/finding-groups.ts';
import { aFinding, anEarlyFinding, aRun, aSpendFinding } from '../support/run-builder.ts';

const LIMITS = { examplesPerRule: 2, worst: 3 };

test('every finding is counted once, whatever is kept', async () => {
  const finding = fc
    .record({
      severity: fc.constantFrom(...SEVERITIES),
      ruleId: fc.constantFrom('a', 'b', 'map-agreement-accepted-too-early'),
      status: fc.constantFrom('new' as const, 'open' as const, 'suppressed' as const, 'resolved' as const),
      accountId: fc.constantFrom('111122223333', '222233334444', null),
    })
    .map((overrides) => aFinding(overrides));
  await fc.assert(
    fc.asyncProperty(fc.array(finding, { maxLength: 40 }), async (findings) => {
      const summary = await summarizeFindings(aRun({ findings }).findings(), LIMITS);

      const kinds = Object.values(summary.kinds).reduce((sum, count) => sum + count, 0);
      expect(summary.findings + summary.suppressed + summary.resolved).toBe(findings.length);
      expect(kinds).toBe(summary.findings);
      expect(summary.groups.reduce((sum, group) => sum + group.findings, 0)).toBe(summary.findings);
      expect(summary.worst).toHaveLength(Math.min(LIMITS.worst, summary.listable));
      for (const group of summary.groups) expect(group.examples.length).toBeLessThanOrEqual(LIMITS.examplesPerRule);
    }),
  );
});

test('what to do is in the own words of a single finding, and in those of the rule for more', async () => {
  const own = aFinding({ ruleId: 'a', remediation: { kind: 'manual', action: null, command: null, note: 'own' } });
  const notesOf = async (findings: readonly Finding[]) => {
    const { groups } = await summarizeFindings(aRun({ findings }).findings(), LIMITS);
    return groups.map((group) => noteOf(group, 'of the rule'));
  };

  expect(await notesOf([own])).toEqual(['own']);
  expect(await notesOf([own, own])).toEqual(['of the rule']);
  expect(await notesOf([anEarlyFinding(1)])).toEqual(['of the rule']);
});

test('the worst group comes first, then the largest, then by id', async () => {
  const findings = [
    aFinding({ ruleId: 'c', severity: 'low' }),
    aFinding({ ruleId: 'b' }),
    aFinding({ ruleId: 'a' }),
    aFinding({ ruleId: 'd' }),
    aFinding({ ruleId: 'd' }),
    aFinding({ ruleId: 'c', severity: 'critical' }),
  ];

  const { groups } = await summarizeFindings(aRun({ findings }).findings(), LIMITS);

  expect(groups.map((group) => [group.ruleId, group.severity])).toEqual([
    ['c', 'critical'],
    ['d', 'high'],
    ['a', 'high'],
    ['b', 'high'],
  ]);
});

test('the worst findings are kept even when they come last', async () => {
  const findings = [1, 2, 3, 4].map((n) => aFinding({}, n)).concat(aFinding({ severity: 'critical' }, 5));

  const { worst } = await summarizeFindings(aRun({ findings }).findings(), LIMITS);

  expect(worst.map((finding) => finding.id)).toEqual(['finding-5', 'finding-1', 'finding-2']);
});

test('agreements are told apart by id, and by sentence where there is none', async () => {
  const findings = [
    anEarlyFinding(1),
    anEarlyFinding(2, { message: 'in other words' }),
    anEarlyFinding(3, { evidence: {}, message: 'x' }),
    anEarlyFinding(4, { evidence: {}, message: 'x', accountId: null }),
  ];

  const { groups } = await summarizeFindings(aRun({ findings }).findings(), LIMITS);

  expect(groups[0]?.agreements).toEqual([
    { message: 'EARLY00000 was accepted on 2024-12-16', findings: 2, accounts: 1 },
    { message: 'x', findings: 2, accounts: 1 },
  ]);
});

describe('money', () => {
  const summaryOf = (findings: readonly Finding[]) => summarizeFindings(aRun({ findings }).findings(), LIMITS);

  test('outranks the number of findings, and severity outranks money', async () => {
    const { groups } = await summaryOf([
      aFinding({ ruleId: 'many' }, 1),
      aFinding({ ruleId: 'many' }, 2),
      aSpendFinding('9.99', { ruleId: 'little' }),
      aSpendFinding('5', { ruleId: 'much' }),
      aSpendFinding('5.0000000001', { ruleId: 'much' }),
      aSpendFinding('1000', { ruleId: 'mild', severity: 'medium' }),
    ]);

    expect(groups.map(({ ruleId, losses }) => [ruleId, losses.lost])).toEqual([
      ['much', '10.0000000001'],
      ['little', '9.99'],
      ['many', '0'],
      ['mild', '1000'],
    ]);
  });

  test('orders what is kept, the order of the run among equals', async () => {
    const named = (lost: string, n: number) => aSpendFinding(lost, { id: `finding-${n}` });

    const { groups, worst } = await summaryOf([
      aFinding({ ruleId: 'map-spend-unattributed' }, 1),
      named('2', 2),
      named('10', 3),
      named('2', 4),
    ]);

    expect(worst.map(({ id }) => id)).toEqual(['finding-3', 'finding-2', 'finding-4']);
    expect(groups[0]?.examples.map(({ id }) => id)).toEqual(['finding-3', 'finding-2']);
  });

  test('of an account is what its own findings say, not those on its resources or those that are waived', async () => {
    const lost = { amount: '7', currency: 'USD', start: '2026-05-02', end: '2026-06-01' };

    const { accounts } = await summaryOf([
      aSpendFinding('2.5', { accountId: '222233334444', accountName: 'search', owner: null }),
      aSpendFinding('1', { accountName: null }),
      aSpendFinding('1', { ruleId: 'own-rule', accountId: null }),
      aSpendFinding('2.5000000001', { ruleId: 'map-spend-outside-term', owner: 'payments@example.com' }),
      aSpendFinding('100', { status: 'suppressed' }),
      aFinding({ lost }),
    ]);

    expect(accounts.map(({ accountId, lost: sum, atRisk, owner }) => [accountId, sum, atRisk, owner])).toEqual([
      ['111122223333', '3.5000000001', '7800.2', 'payments@example.com'],
      ['222233334444', '2.5', '3900.1', null],
    ]);
  });

  test('of accounts that lose the same is in the order of their ids', async () => {
    const { accounts } = await summaryOf(
      ['333344445555', '222233334444'].map((accountId) => aSpendFinding('1', { accountId })),
    );

    expect(accounts.map(({ accountId }) => accountId)).toEqual(['222233334444', '333344445555']);
  });
});

test('an account is waived where all that was found about its spend is accepted, and nowhere else', async () => {
  const waiver = { rule: 'r', resource: '*', reason: 'r', owner: 'o', until: '2026-12-31' };
  const on = (accountId: string, ...statuses: readonly Finding['status'][]) =>
    statuses.map((status) =>
      aSpendFinding('2', { accountId, status, waiver: status === 'suppressed' ? waiver : null }),
    );
  const { accounts } = await summarizeFindings(
    aRun({
      findings: [
        ...on('000000000001', 'suppressed', 'suppressed'),
        ...on('000000000002', 'suppressed', 'open'),
        ...on('000000000003', 'open', 'suppressed'),
      ],
    }).findings(),
    { examplesPerRule: 1, worst: 1 },
  );

  expect(accounts.map(({ accountId, isWaived, lost }) => [accountId, isWaived, lost])).toEqual([
    ['000000000002', false, '2'],
    ['000000000003', false, '2'],
    ['000000000001', true, '0'],
  ]);
});
