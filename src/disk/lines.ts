import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

export { lineOf } from '../domain/line.ts';

/** The lines of a file, the empty ones left out, each with its number. */
export async function* numberedLines(file: string): AsyncGenerator<{ readonly number: number; readonly text: string }> {
  const input = createReadStream(file, 'utf8');
  let number = 0;
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (text !== '') yield { number, text };
  }
}

/** The records of a file with one JSON document a line, that this tool wrote. */
export async function* readLines<T>(file: string): AsyncGenerator<T> {
  for await (const { text } of numberedLines(file)) yield JSON.parse(text);
}
