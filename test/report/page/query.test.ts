import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  FACETS,
  FIRST_QUERY,
  fragmentOf,
  GROUPINGS,
  isQuery,
  type Query,
  queryOf,
  SORTS,
  toggledSeverity,
  withFacet,
} from '../../../src/report/page/query.ts';

const value = fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => text !== 'any');
const values = fc.array(value, { maxLength: 3 });

const anyQuery: fc.Arbitrary<Query> = fc.record({
  search: fc.string({ unit: 'grapheme' }),
  facets: fc
    .tuple(...FACETS.map(() => values))
    .map(
      (all) =>
        Object.fromEntries(FACETS.map((facet, at) => [facet, all[at] ?? []])) as Record<
          (typeof FACETS)[number],
          string[]
        >,
    ),
  sort: fc.constantFrom(...SORTS),
  isReversed: fc.boolean(),
  group: fc.constantFrom(undefined, ...GROUPINGS),
  folded: values,
  page: fc.integer({ min: 1, max: 1_000 }),
  finding: fc.option(fc.string({ minLength: 1, unit: 'grapheme' }), { nil: undefined }),
});

describe('an address', () => {
  test('leads to the query that it was made of', () => {
    fc.assert(
      fc.property(anyQuery, (query) => {
        expect(queryOf(fragmentOf(query))).toEqual(query);
      }),
    );
  });

  test('says nothing of what is as at first', () => {
    expect(fragmentOf(FIRST_QUERY)).toBe('#findings');
    expect(fragmentOf({ ...FIRST_QUERY, search: 'a b', page: 2 })).toBe('#q=a+b&page=2');
  });

  test('can ask for findings that do not count', () => {
    expect(fragmentOf(withFacet(FIRST_QUERY, 'status', []))).toBe('#status=any');
    expect(queryOf('#status=any').facets.status).toEqual([]);
    expect(queryOf('#').facets.status).toEqual(['new', 'open']);
  });

  test('that nobody understands is the first query', () => {
    expect(queryOf('#sort=colour&order=up&group=name&page=0&page=x&severity=')).toEqual(FIRST_QUERY);
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(queryOf(text).page).toBeGreaterThanOrEqual(1);
      }),
    );
  });

  test.for([
    ['', true],
    ['#', true],
    ['#findings', true],
    ['#rule=x', true],
    ['#money', false],
  ] as const)('%j is about findings: %s', ([fragment, expected]) => expect(isQuery(fragment)).toBe(expected));
});

test('severities are switched one by one, and stay in their order', () => {
  const one = withFacet({ ...FIRST_QUERY, page: 3, finding: 'f' }, 'severity', toggledSeverity(FIRST_QUERY, 'low'));
  expect([one.page, one.finding]).toEqual([1, undefined]);
  const two = withFacet(one, 'severity', toggledSeverity(one, 'critical'));
  expect(two.facets.severity).toEqual(['critical', 'low']);
  expect(toggledSeverity(two, 'low')).toEqual(['critical']);
});
