import { SEVERITIES } from '../../domain/severity.ts';
import { codeAt } from './columns.ts';
import { countOf, countUp, itemAt } from './lists.ts';
import { FACETS, type Facet, NOTHING, type Query, type Sort } from './query.ts';
import type { Field, Table } from './table.ts';

/** A value of a facet, and how many findings a filter by it would show. */
export interface Option {
  readonly value: string;
  readonly count: number;
}

export interface Selected {
  /** Rows that fit, in the order of the query. */
  readonly rows: readonly number[];
  /** For each facet its values, counted with every filter but its own. */
  readonly options: Readonly<Record<Facet, readonly Option[]>>;
}

/** The values of one facet, by code of its column: an OU stands for all above it too. */
export interface FacetIndex {
  readonly facet: Facet;
  readonly values: readonly (readonly string[])[];
}

/** Made once a table: what each text of a facet's column counts as. */
export function indexOf(table: Table): readonly FacetIndex[] {
  return FACETS.map((facet) => ({
    facet,
    values: table.columns[facet].texts.map((text) => valuesOf(facet, text)),
  }));
}

function valuesOf(facet: Facet, text: string): readonly string[] {
  if (text === '') return [NOTHING];
  return facet === 'ou' ? text.split('/').slice(1) : [text];
}

/** One facet while the rows are gone through. */
interface Filter extends FacetIndex {
  readonly codes: readonly number[];
  /** By code, whether the query's values of the facet let it through. */
  readonly fits: readonly boolean[];
  readonly counts: Map<string, number>;
}

/** The findings that fit the query, and how many each further filter would leave. */
export function select(table: Table, index: readonly FacetIndex[], query: Query): Selected {
  const filters = index.map(
    ({ facet, values }): Filter => ({
      facet,
      values,
      codes: table.columns[facet].codes,
      fits: values.map((each) => fitsAny(each, query.facets[facet])),
      counts: new Map(),
    }),
  );
  const rows = searched(table, query).filter((row) => passes(row, filters));
  const options = filters.map(({ facet, values, counts }): [Facet, readonly Option[]] => {
    const all = [...new Set([...values.flat(), ...query.facets[facet]])].sort(orderOf(table, facet));
    return [facet, all.map((value) => ({ value, count: countOf(counts, value) }))];
  });
  return {
    rows: sorted(table, rows, query),
    // fromEntries forgets its keys; they are all of FACETS.
    options: Object.fromEntries(options) as Record<Facet, readonly Option[]>,
  };
}

/** The columns that a search looks at. Names within a message or the evidence are found in columns of their own. */
const SEARCHED: readonly Field[] = [
  'message',
  'rule',
  'account',
  'accountName',
  'ou',
  'region',
  'agreement',
  'defect',
  'owner',
  'name',
  'arn',
  'models',
  'tags',
  'evidence',
  'id',
];

/** The rows that have every word of the search in some column. */
function searched(table: Table, { search }: Query): readonly number[] {
  const words = search.toLowerCase().split(/\s+/);
  // By word and column, which of the column's texts have the word: there are fewer texts than rows.
  const hits = words
    .filter((word) => word !== '')
    .map((word) =>
      SEARCHED.map((field) => ({
        codes: table.columns[field].codes,
        has: table.lowered(field).map((text) => text.includes(word)),
      })),
    );
  const rows = Array.from({ length: table.size }, (_, row) => row);
  return rows.filter((row) => hits.every((columns) => columns.some(({ codes, has }) => has[codeAt({ codes }, row)])));
}

/** Whether the row passes every filter. What only one of them keeps out, that one's own options still count. */
function passes(row: number, filters: readonly Filter[]): boolean {
  const failing = filters.filter(({ codes, fits }) => fits[codeAt({ codes }, row)] !== true);
  if (failing.length > 1) return false;
  for (const { codes, values, counts } of failing.length === 0 ? filters : failing) {
    for (const value of itemAt(values, codeAt({ codes }, row), [])) countUp(counts, value);
  }
  return failing.length === 0;
}

function fitsAny(values: readonly string[], wanted: readonly string[]): boolean {
  return wanted.length === 0 || values.some((value) => wanted.includes(value));
}

/** The same whatever is counted, so that no option moves while somebody looks for it; what names nothing is last. */
function orderOf(table: Table, facet: Facet): (a: string, b: string) => number {
  if (facet === 'severity') return (a, b) => severityRank(a) - severityRank(b);
  const keyOf = (value: string) => (facet === 'account' ? `${table.accountNames.get(value)} ${value}` : value);
  return (a, b) => Number(a === NOTHING) - Number(b === NOTHING) || (keyOf(a) < keyOf(b) ? -1 : 1);
}

function severityRank(severity: string): number {
  const all: readonly string[] = SEVERITIES;
  return all.indexOf(severity);
}

/** The rows by group, and within a group by the query's order; among equals in the order of the report. */
function sorted(table: Table, rows: readonly number[], { sort, isReversed, group }: Query): readonly number[] {
  const rank = ranksOf(table, sort);
  const sign = isReversed ? -1 : 1;
  const groupOf = group === undefined ? () => 0 : groupRanks(table, rows, group);
  return [...rows].sort((a, b) => groupOf(a) - groupOf(b) || sign * rank(a, b) || a - b);
}

/** The rank of a row's group: that of the worst finding first, then the largest. */
function groupRanks(table: Table, rows: readonly number[], field: Field): (row: number) => number {
  const column = table.columns[field];
  const counts = new Map<number, number>();
  const worst = new Map<number, number>();
  for (const row of rows) {
    const code = codeAt(column, row);
    const severity = severityRank(table.field(row, 'severity'));
    countUp(counts, code);
    worst.set(code, Math.min(severity, worst.get(code) ?? severity));
  }
  const ordered = [...counts.keys()].sort(
    (a, b) => countOf(worst, a) - countOf(worst, b) || countOf(counts, b) - countOf(counts, a) || a - b,
  );
  const ranks = new Map(ordered.map((code, rank) => [code, rank]));
  return (row) => countOf(ranks, codeAt(column, row));
}

function ranksOf(table: Table, sort: Sort): (a: number, b: number) => number {
  const severity = rankedBy(table, 'severity', (a, b) => severityRank(a) - severityRank(b));
  const lost = rankedBy(table, 'lostSort', (a, b) => Number(b || -1) - Number(a || -1));
  if (sort === 'severity') return (a, b) => severity(a, b) || lost(a, b);
  if (sort === 'lost') return (a, b) => lost(a, b) || severity(a, b);
  const field: Field = sort === 'account' ? 'accountName' : sort;
  const own = rankedBy(table, field, (a, b) => (a === b ? 0 : a < b ? -1 : 1));
  return (a, b) => own(a, b) || severity(a, b) || lost(a, b);
}

/** Compares rows by a column: its few texts are put into order once. */
function rankedBy(
  table: Table,
  field: Field,
  compare: (a: string, b: string) => number,
): (a: number, b: number) => number {
  const column = table.columns[field];
  const ordered = column.texts.map((text, code) => ({ text, code })).sort((a, b) => compare(a.text, b.text));
  const ranks: number[] = [];
  let rank = 0;
  for (const [position, { text, code }] of ordered.entries()) {
    const before = ordered[position - 1];
    if (before !== undefined && compare(before.text, text) !== 0) rank += 1;
    ranks[code] = rank;
  }
  const rankOf = (row: number) => itemAt(ranks, codeAt(column, row), 0);
  return (a, b) => rankOf(a) - rankOf(b);
}
