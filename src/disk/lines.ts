import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** The records of a file with one JSON document a line, that this tool wrote. */
export async function* readLines<T>(file: string): AsyncGenerator<T> {
  const input = createReadStream(file, 'utf8');
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line !== '') yield JSON.parse(line);
  }
}

/**
 * A record as one line, its end included. JSON allows two line separators inside strings that readers of lines take
 * for ends of lines.
 */
export function lineOf(record: unknown): string {
  return `${JSON.stringify(record).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}\n`;
}
