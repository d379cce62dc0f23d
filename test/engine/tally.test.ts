import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EVALUATION_OUTCOMES, type Evaluation, type EvaluationOutcome } from '../../src/domain/evaluation.ts';
import { isGapOutcome, TARGET_OUTCOMES } from '../../src/domain/outcome.ts';
import { SEVERITIES, type Severity } from '../../src/domain/severity.ts';
import type { Target } from '../../src/domain/target.ts';
import { auditExitCode } from '../../src/engine/exit-code.ts';
import { coverageGap } from '../../src/engine/gap.ts';
import { createTally } from '../../src/engine/tally.ts';
import { aFailure, anAccount } from '../support/builders.ts';

const severities = new Map<string, Severity>([
  ['rule-a', 'high'],
  ['rule-b', 'informational'],
]);

function evaluation(ruleId: string, outcome: EvaluationOutcome): Evaluation {
  return { ruleId, outcome, evidence: {}, message: '', unknown: '' };
}

/** Ten regions an account. */
function target(index: number): Target {
  const account = anAccount({ id: String(111122223333 + Math.floor(index / 10)) });
  return { account, region: `eu-test-${index % 10}` };
}

describe('coverage', () => {
  test('has all twelve outcomes, also before anything is counted', () => {
    const { byOutcome } = createTally(severities).coverage(null);
    expect(Object.keys(byOutcome)).toEqual([...TARGET_OUTCOMES]);
    expect(Object.keys(byOutcome)).toHaveLength(12);
  });

  test('adds up to the targets and is complete exactly without a gap', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...TARGET_OUTCOMES)), (outcomes) => {
        const tally = createTally(severities);
        for (const [index, outcome] of outcomes.entries()) tally.countTarget(target(index), outcome);
        const { targets, byOutcome, byAccount, complete } = tally.coverage(null);
        const listed = byAccount.flatMap(({ regions }) => Object.values(regions).flat());
        expect(listed).toHaveLength(outcomes.length);
        expect(targets).toBe(outcomes.length);
        expect(Object.values(byOutcome).reduce((sum, count) => sum + count, 0)).toBe(outcomes.length);
        expect(complete).toBe(!outcomes.some(isGapOutcome));
      }),
    );
  });
});

test('coverage tells how each target ended, by account and outcome in fixed orders', () => {
  const tally = createTally(severities);
  const [first, second] = [anAccount({ id: '111122223333' }), anAccount({ id: '222233334444', name: 'other' })];
  tally.countTarget({ account: second, region: 'us-east-1' }, 'failed');
  tally.countTarget({ account: first, region: 'us-east-1' }, 'throttled');
  tally.countTarget({ account: first, region: 'eu-west-1' }, 'scanned');
  tally.countTarget({ account: first, region: 'ca-central-1' }, 'scanned');
  const { byAccount } = tally.coverage(null);
  expect(byAccount.map(({ accountId }) => accountId)).toEqual(['111122223333', '222233334444']);
  expect(JSON.stringify(byAccount[0]?.regions)).toBe(
    '{"scanned":["ca-central-1","eu-west-1"],"throttled":["us-east-1"]}',
  );
  expect(byAccount[1]).toEqual({
    accountId: '222233334444',
    accountName: 'other',
    ouPath: second.ouPath,
    regions: { failed: ['us-east-1'] },
  });
});

