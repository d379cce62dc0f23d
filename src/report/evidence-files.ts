import type { RunInputs } from '../domain/enclosure.ts';
import { lineOf } from '../domain/line.ts';
import type { Run } from '../domain/report.ts';
import { headInOrder } from './in-order.ts';
import { json } from './json.ts';
import { ndjson } from './ndjson.ts';

/** A member of the pack; its content is undefined where the run did not keep it. */
interface EvidenceFile {
  readonly name: string;
  content(): Promise<AsyncIterable<string> | Iterable<string> | undefined>;
}

const README = `Evidence pack of a mapwarden run

report.json           what the run says
findings.ndjson       its findings, one a line
resources.ndjson      what was read, one resource a line, with the outcome of every rule
coverage.json         how each target ended; for each gap the call, AWS's code and request id
spend-queries.ndjson  what Cost Explorer was asked, what it answered, and the sums of that
configuration.json    the configuration in force; secrets are left out
agreements.json       the agreements in force
rules.json            the rules in force
catalog.json          the list of models in force
manifest.json         size and SHA-256 of each of these files

Check:  mapwarden verify FILE.zip

What the check proves: that the files belong together, and that none was changed, removed or
added since the manifest was written. It does not prove who wrote it. For that, compare the
SHA-256 that the check prints with one that you were given another way.
`;

/** The members of the pack in their order, but for the manifest. */
export function evidenceFiles(run: Run): readonly EvidenceFile[] {
  const inputs = memo(async () => inputsOf(await run.enclosure('inputs.json')));
  const input = (name: string, part: keyof RunInputs): EvidenceFile => ({
    name,
    content: async () => {
      const all = await inputs();
      return all && [document(all[part])];
    },
  });
  return [
    { name: 'README.txt', content: async () => [README] },
    { name: 'report.json', content: async () => json(run) },
    { name: 'findings.ndjson', content: async () => ndjson(run) },
    { name: 'resources.ndjson', content: async () => lines(run.resources()) },
    { name: 'coverage.json', content: async () => [document(headInOrder(run.head).coverage)] },
    { name: 'spend-queries.ndjson', content: async () => onlyText(await run.enclosure('spend-queries.ndjson')) },
    input('configuration.json', 'configuration'),
    input('agreements.json', 'agreements'),
    input('rules.json', 'rules'),
    input('catalog.json', 'catalog'),
  ];
}

/** As the audit wrote it; undefined where the run is of a version that wrote none, or the file was damaged since. */
function inputsOf(text: string | undefined): RunInputs | undefined {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function document(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function onlyText(text: string | undefined): readonly string[] | undefined {
  return text === undefined ? undefined : [text];
}

async function* lines(records: AsyncIterable<unknown>): AsyncGenerator<string> {
  for await (const record of records) yield lineOf(record);
}

function memo<T>(read: () => Promise<T>): () => Promise<T> {
  let found: Promise<T> | undefined;
  return () => {
    found ??= read();
    return found;
  };
}
