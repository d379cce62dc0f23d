import { tableHead } from './markdown-escape.ts';

export interface Cap {
  readonly budget: number;
  /** How many rows there are, where not all of them were kept. */
  readonly of?: number;
  more(hidden: number): string;
}

/** A table of the rows that fit, and a line that says how many do not. No rows, no table. */
export function capped(columns: readonly string[], rows: readonly string[], cap: Cap): readonly string[] {
  if (rows.length === 0) return [];
  const shown = fitting(rows, cap.budget - tableHead(columns).length);
  const hidden = (cap.of ?? rows.length) - shown.length;
  return [table(columns, shown), ...(hidden > 0 ? [cap.more(hidden)] : [])];
}

export function table(columns: readonly string[], rows: readonly string[]): string {
  return [tableHead(columns), ...rows].join('\n');
}

/** As many of the first blocks as fit in so many characters. */
export function fitting(blocks: readonly string[], budget: number): readonly string[] {
  let left = budget;
  const fit = blocks.findIndex((block) => {
    left -= block.length + 2;
    return left < 0;
  });
  return fit === -1 ? blocks : blocks.slice(0, fit);
}

export function lengthOf(blocks: readonly string[]): number {
  return blocks.reduce((sum, block) => sum + block.length + 2, 0);
}
