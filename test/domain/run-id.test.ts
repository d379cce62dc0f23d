import { expect, test } from 'vitest';
import { beginningOf, byRunId, runFolder, runIdOf } from '../../src/domain/run-id.ts';

const NOW = '2026-06-01T12:34:56.789Z';

test('an id tells second, suffix and attempt', () => {
  expect([1, 2, 10].map((attempt) => runIdOf(NOW, 'abc123', attempt))).toEqual([
    '20260601T123456Z-abc123',
    '20260601T123456Z-abc123-2',
    '20260601T123456Z-abc123-10',
  ]);
});

test('from an id its second and its folder can be told', () => {
  for (const attempt of [1, 2]) {
    const runId = runIdOf(NOW, 'abc123', attempt);
    expect(beginningOf(runId)).toBe('2026-06-01T12:34:56.000Z');
    expect(runFolder(runId)).toBe(`runs/date=2026-06-01/${runId}`);
  }
});

test.for(['', 'latest', '20260601T123456Z', '20260601T123456Z-', '20260601T123456Z-x/../y', 'x20260601T123456Z-x'])(
  '%j is no id of a run',
  (text) => {
    expect(beginningOf(text)).toBeUndefined();
    expect(runFolder(text)).toBeUndefined();
  },
);

test('ids sort by time and then by attempt, as numbers', () => {
  const ids = [
    '20260531T235959Z-fff',
    '20260601T000000Z-abc',
    '20260601T000000Z-abc-2',
    '20260601T000000Z-abc-10',
    '20260601T000001Z-aaa',
  ];
  expect(ids.toReversed().sort(byRunId)).toEqual(ids);
});
