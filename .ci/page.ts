/** Builds the script and the style of the HTML report into a module, which git does not have. Runs on `npm ci`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PAGE = join(ROOT, 'src/report/html/generated/page.ts');

/** The module's text. The script is for browsers that have `DecompressionStream`, and needs nothing beside itself. */
export async function pageModule(): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: { page: 'src/report/page/browser/main.tsx', style: 'src/report/page/style/page.css' },
    outdir: 'unused',
    write: false,
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    logLevel: 'warning',
  });
  const textOf = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))?.text.trim() ?? '';
  return [
    '/** Built from src/report/page by .ci/page.ts: change it there, and run npm run page. */',
    `export const SCRIPT: string = ${JSON.stringify(textOf('.js'))};`,
    `export const STYLE: string = ${JSON.stringify(textOf('.css'))};`,
    '',
  ].join('\n');
}

/** Writes the module. */
export async function buildPage(): Promise<void> {
  const text = await pageModule();
  mkdirSync(dirname(PAGE), { recursive: true });
  writeFileSync(PAGE, text);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildPage();
