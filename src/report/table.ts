import type { Run } from '../domain/report.ts';

/** What the cells of a column are: money is a decimal string, an instant, day or month its ISO form. */
export type ColumnKind = 'text' | 'money' | 'count' | 'instant' | 'day' | 'month';

export interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
}

/** Null where there is nothing to say. */
export type Cell = string | number | null;

/** A part of a report as rows, for CSV and spreadsheets. */
export interface Table {
  readonly columns: readonly Column[];
  rows(run: Run): AsyncIterable<readonly Cell[]>;
}

type ColumnOf<R> = readonly [name: string, kind: ColumnKind, of: (row: R) => Cell];

/** A table of the records that a run has. */
export function tableOf<R>(
  columns: readonly ColumnOf<R>[],
  records: (run: Run) => AsyncIterable<R> | Iterable<R>,
): Table {
  return {
    columns: columns.map(([name, kind]) => ({ name, kind })),
    async *rows(run) {
      for await (const record of records(run)) yield columns.map(([, , of]) => of(record));
    },
  };
}
