import type { Grouping, Query } from './query.ts';
import { NOTHING } from './query.ts';
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
  const groups = query.group === undefined ? undefined : groupsOf(table, rows, query.group);
  const folded = new Set(query.folded);
  const shown =
    query.group === undefined ? rows : rows.filter((row) => !folded.has(groupValue(table, row, query.group)));
  const pages = Math.max(1, Math.ceil(shown.length / ROWS_A_PAGE));
  const page = Math.min(query.page, pages);
  const first = (page - 1) * ROWS_A_PAGE;
  const visible = shown.slice(first, first + ROWS_A_PAGE);
  if (groups === undefined) return { entries: visible.map(asRow), page, pages };
  return { entries: withHeadings(table, groups, { visible, folded, isFirst: page === 1 }, query.group), page, pages };
}

/** The value by which a finding is grouped. */
export function groupValue(table: Table, row: number, group: Grouping | undefined): string {
  const text = group === undefined ? '' : table.field(row, group);
  return text === '' ? NOTHING : text;
}

/** How many findings each group has, in the order of the rows. */
function groupsOf(table: Table, rows: readonly number[], group: Grouping): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const value = groupValue(table, row, group);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

interface Visible {
  readonly visible: readonly number[];
  readonly folded: ReadonlySet<string>;
  readonly isFirst: boolean;
}

/** Folded groups stand on the first page: they have no finding that would bring them onto another. */
function withHeadings(
  table: Table,
  groups: ReadonlyMap<string, number>,
  { visible, folded, isFirst }: Visible,
  group: Grouping | undefined,
): readonly Entry[] {
  const byGroup = new Map<string, number[]>();
  for (const row of visible) {
    const value = groupValue(table, row, group);
    byGroup.set(value, [...(byGroup.get(value) ?? []), row]);
  }
  return [...groups].flatMap(([value, count]): readonly Entry[] => {
    const rows = byGroup.get(value) ?? [];
    const isFolded = folded.has(value);
    if (rows.length === 0 && !(isFolded && isFirst)) return [];
    return [{ type: 'group', value, count, isFolded }, ...rows.map(asRow)];
  });
}

function asRow(row: number): Entry {
  return { type: 'row', row };
}
