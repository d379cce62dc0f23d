import { openStore } from '../compose/open-store.ts';
import { reportContext } from '../compose/report-context.ts';
import { openStored } from '../compose/stored-run.ts';
import type { Run } from '../domain/report.ts';
import type { RunStore } from '../ports/run-store.ts';
import { CSV } from '../report/csv.ts';
import { json } from '../report/json.ts';
import { markdown } from '../report/markdown.ts';
import { ndjson } from '../report/ndjson.ts';
import type { Reporter } from '../report/reporter.ts';
import { text } from '../report/text.ts';
import type { FunctionConfiguration } from './configuration.ts';
import { parseEvent, type ReportFormat, reportEvent } from './events.ts';
import { start } from './function-start.ts';
import type { FunctionTools, Invocation } from './function-tools.ts';
import { asHttp, type HttpAnswer, isHttp, orderOf } from './report-http.ts';

/** Those that the function offers; the command line has more. */
const REPORTERS: Readonly<Record<ReportFormat, Reporter>> = { text, json, ndjson, csv: CSV.csv, markdown };

const TYPES: Readonly<Record<ReportFormat, { readonly type: string; readonly extension: string }>> = {
  text: { type: 'text/plain; charset=utf-8', extension: 'txt' },
  json: { type: 'application/json', extension: 'json' },
  ndjson: { type: 'application/x-ndjson', extension: 'ndjson' },
  csv: { type: 'text/csv; charset=utf-8', extension: 'csv' },
  markdown: { type: 'text/markdown; charset=utf-8', extension: 'md' },
};

/** Lambda takes no longer answer, and JSON writes some characters as two or more (Lambda quotas: 6 MB). */
const MOST_ANSWER_BYTES = 6_000_000;
/** A link is for whoever asked, now. */
const LINK_SECONDS = 900;

interface Report {
  readonly run: string;
  readonly format: ReportFormat;
  readonly contentType: string;
}

/** The document itself, or where it can be fetched without credentials until the instant. */
export type ReportAnswer = Report &
  ({ readonly document: string } | { readonly url: string; readonly expiresAt: string }) & {
    /** Whether a document was asked for and is too large for an answer. */
    readonly isTooLarge?: true;
  };

/**
 * Writes a report of a stored run: to whoever invokes the function, or to a request of its URL. Undefined where there is
 * no such run.
 */
export function reportHandler(tools: FunctionTools) {
  const reportOf = async (event: unknown): Promise<ReportAnswer | undefined> => {
    const { run: name, format, as } = parseEvent(reportEvent, event);
    const { configuration } = await start(tools);
    const store = openStore(configuration.place);
    const run = await openStored(store, name);
    if (!run) return undefined;
    tools.log.with({ run: run.head.runId });
    const { type } = TYPES[format];
    const report = { run: run.head.runId, format, contentType: type };
    const document = await written(run, format, store);
    const answer = { ...report, document };
    const isTooLarge = Buffer.byteLength(JSON.stringify(answer)) > MOST_ANSWER_BYTES;
    tools.log.info('report written', { format, bytes: Buffer.byteLength(document), as: isTooLarge ? 'link' : as });
    if (as === 'document' && !isTooLarge) return answer;
    const link = await linkTo(run, document, format, configuration, tools);
    return { ...report, ...link, ...(as === 'document' && { isTooLarge: true as const }) };
  };
  return async (event: unknown, { awsRequestId }: Invocation): Promise<ReportAnswer | HttpAnswer> => {
    tools.log.begin(awsRequestId);
    if (isHttp(event)) return asHttp(() => reportOf(orderOf(event)), tools.log);
    const answer = await reportOf(event);
    if (answer) return answer;
    throw new NoSuchRunError('there is no such finished run; expected the id of one, or latest');
  };
}

/** Told to whoever invoked the function. */
class NoSuchRunError extends Error {
  override readonly name = 'NoSuchRunError';
}

async function written(run: Run, format: ReportFormat, store: RunStore): Promise<string> {
  const chunks: Uint8Array[] = [];
  const context = { ...reportContext(run, store), color: false, width: 80 };
  for await (const chunk of REPORTERS[format](run, context)) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

/** The JSON report is stored with the run as it is; everything else is kept for the link. */
async function linkTo(
  run: Run,
  document: string,
  format: ReportFormat,
  { place }: FunctionConfiguration,
  { cloud, machine }: FunctionTools,
): Promise<{ readonly url: string; readonly expiresAt: string }> {
  const bucket = cloud.bucket(place.bucket);
  const { type, extension } = TYPES[format];
  const { runId } = run.head;
  const file = `${runId}.${extension}`;
  const key =
    format === 'json'
      ? keyOf(`${run.place}/report.json`, place.bucket)
      : keyOf(`${place.folder}/reports/${file}`, place.bucket);
  const expiresAt = new Date(machine.epochMs() + LINK_SECONDS * 1_000).toISOString();
  if (format !== 'json') await bucket.write(key, document);
  return { url: await bucket.link(key, LINK_SECONDS, { type, name: file }), expiresAt };
}

function keyOf(address: string, bucket: string): string {
  return address.slice(`s3://${bucket}/`.length);
}
