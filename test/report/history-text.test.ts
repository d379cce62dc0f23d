import { describe, expect, test } from 'vitest';
import type { RunPoint } from '../../src/domain/run-history.ts';
import { historyJson, historyText } from '../../src/report/history-text.ts';

const POINT: RunPoint = {
  runId: '20260602T000000Z-abc123',
  now: '2026-06-02T00:00:00.000Z',
  organizationId: 'o-exampleorg',
  coverage: { complete: true, targets: 10, gaps: 0, percent: 100 },
  compliance: { byCount: 53.8, bySpend: 62.5 },
  spend: { currency: 'USD', total: '12000', attributed: '7500', lost: '4487.6', atRisk: '3900.1' },
  findings: { critical: 1, high: 2357, medium: 3, low: 0, informational: 4 },
  byStatus: { new: 12, open: 2353, resolved: 7, suppressed: 0 },
};
const BARE: RunPoint = {
  ...POINT,
  runId: '20260601T000000Z-abc123',
  coverage: { complete: false, targets: 10, gaps: 1, percent: 99.9 },
  compliance: { byCount: null, bySpend: null },
  spend: null,
  byStatus: null,
};

describe('the history for people', () => {
  test('has a line a run, and says what its columns are', () => {
    expect(historyText({ runs: [POINT, BARE], narrowed: 2, damaged: ['x\u001b'] }).split('\n')).toEqual([
      'run                      covered   right  paid right    at risk  c/h/m/l/i      new  resolved',
      '20260602T000000Z-abc123      all  53.8 %      62.5 %  $3,900.10  1/2,357/3/0/4   12         7',
      '20260601T000000Z-abc123   99.9 %       -           -          -  1/2,357/3/0/4    -         -',
      '',
      expect.stringMatching(/^covered /),
      expect.stringMatching(/^right /),
      expect.stringMatching(/^paid right /),
      expect.stringMatching(/^c\/h\/m\/l\/i /),
      expect.stringMatching(/^- /),
      'Left out: 2 runs with a selection.',
      'Damaged, and left out: x\\u001b.',
      '',
    ]);
  });

  test('names the organization where there is more than one', () => {
    const text = historyText({ runs: [POINT, { ...BARE, organizationId: 'o-other' }], narrowed: 0, damaged: [] });
    expect(
      text
        .split('\n')
        .slice(0, 3)
        .map((line) => line.split(' ').at(-1)),
    ).toEqual(['organization', 'o-exampleorg', 'o-other']);
  });

  test('says where there is nothing to show, and why', () => {
    expect(historyText({ runs: [], narrowed: 1, damaged: [] })).toBe(
      'There is no finished run of the whole organization.\nLeft out: 1 run with a selection.\n',
    );
  });
});

test('the history for programs has every member as it is', () => {
  const history = { runs: [POINT, BARE], narrowed: 1, damaged: ['x'] };
  expect(JSON.parse(historyJson(history))).toEqual({ schemaVersion: 1, ...history });
});
