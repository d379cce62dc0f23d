import { CSV } from './csv.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import { ndjson } from './ndjson.ts';
import { ocsf } from './ocsf.ts';
import type { Reporter } from './reporter.ts';
import { sarif } from './sarif.ts';
import { text } from './text.ts';
import { xlsx } from './xlsx.ts';

/** Every reporter under the name by which `--format` knows it. */
export const FORMATS = {
  text,
  json,
  ndjson,
  ...CSV,
  markdown,
  xlsx,
  sarif,
  ocsf,
  junit,
} as const satisfies Readonly<Record<string, Reporter>>;
