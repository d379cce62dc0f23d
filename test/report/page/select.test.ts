import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../src/domain/finding.ts';
import { SEVERITIES } from '../../../src/domain/severity.ts';
import { rowOf } from '../../../src/report/html/rows.ts';
import { optionLabel } from '../../../src/report/page/labels.ts';
import { pageOf, ROWS_A_PAGE } from '../../../src/report/page/pages.ts';
import { FACETS, FIRST_QUERY, NOTHING, type Query, SORTS, withFacet } from '../../../src/report/page/query.ts';
import { indexOf, select } from '../../../src/report/page/select.ts';
import { openTable, packTable, type Table } from '../../../src/report/page/table.ts';
import { manyFindings } from '../../support/many-findings.ts';
import { aFinding, aSpendFinding } from '../../support/run-builder.ts';

function tableOf(findings: readonly Finding[]): Table {
  return openTable(JSON.parse(JSON.stringify(packTable(findings.map(rowOf), {}))));
}

const MANY = tableOf(manyFindings(300, 10));
const selected = (query: Query, table = MANY) => select(table, indexOf(table), query);

/** What a facet counts a row as, looked up in the plainest way. */
function valuesOf(table: Table, row: number, facet: (typeof FACETS)[number]): readonly string[] {
  const text = table.field(row, facet);
  if (text === '') return [NOTHING];
  return facet === 'ou' ? text.split('/').slice(1) : [text];
}

const anyQuery = fc.tuple(...FACETS.map((facet) => fc.subarray(MANY.columns[facet].texts.slice(0, 3)))).map((all) =>
  FACETS.reduce<Query>((query, facet, at) => {
    const values = (all[at] ?? []).map((text) => (text === '' ? NOTHING : (text.split('/').at(-1) ?? text)));
    return withFacet(query, facet, values);
  }, FIRST_QUERY),
);

describe('what an option is called', () => {
  const table = tableOf(
    ['search', 'claims', 'claims', 'payments'].map((accountName, n) =>
      aFinding({ accountName, ouPath: n < 3 ? 'o-x/r-root/ou-root-apps' : 'o-x/r-root' }, n),
    ),
  );

  test('tells an OU, which has no name, by the accounts below it', () => {
    expect(optionLabel(table, 'ou', 'ou-root-apps')).toBe('ou-root-apps: search, claims');
    expect(optionLabel(table, 'ou', 'r-root')).toBe('r-root: search, claims and 1 more');
    expect(optionLabel(table, 'ou', 'o-x/r-root/ou-root-apps')).toBe('o-x/r-root/ou-root-apps: search, claims');
    expect(optionLabel(table, 'ou', 'ou-nowhere')).toBe('ou-nowhere');
    expect(optionLabel(table, 'ou', NOTHING)).toBe('not of one account');
  });
});

