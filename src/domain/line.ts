/**
 * A record as one line, its end included. JSON allows two line separators inside strings that readers of lines take
 * for ends of lines.
 */
export function lineOf(record: unknown): string {
  return `${JSON.stringify(record).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}\n`;
}
