import { CSV } from './csv.ts';
import { evidence } from './evidence.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import { ndjson } from './ndjson.ts';
import { ocsf } from './ocsf.ts';
import type { Reporter } from './reporter.ts';
import { sarif } from './sarif.ts';
import { text } from './text.ts';
import { xlsx } from './xlsx.ts';

/** Loaded only where it is asked for: it brings the script of its page, and what draws it. */
const html: Reporter = async function* (run, context) {
  const { html: reporter } = await import('./html/html.tsx');
  yield* reporter(run, context);
};

/** Every reporter under the name by which `--format` knows it. */
export const FORMATS = {
  text,
  json,
  ndjson,
  ...CSV,
  markdown,
  html,
  xlsx,
  sarif,
  ocsf,
  junit,
  evidence,
} as const satisfies Readonly<Record<string, Reporter>>;
