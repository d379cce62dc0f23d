import { describe, expect, test } from 'vitest';
import type { RuleCounts } from '../../src/domain/report.ts';
import { verdictOf } from '../../src/report/verdict.ts';
import { aFinding, aGap, aHead, type RunParts } from '../support/run-builder.ts';

const rightTag = (compliant: number): readonly RuleCounts[] => [
  {
    id: 'map-tag-agreement-out-of-scope',
    title: 'That agreement covers the account',
    severity: 'high',
    note: '',
    compliant,
    nonCompliant: 0,
    notApplicable: 0,
    insufficientData: 0,
  },
];
const noCarriers = { resources: 0, byType: {}, compliant: 0, nonCompliant: 0 };
const NOT_A_VERDICT = 'this is not a verdict on the whole organization.';

describe('the headline', () => {
  test.for<readonly [string, RunParts, string]>([
    [
      'counts the carriers that are not compliant',
      { findings: [aFinding()] },
      '1 of 12 application inference profiles is not compliant.',
    ],
    [
      'uses the plural for more than one',
      { findings: [aFinding({}, 1), aFinding({}, 2)] },
      '2 of 12 application inference profiles are not compliant.',
    ],
    [
      'says so when only a part was read',
      { findings: [aFinding()], gaps: [aGap()] },
      'INCOMPLETE: 1 of 12 application inference profiles seen is not compliant.',
    ],
    [
      'says how many carry the right tag when nothing is wrong',
      { rules: rightTag(12) },
      'All 12 application inference profiles carry the right map tag.',
    ],
    [
      'does not say all when one does not carry the right tag',
      { rules: rightTag(11), totals: { compliant: 11, suppressed: 1 } },
      '11 of 12 application inference profiles carry the right map tag.',
    ],
    [
      'speaks of a single carrier in the singular',
      { rules: rightTag(1), totals: { resources: 1, byType: { 'inference-profile': 1 }, compliant: 1 } },
      '1 of 1 application inference profile carries the right map tag.',
    ],
    [
      'claims nothing of the tag when its rules did not run',
      { rules: [] },
      'All 12 application inference profiles comply with every rule that was evaluated.',
    ],
    [
      'does not call compliant what no rule judged',
      { totals: { compliant: 1, notApplicable: 11 } },
      '1 of 12 application inference profiles complies with every rule that was evaluated.',
    ],
    [
      'says that carriers could not be judged before it says anything good',
      { rules: rightTag(9), totals: { compliant: 9, insufficientData: 3 } },
      '3 of 12 application inference profiles could not be judged.',
    ],
    [
      'says that there is no carrier',
      { totals: noCarriers, outcomes: { scanned: 1_700 } },
      'No application inference profile exists in the 1,700 targets that were read: nothing carries the map tag.',
    ],
    [
      'says of one target that it has no carrier',
      { totals: noCarriers, outcomes: { scanned: 1 } },
      'No application inference profile exists in the 1 target that was read: nothing carries the map tag.',
    ],
    [
      'says both that there is no carrier and that coverage is incomplete',
      { totals: noCarriers, gaps: [aGap()] },
      'INCOMPLETE: No application inference profile exists in the 10 targets that were read: nothing carries the map tag.',
    ],
    [
      'knows nothing where nothing was read',
      { totals: noCarriers, outcomes: {}, gaps: [aGap()] },
      'INCOMPLETE: No target was read: nothing is known about the map tag.',
    ],
    [
      'names another kind of carrier by its name',
      { totals: { byType: { project: 12 } } },
      'All 12 projects comply with every rule that was evaluated.',
    ],
    [
      'calls several kinds carriers',
      { totals: { byType: { 'inference-profile': 5, 'iam-principal': 7 } } },
      'All 12 carriers comply with every rule that was evaluated.',
    ],
  ])('%s', ([, parts, expected]) => {
    expect(verdictOf(aHead(parts)).headline).toBe(expected);
  });
});

