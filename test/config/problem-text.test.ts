import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineIndex } from '../../src/config/line-index.ts';
import { describeValue, formatPath, quote, suggestion } from '../../src/config/problem-text.ts';

test.for<[text: string, candidates: string[], sentence: string]>([
  ['endOn', ['startsOn', 'endsOn'], ', did you mean "endsOn"?'],
  ['sun', ['sung', 'sun2', 'su'], ', did you mean "sung"?'],
  ['accptedOn', ['acceptedOn', 'accountsOn'], ', did you mean "acceptedOn"?'],
  ['ENABLED', ['enabled'], ', did you mean "enabled"?'],
  ['zebra', ['enabled', 'id'], ''],
  ['', ['id'], ''],
  ['x', [], ''],
  ['y'.repeat(101), ['y'.repeat(101)], ''],
])('%s, of %j', ([text, candidates, sentence]) => {
  expect(suggestion(text, candidates)).toBe(sentence);
});

test.for<[value: unknown, shown: string]>([
  [undefined, 'nothing'],
  [null, 'an empty value'],
  [[], 'an empty list'],
  [[1], 'a list'],
  [{}, 'a mapping'],
  ['x', '"x"'],
  [1.5, '1.5'],
  [false, 'false'],
])('%j is shown as %s', ([value, shown]) => {
  expect(describeValue(value)).toBe(shown);
});

test.for<[path: (string | number)[], shown: string]>([
  [[], ''],
  [['a', 0, 'b'], 'a[0].b'],
  [[3], '[3]'],
  [['owners', '111122223333'], 'owners["111122223333"]'],
  [['map-tag-missing', '$schema'], 'map-tag-missing.$schema'],
  [['a b', ''], '["a b"][""]'],
])('the path %j is shown as %s', ([path, shown]) => {
  expect(formatPath(path)).toBe(shown);
});

test('what is quoted is one line, short, and moves no cursor', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const shown = quote(text);
      expect(shown).toMatch(/^".*"$/);
      expect(shown).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
      expect(shown.length).toBeLessThanOrEqual(6 * 61 + 2);
    }),
  );
});

test('a place counts lines and columns from one, and the end is the furthest', () => {
  const positionAt = lineIndex('ab\n\nc');
  expect([0, 2, 3, 4, 5, 99, -1].map(positionAt).map(({ line, column }) => `${line}:${column}`)).toEqual([
    '1:1',
    '1:3',
    '2:1',
    '3:1',
    '3:2',
    '3:2',
    '1:1',
  ]);
});
