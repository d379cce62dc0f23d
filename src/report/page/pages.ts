import { addTo, countUp } from './lists.ts';
import { type Grouping, NOTHING, type Query } from './query.ts';
import type { Table } from './table.ts';

export const ROWS_A_PAGE = 100;

/** A line of the list: the heading of a group, or a finding. */
export type Entry =
  | { readonly type: 'group'; readonly value: string; readonly count: number; readonly isFolded: boolean }
  | { readonly type: 'row'; readonly row: number };

export interface Page {
  readonly entries: readonly Entry[];
  /** From 1; within the pages that there are. */
  readonly page: number;
  readonly pages: number;
}

/** One page of the rows: at most a hundred findings, each group under its heading. */
export function pageOf(table: Table, rows: readonly number[], query: Query): Page {
  const { group } = query;
  if (group === undefined) {
    const { visible, page, pages } = cut(rows, query);
    return { entries: visible.map(asRow), page, pages };
  }
  const groupOf = (row: number) => groupValue(table, row, group);
  const folded = new Set(query.folded);
  const { visible, page, pages } = cut(
    rows.filter((row) => !folded.has(groupOf(row))),
    query,
  );
  const counts = new Map<string, number>();
  for (const row of rows) countUp(counts, groupOf(row));
  const shown = new Map<string, number[]>();
  // Folded groups stand on the first page: they have no finding that would bring them onto another.
  if (page === 1) for (const value of counts.keys()) if (folded.has(value)) shown.set(value, []);
  for (const row of visible) addTo(shown, groupOf(row), row);
  const entries = [...counts].flatMap(([value, count]): readonly Entry[] => {
    const own = shown.get(value);
    return own ? [{ type: 'group', value, count, isFolded: folded.has(value) }, ...own.map(asRow)] : [];
  });
  return { entries, page, pages };
}

function cut(rows: readonly number[], query: Query): { visible: readonly number[]; page: number; pages: number } {
  const pages = Math.max(1, Math.ceil(rows.length / ROWS_A_PAGE));
  const page = Math.min(query.page, pages);
  return { visible: rows.slice((page - 1) * ROWS_A_PAGE, page * ROWS_A_PAGE), page, pages };
}

/** The value by which a finding is grouped. */
function groupValue(table: Table, row: number, group: Grouping): string {
  const text = table.field(row, group);
  return text === '' ? NOTHING : text;
}

function asRow(row: number): Entry {
  return { type: 'row', row };
}