describe('the coverage sentence', () => {
  test.for<readonly [string, RunParts, string]>([
    ['is complete when all was read', {}, 'Coverage is complete: all 10 targets were read.'],
    ['knows the singular', { outcomes: { scanned: 1 } }, 'Coverage is complete: the only target was read.'],
    ['knows that there was nothing', { outcomes: {} }, 'There was no target to read.'],
    [
      'names what needed no reading',
      { outcomes: { scanned: 8, 'region-disabled': 3, excluded: 1_000 } },
      'Coverage is complete: 8 of 1,011 targets were read, the rest needed no reading (1,000 excluded and 3 region-disabled).',
    ],
    ['counts one gap', { gaps: [aGap()] }, `1 of 11 targets could not be read: ${NOT_A_VERDICT}`],
    [
      'counts many gaps',
      { outcomes: { scanned: 1_700 }, gaps: Array.from({ length: 17 }, () => aGap()) },
      `17 of 1,717 targets could not be read: ${NOT_A_VERDICT}`,
    ],
    [
      'does not speak of the organization when the run was narrowed',
      { gaps: [aGap()], selection: { accounts: ['111122223333'], ous: [], regions: [], rules: [] } },
      '1 of 11 targets could not be read: this is not a verdict on everything that was selected.',
    ],
    [
      'believes the ledger when it says incomplete without a gap',
      { head: { coverage: { ...aHead().coverage, complete: false } } },
      `Coverage is incomplete: ${NOT_A_VERDICT}`,
    ],
  ])('%s', ([, parts, expected]) => {
    expect(verdictOf(aHead(parts)).coverage).toBe(expected);
  });

  test('counts a gap of the ledger even where the run calls itself complete', () => {
    const head = aHead({ gaps: [aGap()] });
    const lying = { ...head, coverage: { ...head.coverage, complete: true } };

    expect(verdictOf(lying).coverage).toContain('could not be read');
    expect(verdictOf(lying).isComplete).toBe(false);
  });
});

describe('the remarks', () => {
  test('say what the run was narrowed to, and not more of it than fits', () => {
    const selection = {
      accounts: ['1', '2', '3', '4', '5', '6', '7'],
      ous: [],
      regions: ['us-east-1'],
      rules: ['a', 'b'],
    };

    expect(verdictOf(aHead({ selection })).remarks).toEqual([
      'This run was narrowed to accounts 1, 2, 3, 4, 5 and 2 more; region us-east-1; rules a, b. It says nothing of anything else.',
    ]);
  });

  test('count what was not judged', () => {
    const totals = { insufficientData: 1, suppressed: 2, notApplicable: 3 };

    expect(verdictOf(aHead({ totals })).remarks).toEqual([
      '1 application inference profile could not be judged: what a rule needs to know could not be read.',
      '2 application inference profiles left out of the count: every finding there is waived.',
      '3 application inference profiles not judged: no rule applies.',
    ]);
  });

  test('are none for a whole run in which all was judged', () => {
    expect(verdictOf(aHead()).remarks).toEqual([]);
  });
});

describe('the findings sentence', () => {
  test.for<readonly [string, RunParts, string]>([
    [
      'counts by severity, worst first',
      { findings: [aFinding(), aFinding({ severity: 'critical' }, 2)] },
      'Findings: 1 critical, 1 high.',
    ],
    ['says that there are none', {}, 'No findings.'],
    ['limits that to what was read', { gaps: [aGap()] }, 'No findings in what was read.'],
  ])('%s', ([, parts, expected]) => {
    expect(verdictOf(aHead(parts)).findings).toBe(expected);
  });
});

test('a run with carriers that could not be judged is not complete', () => {
  expect(verdictOf(aHead()).isComplete).toBe(true);
  expect(verdictOf(aHead({ totals: { insufficientData: 1 } })).isComplete).toBe(false);
});
