import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SEVERITIES } from '../../src/domain/severity.ts';
import { summarizeFindings } from '../../src/report/finding-groups.ts';
import { aFinding, anEarlyFinding, aRun } from '../support/run-builder.ts';

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
