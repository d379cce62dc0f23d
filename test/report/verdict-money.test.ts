import { describe, expect, test } from 'vitest';
import type { CostAllocationTagState, Spend } from '../../src/domain/spend.ts';
import { moneySection } from '../../src/report/money-section.ts';
import { verdictOf } from '../../src/report/verdict.ts';
import { aFinding, aGap, aHead, aSpend, aSpendFinding, type RunParts } from '../support/run-builder.ts';

const STAKES =
  '$4,487.60 of Bedrock spend in 30 days carries no valid map tag and cannot be recovered; $3,900.10 more is at risk in the next 30 days.';
const COVERAGE = 'Coverage is complete: all 10 targets were read.';
const UNREAD = '1 of 11 targets could not be read: this is not a verdict on the whole organization.';
const CARRIERS = '1 of 12 application inference profiles is not compliant.';
const DEAD = 'map-migrated is not an active cost allocation tag: no tag reaches the bill.';

const noCarriers = { resources: 0, byType: {}, compliant: 0, nonCompliant: 0 };
const inactive: readonly CostAllocationTagState[] = [{ key: 'map-migrated', status: 'inactive', updatedAt: null }];
const opening = (parts: RunParts) => verdictOf(aHead(parts)).opening.map(({ text }) => text);

describe('the opening', () => {
  test.for<readonly [string, RunParts, readonly string[]]>([
    ['begins with money', { spend: aSpend(), findings: [aFinding()] }, [STAKES, CARRIERS, COVERAGE]],
    [
      'begins with the incompleteness, so that no number is taken for a verdict',
      { spend: aSpend(), findings: [aFinding()], gaps: [aGap()] },
      [`INCOMPLETE: ${UNREAD}`, STAKES, '1 of 12 application inference profiles seen is not compliant.'],
    ],
    [
      'says that there is no carrier, then what is spent without one',
      { spend: aSpend({ attributed: '0' }), totals: noCarriers },
      [
        'No application inference profile exists in the 10 targets that were read: nothing carries the map tag.',
        STAKES,
        COVERAGE,
      ],
    ],
    [
      'says all three: incomplete, no carrier, and money',
      { spend: aSpend({ attributed: '0' }), totals: noCarriers, gaps: [aGap()] },
      [
        'INCOMPLETE: No application inference profile exists in the 10 targets that were read: nothing carries the map tag.',
        STAKES,
        UNREAD,
      ],
    ],
    [
      'does not say that nothing carries the tag where the bill shows it',
      { spend: aSpend(), totals: noCarriers },
      [
        'No application inference profile exists in the 10 targets that were read, yet the bill shows spend under a valid map tag: on another carrier, or on one that is gone.',
        STAKES,
        COVERAGE,
      ],
    ],
    [
      'begins with a cost allocation tag that is not active, before everything else',
      { spend: aSpend({ costAllocationTags: inactive }), findings: [aFinding()], gaps: [aGap()] },
      [DEAD, `INCOMPLETE: ${UNREAD}`, STAKES, '1 of 12 application inference profiles seen is not compliant.'],
    ],
    [
      'says of a tag that billing never saw that it is not active',
      {
        spend: aSpend({ costAllocationTags: [{ key: 'map\n', status: 'never-seen', updatedAt: null }] }),
        findings: [aFinding()],
      },
      [
        'map\\n is not an active cost allocation tag, and billing has never seen it: no tag reaches the bill.',
        STAKES,
        CARRIERS,
        COVERAGE,
      ],
    ],
    [
      'has no word on money where nobody asked',
      { findings: [aFinding()], gaps: [aGap()] },
      ['INCOMPLETE: 1 of 12 application inference profiles seen is not compliant.', UNREAD],
    ],
    [
      'has no number where the bill could not be read',
      { spend: { status: 'unavailable', reason: 'No access.', requests: 1 }, findings: [aFinding()] },
      [CARRIERS, COVERAGE],
    ],
  ])('%s', ([, parts, expected]) => {
    expect(opening(parts)).toEqual(expected);
  });

  test('does not mind the principal form of the tag, which not everybody needs', () => {
    const [, principal] = aSpend().costAllocationTags ?? [];

    expect(principal).toMatchObject({ key: 'iamPrincipal/map-migrated', status: 'never-seen' });
    expect(opening({ spend: aSpend() })[0]).toBe(STAKES);
    const other = { key: 'user:iamPrincipal/map-migrated', status: 'inactive', updatedAt: null } as const;
    expect(opening({ spend: aSpend({ costAllocationTags: [other] }) })[0]).toBe(STAKES);
  });
});

