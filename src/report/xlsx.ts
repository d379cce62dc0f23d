import writeXlsxFile, { type CellObject, type Feature, type Image, type Sheet } from 'write-excel-file/node';
import type { Run } from '../domain/report.ts';
import { stampArchive } from './archive.ts';
import { COVERAGE, GAPS } from './coverage-tables.ts';
import { FINDINGS } from './findings-table.ts';
import { isRead } from './money-sentences.ts';
import { ACCOUNTS, AGREEMENTS, MONTHS, SERVICES } from './spend-tables.ts';
import type { Cell, Column, Table } from './table.ts';
import { exactAmounts, headerCell, textCell, titleOf, xlsxCell } from './xlsx-cells.ts';
import { summaryRows } from './xlsx-summary.ts';

/** More findings than that and a workbook is no longer opened with ease; the summary says what is left out. */
const MOST_FINDINGS = 100_000;

/** An empty sheet would look like spend of nothing. */
const UNKNOWN = 'Not read: the summary says why.';

/** Columns that hold sentences, wider than the others. */
const WIDE: ReadonlySet<string> = new Set(['arn', 'message', 'command', 'remedy', 'meaning', 'waiverReason', 'exact']);

type Row = (CellObject | null)[];
/** What the library takes as the content of a file; it does not export the type. */
type Content = Image['content'];

/** A table as a sheet, with the number of its rows. */
interface TableSheet {
  readonly sheet: Sheet<Content>;
  readonly rows: number;
  readonly left: number;
}

/** A workbook for spreadsheets: a summary, and a sheet a table, with real numbers and dates and without a formula. */
export function xlsx(run: Run): AsyncGenerator<Uint8Array> {
  return workbook(run, MOST_FINDINGS);
}

/** As {@link xlsx}, with so many rows a sheet at most. */
export async function* workbook(run: Run, mostRows: number): AsyncGenerator<Uint8Array> {
  const sheetOf = createSheets(run, mostRows);
  const { spend } = run.head;
  const tables = [
    await sheetOf('Findings', FINDINGS),
    await sheetOf('Spend by account', ACCOUNTS, isRead(spend)),
    await sheetOf('Spend by agreement', AGREEMENTS, isRead(spend)),
    await sheetOf('Spend by service', SERVICES, isRead(spend) && spend.byService !== null),
    await sheetOf('Spend by month', MONTHS, isRead(spend)),
    await sheetOf('Coverage', COVERAGE),
    await sheetOf('Gaps', GAPS),
  ];
  const [findings] = tables;
  const summary: Sheet<Content> = {
    sheet: 'Summary',
    data: summaryRows(run.head, findings?.left ?? 0),
    columns: [{ width: 28 }, { width: 110 }],
    stickyRowsCount: 1,
  };
  const sheets = [summary, ...tables.map(({ sheet }) => sheet)];
  const filters = tables.map(({ sheet, rows }) => `A1:${letters(sheet.columns?.length ?? 1)}${rows + 1}`);
  const written = await writeXlsxFile(sheets, { features: [filterFeature(['', ...filters])] }).toBuffer();
  // The library takes the time of day.
  yield stampArchive(written);
}

function createSheets(run: Run, mostRows: number) {
  return async (name: string, { columns, rows }: Table, isKnown = true): Promise<TableSheet> => {
    const hasMoney = columns.some(({ kind }) => kind === 'money');
    const names = [...columns.map((column) => column.name), ...(hasMoney ? ['exact'] : [])];
    const data: Row[] = [names.map((each) => headerCell(titleOf(each)))];
    let all = 0;
    for await (const row of rows(run)) {
      all += 1;
      if (all <= mostRows) data.push(dataRow(columns, row));
    }
    if (!isKnown) data.push([textCell(UNKNOWN)]);
    const widths = names.map((each) => ({ width: WIDE.has(each) ? 60 : 20 }));
    const sheet = { sheet: name, data, columns: widths, stickyRowsCount: 1 };
    return { sheet, rows: data.length - 1, left: Math.max(0, all - mostRows) };
  };
}

function dataRow(columns: readonly Column[], row: readonly Cell[]): Row {
  const exact = exactAmounts(columns, row);
  const cells = columns.map(({ kind }, index) => xlsxCell(kind, row[index] ?? null));
  return exact === '' ? cells : [...cells, textCell(exact)];
}

/** The arrows in the header row, which the library does not know. In a sheet, they come right after its data. */
function filterFeature(ranges: readonly string[]): Feature<Content> {
  return {
    files: {
      transform: {
        'xl/worksheets/sheet{id}.xml': {
          transform: (content, _options, { sheetIndex }) => {
            const range = ranges[sheetIndex] ?? '';
            return range === '' ? content : content.replace('</sheetData>', `</sheetData><autoFilter ref="${range}"/>`);
          },
        },
      },
    },
  };
}

/** The name of the last of so many columns: 26 → `Z`, 27 → `AA`. */
function letters(columns: number): string {
  const before = Math.floor((columns - 1) / 26);
  const last = String.fromCharCode(65 + ((columns - 1) % 26));
  return before === 0 ? last : letters(before) + last;
}
