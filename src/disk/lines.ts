import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

export { lineOf } from '../domain/line.ts';

/** The records of a file with one JSON document a line, that this tool wrote. */
export async function* readLines<T>(file: string): AsyncGenerator<T> {
  const input = createReadStream(file, 'utf8');
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line !== '') yield JSON.parse(line);
  }
}
