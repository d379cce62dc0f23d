import { describe, expect, test } from 'vitest';
import type { Spend, SpendByAccount, SpendRead } from '../../src/domain/spend.ts';
import { moneySection } from '../../src/report/money-section.ts';
import { ACCOUNT_ID, aHead, aSpend, NOW, type RunParts, ruleCounts } from '../support/run-builder.ts';

const told = (overrides: Partial<SpendRead>, parts: RunParts = {}) =>
  (moneySection(aHead({ ...parts, spend: aSpend(overrides) }), [])?.after ?? []).join('\n');

const billed = (overrides: Partial<SpendByAccount>): SpendByAccount => ({
  accountId: ACCOUNT_ID,
  accountName: 'payments',
  total: '100',
  attributed: '50',
  misattributed: '0',
  unattributed: '4',
  unknown: '0',
  ...overrides,
});

describe('why spend without a valid tag is in no finding', () => {
  const THRESHOLD = 'rules judge the last 7 complete days only, and amounts from spend.minFindingUsd on';
  const reason = (overrides: Partial<SpendRead>, parts: RunParts = {}) =>
    /is in no finding: (?<why>.*)\.$/m.exec(told(overrides, parts))?.groups?.['why'];
  const gone = billed({ accountName: '', unattributed: '12.4' });
  const GONE = 'is of accounts that the bill has and the organization does not list, which no rule judges';

  test('is the threshold and the week where nothing else is', () => {
    expect(reason({})).toBe(THRESHOLD);
  });

  test('is that accounts left the organization, and nothing else where it is all theirs', () => {
    expect(reason({ byAccount: [gone, billed({})] })).toBe(`it ${GONE}`);
    expect(reason({ byAccount: [gone], belowThreshold: '12.41' })).toBe(`$12.40 ${GONE}; ${THRESHOLD}`);
  });

  test('is that a rule was not asked', () => {
    const rules = [ruleCounts('map-spend-unattributed', { compliant: 5 })];
    expect(reason({}, { rules })).toBe(
      `this run did not ask map-spend-agreement-unknown and map-spend-outside-term; ${THRESHOLD}`,
    );
  });

  test('is that the configuration leaves accounts out', () => {
    expect(reason({}, { outcomes: { scanned: 9, excluded: 1 } })).toBe(
      `accounts that the configuration leaves out are not judged; ${THRESHOLD}`,
    );
  });
});

describe('that what is at risk was not judged', () => {
  const unjudged = (why: string) =>
    `$4,500.00 without a valid tag is in no finding, and what is at risk was not judged: ${why}.`;
  const nothing = { lost: null, atRisk: null, belowThreshold: '4500', judged: false };

  test('where no rule about spend was asked', () => {
    const text = told(nothing, { rules: [ruleCounts('map-tag-missing', { compliant: 5 })] });
    expect(text).toContain(unjudged('the rules about spend were not asked in this run'));
    expect(text).not.toContain('In findings');
  });

  test('where the bill is in another currency than the threshold', () => {
    const text = told({ ...nothing, currency: 'CNY' });
    expect(text).toContain(
      'CNY 4,500.00 without a valid tag is in no finding, and what is at risk was not judged: the bill is in CNY, and the threshold spend.minFindingUsd in US dollars.',
    );
    expect(text).not.toContain('In findings');
  });

  test('where the judged week could not be read', () => {
    const unread = ['map-spend-outside-term', 'map-spend-unattributed'].map((id) =>
      ruleCounts(id, { insufficientData: 5 }),
    );
    expect(told(nothing, { rules: unread })).toContain(
      unjudged('what the rules need to know of the last 7 complete days could not be read'),
    );
  });

  test('where no account was there to be judged', () => {
    expect(told(nothing, { rules: [ruleCounts('map-spend-unattributed')] })).toContain(
      unjudged('there was no account to judge'),
    );
  });

  test('but not where some of it was', () => {
    const some = [
      ruleCounts('map-spend-unattributed', { insufficientData: 5 }),
      ruleCounts('map-spend-outside-term', { compliant: 1 }),
    ];
    expect(told({ ...nothing, lost: '0', atRisk: '0', judged: true }, { rules: some })).toContain('In findings');
  });

  test('also where nothing was lost', () => {
    const clean = { ...nothing, misattributed: '0', unattributed: '0', currency: 'CNY' };
    expect(told(clean)).toContain('What is at risk was not judged: the bill is in CNY');
  });
});

describe('the age of the list of models', () => {
  const told = (edition: string, spend: Spend = aSpend()) =>
    (moneySection(aHead({ spend, head: { catalog: { edition, sha256: 'c'.repeat(64) }, now: NOW } }), [])?.after ?? [])
      .filter((sentence) => sentence.startsWith('The list of models'))
      .join('\n');

  test('beyond 120 days, with where newer ones are and how to use one', () => {
    expect(told('2026-01-31')).toBe(
      'The list of models in force is the edition of 2026-01-31, 121 days old; AWS keeps the newest at https://s3-us-west-2.amazonaws.com/map-2.0-customer-documentation/included-services/MAP_Included_Services_List.pdf, and catalog.file puts a list made from it in its place.',
    );
    expect(told('2026-02-01')).toBe('');
    expect(told('2026-06-02')).toBe('');
  });

  test('also where the bill could not be read, and not where nobody asked for money', () => {
    expect(told('2026-01-31', { status: 'unavailable', reason: 'No.', requests: 0 })).toContain('121 days old');
    expect(told('2026-01-31', { status: 'not-run' })).toBe('');
  });
});
