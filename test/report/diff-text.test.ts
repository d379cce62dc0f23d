import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { RunDiff } from '../../src/domain/run-diff.ts';
import { diffJson, diffText } from '../../src/report/diff-text.ts';
import { aFinding } from '../support/run-builder.ts';

const SIDE = { runId: '20260601T000000Z-abc123', now: '2026-06-01T00:00:00.000Z', complete: true };
const LOOK = { color: false, width: 100 };
const target = (region: string) => ({ accountId: '111122223333', accountName: 'pay\u202ements', region });

function aDiff(over: Partial<RunDiff> = {}): RunDiff {
  return {
    schemaVersion: 1,
    from: SIDE,
    to: { ...SIDE, runId: '20260602T000000Z-abc123', complete: false },
    coverage: { lost: [], regained: [] },
    new: [],
    resolved: [],
    changed: [],
    notLookedAt: [],
    ...over,
  };
}

describe('two runs compared, for people', () => {
  test('are told with their counts, and nothing else where nothing differs', () => {
    expect(diffText(aDiff(), LOOK)).toBe(
      'from 20260601T000000Z-abc123, as of 2026-06-01T00:00:00.000Z\n' +
        'to   20260602T000000Z-abc123, as of 2026-06-01T00:00:00.000Z, INCOMPLETE\n' +
        '0 new, 0 resolved, 0 changed, 0 not looked at.\n',
    );
  });

  test('have a part for each kind, a line a finding', () => {
    const changes = [
      { what: 'severity', from: 'medium', to: 'high' },
      { what: 'owner', from: null, to: 'me' },
    ] as const;
    const text = diffText(
      aDiff({
        new: [aFinding({}, 1)],
        resolved: [aFinding({ region: null, accountId: null }, 2)],
        changed: [{ finding: aFinding({}, 3), changes }],
        notLookedAt: [aFinding({ message: 'a\nb' }, 4)],
      }),
      LOOK,
    );

    expect(text.split('\n\n').slice(1)).toEqual(
      [
        'NEW (1)\n  high          111122223333 us-east-1      map-tag-missing: chat-1 has no map-migrated tag\n',
        'CHANGED (1)\n  high          111122223333 us-east-1      map-tag-missing: chat-3 has no map-migrated tag\n      severity medium → high, owner none → me\n',
        'RESOLVED (1)\n  high                                      map-tag-missing: chat-2 has no map-migrated tag\n',
        'NOT LOOKED AT: they may be there still (1)\n  high          111122223333 us-east-1      map-tag-missing: a\\nb\n',
      ].map((part, index, all) => (index < all.length - 1 ? part.trimEnd() : part)),
    );
  });

  test('name targets that only one of them could read', () => {
    const regions = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(target);
    const text = diffText(aDiff({ coverage: { lost: regions, regained: [target('us-east-1')] } }), LOOK);

    expect(text).toContain('7 targets could be read in the first run and not in the second:');
    expect(text).toContain('and 2 more.');
    expect(text.replaceAll('\n', ' ')).toContain('in the first: pay\\u202ements (111122223333) us-east-1.');
  });

  test('show fifty of many', () => {
    const many = Array.from({ length: 60 }, (_, n) => aFinding({}, n));
    expect(diffText(aDiff({ new: many }), LOOK)).toContain('  and 10 more: --format json\n');
  });

  test('are as wide as the terminal at most', () => {
    const text = diffText(aDiff({ new: [aFinding({ message: 'word '.repeat(80) })] }), { color: true, width: 60 });
    expect(text).toContain('\u001b[31m');
    for (const line of text.split('\n').slice(2)) expect(stripVTControlCharacters(line).length).toBeLessThanOrEqual(60);
  });
});

test('two runs compared, for programs, have every finding whole', () => {
  const diff = aDiff({ new: [aFinding({}, 1)], changed: [{ finding: aFinding({}, 2), changes: [] }] });
  expect(JSON.parse(diffJson(diff))).toEqual(diff);
});
