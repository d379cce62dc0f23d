import { expect, test } from 'vitest';
import type { RemediationKind } from '../../src/domain/finding.ts';
import { summarizeFindings } from '../../src/report/finding-groups.ts';
import { nextSteps } from '../../src/report/next-steps.ts';
import { aFinding, aGap, aRun, aSpend, aSpendFinding, type RunParts } from '../support/run-builder.ts';

async function steps(parts: RunParts): Promise<readonly string[]> {
  const run = aRun(parts);
  return nextSteps(run.head, await summarizeFindings(run.findings(), { examplesPerRule: 0, worst: 0 }));
}

const needing = (kind: RemediationKind, many: number) =>
  Array.from({ length: many }, (_, n) => aFinding({ remediation: { kind, action: null, command: null, note: '' } }, n));

test('there is nothing to do when nothing is wrong', async () => {
  expect(await steps({})).toEqual([]);
});

test('gaps come first', async () => {
  expect((await steps({ gaps: [aGap()], findings: [aFinding()] }))[0]).toMatch(/^Close the coverage gaps/);
});

test.for([
  ['automatic', 1, '1 finding can be corrected'],
  ['automatic', 2, '2 findings can be corrected'],
  ['recreate', 1, '1 finding needs the resource created anew, since no tag repairs it: mapwarden profile create.'],
  ['recreate', 2, '2 findings need the resource created anew, since no tag repairs them: mapwarden profile create.'],
  ['manual', 1, '1 finding needs a decision'],
  ['manual', 2, '2 findings need a decision'],
] as const)('a finding of the kind %s, %i times, is a step', async ([kind, many, expected]) => {
  expect((await steps({ findings: needing(kind, many) }))[0]).toContain(expected);
});

test('an organization without carriers is told to make one, unless there was nothing to read', async () => {
  const totals = { resources: 0, compliant: 0 };

  expect(await steps({ totals })).toHaveLength(1);
  expect(await steps({ totals, outcomes: { excluded: 1 } })).toEqual([]);
  expect(await steps({ totals, outcomes: {} })).toEqual([expect.stringContaining('they leave no target to read')]);
});

test('a dead cost allocation tag comes before gaps', async () => {
  const spend = aSpend({ costAllocationTags: [{ key: 'map-migrated', status: 'inactive', updatedAt: null }] });

  expect((await steps({ spend, gaps: [aGap()] }))[0]).toMatch(/^Activate map-migrated as a cost allocation tag/);
});

test('the account that loses most is named', async () => {
  const findings = [aSpendFinding('1', { accountId: '222233334444' }), aSpendFinding('1234.5')];

  expect((await steps({ findings }))[0]).toBe(
    'Begin where most is lost: payments (111122223333), $1,234.50 so far and $3,900.10 at risk in the next 30 days.',
  );
  expect((await steps({ findings: [aSpendFinding('0')] }))[0]).not.toContain('lost');
});
