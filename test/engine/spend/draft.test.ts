import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { settleSpend, spendDraft } from '../../../src/engine/spend/draft.ts';
import { accountLines } from '../../../src/engine/spend/lines.ts';
import { spendWindow } from '../../../src/engine/spend/window.ts';
import { ruleCounts } from '../../support/run-builder.ts';
import { CATALOG, SPEND, TODAY } from '../support/world.ts';
import { ACCOUNTS, AGREEMENTS, anAmount, billArb, spendContext, unitsIn, unitsOf } from './support.ts';

function draftOf(amounts: Parameters<typeof accountLines>[0], changes: Partial<Parameters<typeof spendDraft>[0]> = {}) {
  return spendDraft({
    settings: { agreements: AGREEMENTS, spend: SPEND },
    span: spendWindow(TODAY, 30),
    accounts: ACCOUNTS,
    catalog: CATALOG,
    lines: accountLines(amounts, ACCOUNTS, spendContext()),
    services: [],
    currency: 'USD',
    estimatedMonths: new Set(['2026-05']),
    requests: 6,
    missing: [],
    unclassedServices: [],
    costAllocationTags: null,
    ...changes,
  });
}

describe('the draft', () => {
  test('says what was read, and for which days', () => {
    expect(draftOf([anAmount({ amount: '2.50' })])).toMatchObject({
      status: 'complete',
      missing: [],
      currency: 'USD',
      start: '2026-05-02',
      end: '2026-06-01',
      dataThrough: '2026-05-29',
      metric: 'AmortizedCost',
      estimated: true,
      byMonth: [{ month: '2026-05', estimated: true }],
      requests: 6,
      total: '2.5',
      attributed: '2.5',
      byService: [],
      eligibility: { listed: '0', tooEarly: '0', notListed: '0' },
    });
  });

  test('is no estimate where no month is', () => {
    expect(draftOf([anAmount()], { estimatedMonths: new Set() })).toMatchObject({
      estimated: false,
      byMonth: [{ estimated: false }],
    });
  });

  test('is partial where something is missing, and has no cut that was not read', () => {
    expect(draftOf([], { missing: ['It is missing.'], services: null })).toMatchObject({
      status: 'partial',
      missing: ['It is missing.'],
      total: '0',
      byService: null,
      eligibility: null,
    });
  });
});

/** An account was judged by its spend. */
const JUDGED = [ruleCounts('map-spend-unattributed', { nonCompliant: 1 })];

describe('settling', () => {
  test('adds the findings up, and what is in none of them', () => {
    const draft = draftOf([anAmount({ value: '', amount: '7' }), anAmount({ value: 'todo', amount: '3.5' })]);
    expect(settleSpend(draft, { lost: ['7', '3'], atRisk: ['0.1', '0.2'], rules: JUDGED })).toEqual({
      ...draft,
      lost: '10',
      atRisk: '0.3',
      belowThreshold: '0.5',
      judged: true,
    });
  });

  test('knows no sums where nobody was judged, and all that carries no valid tag is in no finding', () => {
    const draft = draftOf([anAmount({ value: '', amount: '7' }), anAmount({ value: 'todo', amount: '3.5' })]);
    expect(settleSpend(draft, { lost: [], atRisk: [], rules: [] })).toEqual({
      ...draft,
      lost: null,
      atRisk: null,
      belowThreshold: '10.5',
      judged: false,
    });
  });

  test('sums to zero where those who were judged have nothing to find', () => {
    const settled = settleSpend(draftOf([]), { lost: [], atRisk: [], rules: JUDGED });
    expect(settled).toMatchObject({ lost: '0', atRisk: '0' });
  });

  test.for([
    ['map-spend-unattributed', { compliant: 1 }, true],
    ['map-spend-outside-term', { nonCompliant: 1 }, true],
    ['map-spend-agreement-unknown', { notApplicable: 1, insufficientData: 1 }, true],
    ['map-spend-unattributed', { insufficientData: 1 }, false],
    ['map-spend-unattributed', {}, false],
    ['map-tag-missing', { compliant: 1 }, false],
  ] as const)('says whether an account was judged: by %s, with %j, %s', ([id, counts, judged]) => {
    const rules = [ruleCounts(id, counts)];
    expect(settleSpend(draftOf([]), { lost: [], atRisk: [], rules })).toMatchObject({ judged });
  });

  test('leaves alone what was not read', () => {
    const nothing = { lost: [], atRisk: [], rules: [] };
    expect(settleSpend({ status: 'not-run' }, nothing)).toEqual({ status: 'not-run' });
    const unavailable = { status: 'unavailable', reason: 'Nobody may.', requests: 1 } as const;
    expect(settleSpend(unavailable, nothing)).toEqual(unavailable);
  });

  test('keeps lost and below the threshold equal to what is not attributed', () => {
    fc.assert(
      fc.property(billArb, fc.double({ min: 0, max: 1, noNaN: true }), (bill, share) => {
        const draft = draftOf(bill);
        const wrong = [...draft.byDefect.map(({ total }) => total), draft.unattributed];
        const lost = wrong.slice(0, Math.floor(share * (wrong.length + 1)));
        const settled = settleSpend(draft, { lost, atRisk: [], rules: JUDGED });
        if (settled.status !== 'complete') throw new Error(settled.status);
        expect(unitsIn([settled.lost ?? '', settled.belowThreshold])).toBe(
          unitsOf(draft.unattributed) + unitsOf(draft.misattributed),
        );
      }),
    );
  });
});