test('a bill that no rule judged is not one without risk', () => {
  const nothing = { lost: null, atRisk: null, belowThreshold: '4500', judged: false };
  const sentence = (unit: string) =>
    `${unit}4,500.00 of Bedrock spend in 30 days carries no valid map tag and cannot be recovered; what more is at risk was not judged.`;

  expect(opening({ spend: aSpend({ ...nothing, currency: 'CNY' }) })[0]).toBe(sentence('CNY '));
  expect(opening({ spend: aSpend(nothing) })[0]).toBe(sentence('$'));
});

describe('where billing would not say whether it knows a key of principals', () => {
  const LIMIT = 'cannot be recovered, as far as resource tags tell; ';
  const told = (over: Parameters<typeof aSpend>[0]) =>
    opening({ spend: aSpend({ costAllocationTags: null, ...over }) })[0];

  test('spend without a tag is lost as far as resource tags tell', () => {
    expect(told({})).toContain(LIMIT);
    expect(told({ lost: '0', atRisk: '0', belowThreshold: '4500' })).toContain(LIMIT);
    const after = moneySection(aHead({ spend: aSpend({ costAllocationTags: null }) }), [])?.after.join('\n');
    expect(after).toContain('lost, which no tag brings back, as far as resource tags tell; ');
  });

  test('spend under a wrong tag is lost without doubt', () => {
    expect(told({ unattributed: '0' })).toContain('cannot be recovered; ');
    expect(opening({ spend: aSpend() })[0]).toContain('cannot be recovered; ');
  });
});

describe('how much is at stake', () => {
  const all = { total: '12000', attributed: '12000', misattributed: '0', unattributed: '0', unknown: '0' };
  const nothing = { ...all, lost: '0', atRisk: '0', belowThreshold: '0' };

  test.for<readonly [string, Spend, string, 'warning' | 'plain']>([
    [
      'nothing more at risk is not mentioned',
      aSpend({ atRisk: '0' }),
      '$4,487.60 of Bedrock spend in 30 days carries no valid map tag and cannot be recovered.',
      'warning',
    ],
    [
      'untagged spend in no finding is lost all the same',
      aSpend({ lost: '0', atRisk: '0' }),
      '$4,500.00 of Bedrock spend in 30 days carries no valid map tag and cannot be recovered; no finding puts more at risk.',
      'warning',
    ],
    [
      'all is well only when all of it is attributed',
      aSpend(nothing),
      'All $12,000.00 of Bedrock spend in 30 days carries a valid map tag.',
      'plain',
    ],
    [
      'what is unknown is not called well',
      aSpend({ ...nothing, attributed: '7500', unknown: '4500' }),
      '$7,500.00 of Bedrock spend in 30 days carries a valid map tag.',
      'warning',
    ],
    [
      'a bill without Bedrock says so',
      aSpend({ ...nothing, total: '0', attributed: '0' }),
      'The bill shows no Bedrock spend in 30 days.',
      'plain',
    ],
    [
      'a partial reading is a warning',
      aSpend({ ...nothing, status: 'partial', missing: ['x'] }),
      'All $12,000.00 of Bedrock spend in 30 days carries a valid map tag.',
      'warning',
    ],
  ])('%s', ([, spend, text, tone]) => {
    expect(verdictOf(aHead({ spend })).opening[0]).toEqual({ about: 'stakes', text, tone });
  });

  test('one day is in the singular', () => {
    expect(opening({ spend: aSpend({ start: '2026-05-31' }) })[0]).toContain('in 1 day carries');
  });
});

describe('the remarks on money', () => {
  const remarks = (spend: Spend) => verdictOf(aHead({ spend })).remarks;

  test.for<readonly [string, Spend, readonly string[]]>([
    ['are none where money was not asked for', { status: 'not-run' }, []],
    ['are none where the first sentence says all', aSpend({ belowThreshold: '0' }), []],
    [
      'say what is in no finding',
      aSpend(),
      ['$12.40 more of Bedrock spend carries no valid map tag either, and is in no finding.'],
    ],
    ['do not say it twice', aSpend({ lost: '0' }), []],
    [
      'say what is unknown',
      aSpend({ belowThreshold: '0', unknown: '300' }),
      ['Whether $300.00 of Bedrock spend carries a valid map tag is unknown.'],
    ],
    [
      'say that a part is missing',
      aSpend({ belowThreshold: '0', status: 'partial', missing: ['x'] }),
      ['The bill was read in part only; the money section says what is missing.'],
    ],
    [
      'say why nothing is known',
      { status: 'unavailable', reason: 'Cost Explorer is not enabled.\n', requests: 0 },
      ['How much money is at stake is unknown. Cost Explorer is not enabled.\\n'],
    ],
  ])('%s', ([, spend, expected]) => {
    expect(remarks(spend)).toEqual(expected);
  });
});

test('a lost dollar is a finding, and no run with one is good', () => {
  const tones = verdictOf(aHead({ spend: aSpend(), findings: [aSpendFinding('1')] })).opening.map(({ tone }) => tone);

  expect(tones).toEqual(['warning', 'warning', 'plain']);
});
