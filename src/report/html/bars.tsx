import { max } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { stack } from 'd3-shape';
import type { ComponentChildren } from 'preact';

/** A row of a chart that is a table: what it is about, its parts, and the amounts in words. */
export interface BarRow {
  readonly key: string;
  readonly label: ComponentChildren;
  /** What stands below the bar. */
  readonly more?: ComponentChildren;
  /** For drawing only; negative amounts draw nothing. */
  readonly parts: Readonly<Record<string, number>>;
  readonly cells: readonly string[];
}

export interface BarsProps {
  readonly caption: string;
  /** Names of the parts, which are classes of the style too. */
  readonly parts: readonly string[];
  readonly columns: readonly [label: string, ...cells: string[]];
  readonly rows: readonly BarRow[];
}

/** Characters of an amount for which a telephone has room beside a bar: `$99,999.99`. */
const SHORT_AMOUNT = 10;

/** Bars in a table, so that the chart is its own text alternative. */
export function Bars({ caption, parts, columns, rows }: BarsProps) {
  const series = stack<BarRow, string>()
    .keys([...parts])
    .value((row, part) => Math.max(0, row.parts[part] ?? 0))([...rows]);
  const longest = max(series, (each) => max(each, ([, end]) => end)) ?? 0;
  const x = scaleLinear([0, longest || 1], [0, 100]);
  const [label, ...cells] = columns;
  const isLong = rows.some((row) => row.cells.some((cell) => cell.length > SHORT_AMOUNT));
  return (
    <table class={`bars amounts-${cells.length}${isLong ? ' long-amounts' : ''}`}>
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{label}</th>
          <td class="bar" />
          {cells.map((cell) => (
            <th key={cell} scope="col" class="amount">
              {cell}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={row.key}>
            <th scope="row">{row.label}</th>
            <td class="bar">
              <svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
                {series.map((each) => {
                  const [start = 0, end = 0] = each[index] ?? [];
                  return end > start ? (
                    <rect
                      key={each.key}
                      class={`part ${each.key}`}
                      x={at(x(start))}
                      width={at(x(end) - x(start))}
                      height="1"
                    />
                  ) : null;
                })}
              </svg>
              {row.more}
            </td>
            {row.cells.map((cell, position) => (
              // The cells of a row have no other identity than their column.
              <td key={columns[position + 1]} class="amount">
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Few digits, so that the file stays small and equal on every machine. */
function at(value: number): string {
  return String(Math.round(value * 1_000) / 1_000);
}

/** What the colours of the parts stand for. */
export function Legend({ parts }: { parts: readonly (readonly [part: string, label: string])[] }) {
  return (
    <ul class="legend">
      {parts.map(([part, label]) => (
        <li key={part}>
          <i class={`swatch ${part}`} /> {label}
        </li>
      ))}
    </ul>
  );
}
