import { expect, test } from 'vitest';
import { addTo, countOf, countUp, itemAt } from '../../../src/report/page/lists.ts';

test('what is beyond a list is what the caller says', () => {
  expect([itemAt(['a'], 0, ''), itemAt(['a'], 1, ''), itemAt(['a'], -1, 'none')]).toEqual(['a', '', 'none']);
});

test('lists and counts by key begin by themselves', () => {
  const lists = new Map<string, number[]>();
  addTo(lists, 'a', 1);
  addTo(lists, 'a', 2);
  const counts = new Map<string, number>();
  countUp(counts, 'a');
  countUp(counts, 'a');
  expect([lists.get('a'), countOf(counts, 'a'), countOf(counts, 'b')]).toEqual([[1, 2], 2, 0]);
});
