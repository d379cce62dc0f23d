import { csv } from './csv.ts';
import { json } from './json.ts';
import { markdown } from './markdown.ts';
import { ndjson } from './ndjson.ts';
import type { Reporter } from './reporter.ts';
import { text } from './text.ts';

/** Every reporter under the name by which `--format` knows it. */
export const FORMATS = { text, json, ndjson, csv, markdown } as const satisfies Readonly<Record<string, Reporter>>;
