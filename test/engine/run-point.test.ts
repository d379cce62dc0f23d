import { describe, expect, test } from 'vitest';
import { runPoint } from '../../src/engine/run-point.ts';
import { aFinding, aGap, aHead, aSpend } from '../support/run-builder.ts';

describe('a run as a point of a trend', () => {
  test('does not know what is lost or at risk where nobody was judged', () => {
    const spend = aSpend({ judged: false, lost: null, atRisk: null });
    expect(runPoint(aHead({ spend })).spend).toMatchObject({ total: '12000', lost: null, atRisk: null });
  });

  test('has coverage, compliance by count and by spend, what is at risk, and findings', () => {
    const findings = [aFinding({}, 1), aFinding({ status: 'resolved' }, 2)];
    const head = aHead({ findings, gaps: [aGap()], spend: aSpend(), totals: { compliant: 9, notApplicable: 2 } });

    expect(runPoint(head)).toEqual({
      runId: head.runId,
      now: head.now,
      organizationId: 'o-exampleorg',
      coverage: { complete: false, targets: 11, gaps: 1, percent: 90.9 },
      compliance: { byCount: 90, bySpend: 62.5 },
      spend: { currency: 'USD', total: '12000', attributed: '7500', lost: '4487.6', atRisk: '3900.1' },
      findings: { critical: 0, high: 1, medium: 0, low: 0, informational: 0 },
      byStatus: { new: 1, open: 0, resolved: 1, suppressed: 0 },
    });
  });

  test.for([
    ['7500', '12000', 62.5],
    ['11999.9999999999', '12000', 99.9],
    ['12000', '12000.0', 100],
    ['0', '12000', 0],
    ['0', '0', null],
  ] as const)('with %s of %s attributed has %d percent: 100 is all of it', ([attributed, total, percent]) => {
    expect(runPoint(aHead({ spend: aSpend({ attributed, total }) })).compliance.bySpend).toBe(percent);
  });

  test('knows no share of what was not read, or is not there', () => {
    const head = aHead({ outcomes: {}, totals: { resources: 3, notApplicable: 3, compliant: 0 } });

    expect(runPoint(head)).toMatchObject({
      coverage: { percent: null },
      compliance: { byCount: null, bySpend: null },
      spend: null,
    });
  });

  test('of version 0.1 has no statuses', () => {
    const head = aHead();
    // A report of that version has no such member.
    const { byStatus: _, ...totals } = head.totals;
    expect(runPoint({ ...head, totals: totals as typeof head.totals }).byStatus).toBeNull();
  });
});
