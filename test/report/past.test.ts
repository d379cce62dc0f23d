import { describe, expect, test } from 'vitest';
import { markdown } from '../../src/report/markdown.ts';
import { text } from '../../src/report/text.ts';
import { verdictOf } from '../../src/report/verdict.ts';
import { aFinding, aHead, aRun, collected, type RunParts } from '../support/run-builder.ts';

const CONTEXT = { color: false, width: 200, rules: new Map(), past: async () => [] };
const none = { critical: 0, high: 0, medium: 0, low: 0, informational: 0 };
const findingsOf = (parts: RunParts) => verdictOf(aHead(parts)).findings;

describe('the sentence about findings', () => {
  test('says nothing of the past in a first run, where everything is new', () => {
    expect(findingsOf({ findings: [aFinding()] })).toBe('Findings: 1 high.');
  });

  test.for<readonly [string, RunParts, string]>([
    [
      'what is open since before',
      { findings: [aFinding({}, 1), aFinding({ status: 'open' }, 2)] },
      'Findings: 2 high. Since the last run: 1 new, 1 open before.',
    ],
    [
      'that everything is new, where what was before is resolved',
      { findings: [aFinding({}, 1), aFinding({ status: 'resolved' }, 2)] },
      'Findings: 1 high. Since the last run: 1 new, 0 open before.',
    ],
    [
      'what the baseline had',
      {
        findings: [aFinding({}, 1), aFinding({}, 2)],
        head: { baseline: { runId: 'r\u001b', findings: { ...none, high: 2 } } },
      },
      'Findings: 2 high. 2 of them are in the baseline r\\u001b and do not count for the exit code.',
    ],
    [
      'what the baseline had, of one',
      { findings: [aFinding()], head: { baseline: { runId: 'r', findings: { ...none, high: 1 } } } },
      'Findings: 1 high. 1 of them is in the baseline r and does not count for the exit code.',
    ],
    [
      'nothing where there is none',
      { findings: [aFinding({ status: 'resolved' })], head: { baseline: { runId: 'r', findings: none } } },
      'No findings.',
    ],
  ])('says %s', ([, parts, expected]) => {
    expect(findingsOf(parts)).toBe(expected);
  });
});

describe('reports for people', () => {
  const run = aRun({
    findings: [
      aFinding({ status: 'open', firstSeen: '2026-05-04T00:00:00.000Z', inBaseline: true }, 1),
      aFinding({}, 2),
      aFinding({ status: 'resolved', message: 'gone' }, 3),
      aFinding({ status: 'suppressed', message: 'accepted' }, 4),
    ],
  });
  const aside = 'Not counted: 1 finding suppressed by waivers, 1 finding resolved since the last run.';

  test('say in text since when a finding is open, whether it is known, and what does not count', async () => {
    const report = await collected(text(run, CONTEXT));
    expect(report).toContain('      open since 2026-05-04, in the baseline\n');
    expect(report.match(/open since/g)).toHaveLength(1);
    expect(report).toContain(aside);
    expect(report).not.toMatch(/gone|accepted/);
  });

  test('say so in Markdown, in a column where there is any', async () => {
    const report = await collected(markdown(run, CONTEXT));
    expect(report).toMatch(/\| what is wrong \| remedy \| since \|/);
    expect(report).toContain('| 2026-05-04, in the baseline |');
    expect(report).toContain(aside);
    expect(report).not.toMatch(/gone|accepted/);
    expect(await collected(markdown(aRun({ findings: [aFinding()] }), CONTEXT))).not.toMatch(/\| since|Not counted/);
  });
});