describe('compliance', () => {
  test.for([
    [['non_compliant', 'insufficient_data'], 'nonCompliant'],
    [['insufficient_data', 'compliant'], 'insufficientData'],
    [['compliant', 'not_applicable'], 'compliant'],
    [['not_applicable'], 'notApplicable'],
    [[], 'notApplicable'],
  ] as const)('%j counts as %s', ([outcomes, expected]) => {
    const tally = createTally(severities);
    tally.countCarrier(
      'inference-profile',
      outcomes.map((outcome) => evaluation('rule-a', outcome)),
    );
    expect(tally.totals()).toMatchObject({ resources: 1, byType: { 'inference-profile': 1 }, [expected]: 1 });
  });

  test('an informational finding leaves a carrier compliant', () => {
    const tally = createTally(severities);
    tally.countCarrier('inference-profile', [evaluation('rule-b', 'non_compliant')]);
    expect(tally.totals().compliant).toBe(1);
  });

  test('every carrier is in exactly one count', () => {
    const some = fc.array(fc.tuple(fc.constantFrom('rule-a', 'rule-b'), fc.constantFrom(...EVALUATION_OUTCOMES)));
    fc.assert(
      fc.property(fc.array(some), (carriers) => {
        const tally = createTally(severities);
        for (const pairs of carriers) {
          tally.countCarrier(
            'inference-profile',
            pairs.map(([id, outcome]) => evaluation(id, outcome)),
          );
        }
        const { compliant, nonCompliant, insufficientData, notApplicable, suppressed, resources } = tally.totals();
        expect(compliant + nonCompliant + insufficientData + notApplicable + suppressed).toBe(carriers.length);
        expect(resources).toBe(carriers.length);
      }),
    );
  });
});

test('rules are counted by outcome, sorted, also the ones that never applied', () => {
  const tally = createTally(new Map([...severities].reverse()));
  tally.countEvaluations(EVALUATION_OUTCOMES.map((outcome) => evaluation('rule-b', outcome)));
  expect(tally.rules()).toEqual([
    { id: 'rule-a', compliant: 0, nonCompliant: 0, notApplicable: 0, insufficientData: 0 },
    { id: 'rule-b', compliant: 1, nonCompliant: 1, notApplicable: 1, insufficientData: 1 },
  ]);
});

describe('the exit code', () => {
  function head(outcomes: readonly (typeof TARGET_OUTCOMES)[number][], findings: readonly Severity[]) {
    const tally = createTally(severities);
    for (const [index, outcome] of outcomes.entries()) tally.countTarget(target(index), outcome);
    for (const severity of findings) tally.countFinding({ severity, status: 'new', inBaseline: false });
    return { coverage: tally.coverage(null), totals: tally.totals(), baseline: null };
  }

  test('is 4 for any gap, whatever was found and whatever may fail', () => {
    for (const outcome of TARGET_OUTCOMES.filter(isGapOutcome)) {
      expect(auditExitCode(head([outcome], ['critical']), 'none')).toBe(4);
    }
  });

  test('is 1 exactly for a finding at the threshold or above', () => {
    for (const [position, severity] of SEVERITIES.entries()) {
      for (const [threshold, failOn] of SEVERITIES.entries()) {
        expect(auditExitCode(head(['scanned'], [severity]), failOn)).toBe(position <= threshold ? 1 : 0);
      }
      expect(auditExitCode(head(['scanned'], [severity]), 'none')).toBe(0);
    }
  });

  test('is 0 without findings', () => {
    expect(auditExitCode(head(['scanned', 'region-disabled'], []), 'informational')).toBe(0);
  });
});

describe('a coverage gap', () => {
  test('has a remedy of its own for each outcome, as one sentence', () => {
    const target = { account: anAccount(), region: 'eu-west-3' };
    const remedies = TARGET_OUTCOMES.filter(isGapOutcome).map(
      (outcome) => coverageGap(target, aFailure({ outcome }), 'MapwardenAudit').remedy,
    );
    expect(new Set(remedies).size).toBe(remedies.length);
    for (const remedy of remedies) expect(remedy).toMatch(/^[A-Z].*\.$/);
  });

  test('of a failed call names the request for AWS Support, or the code where there is none', () => {
    const target = { account: anAccount(), region: 'eu-west-3' };
    const failed = aFailure({ outcome: 'failed', requestId: 'r-1' });
    expect(coverageGap(target, failed, 'R').remedy).toContain('request id r-1');
    expect(coverageGap(target, { ...failed, requestId: null }, 'R').remedy).toContain('error code');
    expect(coverageGap(target, { ...failed, code: 'IdentityMismatch' }, 'R').remedy).toContain('not trusted');
  });
});
