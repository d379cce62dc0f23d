import type { CellObject } from 'write-excel-file/node';
import { compare, type Decimal } from '../domain/money.ts';
import type { Cell, Column, ColumnKind } from './table.ts';
import { xmlPrintable } from './xml-text.ts';

/** Source: "Excel specifications and limits", characters in a cell. */
const LONGEST_TEXT = 32_767;
/** Source: the same, number precision. */
const DIGITS = 15;

const FORMATS: Readonly<Partial<Record<ColumnKind, string>>> = {
  money: '#,##0.00',
  count: '#,##0',
  instant: 'yyyy-mm-dd hh:mm:ss',
  day: 'yyyy-mm-dd',
  month: 'yyyy-mm',
};

/** A cell with a type of its own: never a formula, whatever the text. */
export function xlsxCell(kind: ColumnKind, value: Cell): CellObject | null {
  if (value === null) return null;
  const format = FORMATS[kind];
  if (format === undefined) return textCell(String(value));
  if (kind === 'money' || kind === 'count') return { value: Number(value), type: Number, format };
  const date = new Date(String(value));
  return Number.isNaN(date.getTime()) ? textCell(String(value)) : { value: date, type: Date, format };
}

export function textCell(text: string): CellObject {
  // In a workbook, _x000A_ stands for a character; the underscore as such keeps the text what it is.
  const shown = xmlPrintable(text).replaceAll(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_');
  const isLong = shown.length > LONGEST_TEXT;
  return { value: isLong ? `${shown.slice(0, LONGEST_TEXT - 1)}…` : notInherited(shown), type: String };
}

/**
 * The writer keeps its texts as members of an object, where `valueOf` and the like are found without having been put
 * there. With the first letter as the workbook's own escape the text is another to it, and the same to a reader.
 */
function notInherited(text: string): string {
  if (!Object.hasOwn(Object.prototype, text)) return text;
  const code = text.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return `_x${code}_${text.slice(1)}`;
}

export function headerCell(text: string): CellObject {
  return { ...textCell(text), fontWeight: 'bold', backgroundColor: '#DDE5EE' };
}

/** `accountId` → `Account id`, `ouPath` → `OU path` */
export function titleOf(name: string): string {
  const words = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.replace(/^(?:arn|ou)\b|^./, (start) => start.toUpperCase());
}

/**
 * The amounts of a row that a spreadsheet, which counts with 15 digits, would round: `total 1234567.12345678901`. Empty
 * where the numbers in the cells are the amounts themselves.
 */
export function exactAmounts(columns: readonly Column[], row: readonly Cell[]): string {
  return columns
    .flatMap(({ name, kind }, index) => {
      const amount = row[index];
      return kind === 'money' && typeof amount === 'string' && isRounded(amount) ? [`${name} ${amount}`] : [];
    })
    .join('; ');
}

function isRounded(amount: Decimal): boolean {
  return compare(Number(amount).toPrecision(DIGITS), amount) !== 0;
}