describe('filters', () => {
  test('leave exactly what fits each of them, and count what one more would leave', () => {
    fc.assert(
      fc.property(anyQuery, (query) => {
        const { rows, options } = selected(query);
        const fits = (row: number, except?: string) =>
          FACETS.every(
            (facet) =>
              facet === except ||
              query.facets[facet].length === 0 ||
              valuesOf(MANY, row, facet).some((value) => query.facets[facet].includes(value)),
          );
        const all = Array.from({ length: MANY.size }, (_, row) => row);
        expect([...rows].sort((a, b) => a - b)).toEqual(all.filter((row) => fits(row)));
        for (const facet of FACETS) {
          for (const { value, count } of options[facet]) {
            const left = all.filter((row) => fits(row, facet) && valuesOf(MANY, row, facet).includes(value));
            expect(count, `${facet} ${value}`).toBe(left.length);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  test('keep a value in the list though nothing has it', () => {
    const { rows, options } = selected(withFacet(FIRST_QUERY, 'rule', ['no-such-rule']));
    expect(rows).toEqual([]);
    expect(options.rule).toContainEqual({ value: 'no-such-rule', count: 0 });
  });

  test('show what does not count only where asked', () => {
    const table = tableOf([aFinding({ status: 'resolved' }, 1), aFinding({ status: 'open' }, 2)]);
    expect(selected(FIRST_QUERY, table).rows).toEqual([1]);
    expect(selected(withFacet(FIRST_QUERY, 'status', []), table).rows).toEqual([0, 1]);
  });
});

describe('the search', () => {
  test('wants every word, wherever it stands and in whatever case', () => {
    const table = tableOf([aFinding({ owner: 'Ann@example.com' }, 1), aFinding({ region: 'eu-west-1' }, 2)]);
    const rows = (search: string) => selected({ ...FIRST_QUERY, search }, table).rows;
    expect(rows('ann')).toEqual([0]);
    expect(rows(' CHAT-2  eu-west ')).toEqual([1]);
    expect(rows('chat-1 eu-west')).toEqual([]);
    expect(rows('  ')).toEqual([0, 1]);
    expect(rows('nearmiss')).toEqual([0, 1]);
  });
});

describe('the order', () => {
  const findings = [
    aFinding({ severity: 'low', accountName: 'b', firstSeen: '2026-01-01T00:00:00.000Z' }, 1),
    aSpendFinding('5', { id: 'five', accountName: 'c', severity: 'high' }),
    aFinding({ severity: 'high', accountName: 'a' }, 3),
    aSpendFinding('41.5', { id: 'most', severity: 'high', accountName: 'd' }),
    aFinding({ severity: 'critical', region: 'eu-west-1', accountName: 'e' }, 5),
  ];
  const table = tableOf(findings);

  test.for([
    ['severity', [4, 3, 1, 2, 0]],
    ['lost', [3, 1, 4, 2, 0]],
    ['account', [2, 0, 1, 3, 4]],
    ['since', [0, 4, 3, 1, 2]],
  ] as const)('by %s', ([sort, expected]) => {
    expect(selected({ ...FIRST_QUERY, sort }, table).rows).toEqual(expected);
  });

  test('reversed is the other way round, but for equals', () => {
    const query = { ...FIRST_QUERY, sort: 'account', isReversed: true } as const;
    expect(selected(query, table).rows).toEqual([4, 3, 1, 0, 2]);
  });

  test('is none that loses a finding', () => {
    for (const sort of SORTS) expect(selected({ ...FIRST_QUERY, sort }).rows).toHaveLength(MANY.size);
  });
});

describe('pages', () => {
  test('have a hundred findings each, and the last what is left', () => {
    const { rows } = selected(FIRST_QUERY);
    const pages = [1, 2, 3].map((page) => pageOf(MANY, rows, { ...FIRST_QUERY, page }));
    expect(pages.map(({ entries }) => entries.length)).toEqual([ROWS_A_PAGE, ROWS_A_PAGE, ROWS_A_PAGE]);
    expect(pageOf(MANY, rows.slice(0, 101), { ...FIRST_QUERY, page: 9 })).toMatchObject({ page: 2, pages: 2 });
    expect(pageOf(MANY, [], FIRST_QUERY)).toEqual({ entries: [], page: 1, pages: 1 });
  });

  test('of groups begin with the worst, count all of each, and can be folded up', () => {
    const query: Query = { ...FIRST_QUERY, group: 'severity' };
    const { rows } = selected(query);
    const count = (severity: string) => rows.filter((row) => MANY.field(row, 'severity') === severity).length;
    const [first] = pageOf(MANY, rows, query).entries;
    expect(first).toEqual({ type: 'group', value: 'critical', count: count('critical'), isFolded: false });

    const folded = pageOf(MANY, rows, { ...query, folded: ['critical', 'high'] }).entries;
    expect(folded.slice(0, 3)).toMatchObject([
      { value: 'critical', isFolded: true },
      { value: 'high', isFolded: true },
      { value: 'medium', count: count('medium'), isFolded: false },
    ]);
    expect(folded.filter(({ type }) => type === 'row')).toHaveLength(ROWS_A_PAGE);
  });

  test('name a group of findings that have nothing there', () => {
    const table = tableOf([aFinding({ owner: null }), aFinding({ owner: 'ann' }, 2)]);
    const query: Query = { ...FIRST_QUERY, group: 'owner' };
    const groups = pageOf(table, selected(query, table).rows, query).entries.filter(({ type }) => type === 'group');
    expect(groups).toMatchObject([{ value: NOTHING }, { value: 'ann' }]);
  });

  test('every finding is on one page, whatever it is grouped by', () => {
    const query: Query = { ...FIRST_QUERY, group: 'account' };
    const { rows } = selected(query);
    const seen = [1, 2, 3].flatMap((page) => pageOf(MANY, rows, { ...query, page }).entries);
    expect(seen.flatMap((entry) => (entry.type === 'row' ? [entry.row] : []))).toEqual(rows);
  });
});

test('a table gives back every field of every finding', () => {
  const findings = manyFindings(50, 5);
  const table = tableOf(findings);
  const rows = findings.map(rowOf);
  for (const [at, row] of rows.entries()) {
    for (const [field, text] of Object.entries(row)) expect(table.field(at, field as keyof typeof row)).toBe(text);
  }
  expect(openTable({ columns: {}, rules: {} }).size).toBe(0);
  expect(new Set(rows.map(({ severity }) => severity)).size).toBe(SEVERITIES.length);
});
