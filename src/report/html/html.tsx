import { createHash } from 'node:crypto';
import { gzipSync, strToU8 } from 'fflate';
import { renderToString } from 'preact-render-to-string';
import type { Finding } from '../../domain/finding.ts';
import type { ReportHead, Run } from '../../domain/report.ts';
import { summarizeFindings } from '../finding-groups.ts';
import { openTable, packTable, type Row } from '../page/table.ts';
import { printable } from '../printable.ts';
import type { ReportContext } from '../reporter.ts';
import { builtPage } from './built-page.ts';
import { Page } from './page-view.tsx';
import { rowOf } from './rows.ts';

/** One file to look at: the report, its findings in columns, and the script that filters them. It asks for nothing. */
export async function* html(run: Run, context: ReportContext): AsyncGenerator<string> {
  const { SCRIPT, STYLE } = await builtPage();
  const rows: Row[] = [];
  const summary = await summarizeFindings(collecting(run.findings(), rows), { examplesPerRule: 1, worst: 0 });
  const rules = Object.fromEntries([...context.rules].map(([id, { title }]) => [printable(id), printable(title)]));
  const packed = packTable(rows, rules);
  const past = await context.past();
  const page = renderToString(
    <Page run={run} summary={summary} past={past} rules={context.rules} table={openTable(packed)} />,
  );
  yield `${headOf(run.head, SCRIPT, STYLE)}<body>${page}\n`;
  yield `<script type="application/octet-stream" id="findings-data">${encoded(JSON.stringify(packed))}</script>\n`;
  yield `<script>${SCRIPT}</script>\n</body>\n</html>\n`;
}

async function* collecting(findings: AsyncIterable<Finding>, rows: Row[]): AsyncGenerator<Finding> {
  for await (const finding of findings) {
    rows.push(rowOf(finding));
    yield finding;
  }
}

/** With this gzip, unlike zlib's, the bytes are equal on every machine. */
function encoded(text: string): string {
  return Buffer.from(gzipSync(strToU8(text), { mtime: 0 })).toString('base64');
}

/** Nothing is allowed but this one script and this one style, by their hashes. */
function headOf({ now, organization }: ReportHead, script: string, style: string): string {
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const title = renderToString(<title>{`MAP tags of ${printable(organization.id)}, ${now.slice(0, 10)}`}</title>);
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
${title}
<style>${style}</style>
</head>
`;
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
