/** Writes every generated file, or with `--check` fails where one is not what would be written. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generatedFiles, ROOT, staleFiles, superfluousFiles } from './generated-files.ts';

const files = generatedFiles();
if (process.argv.includes('--check')) {
  const stale = staleFiles(files);
  for (const sentence of stale) console.error(`${sentence}: run npm run generate`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const path of superfluousFiles(files)) rmSync(join(ROOT, path));
  for (const [path, text] of files) {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true });
    writeFileSync(join(ROOT, path), text);
  }
  console.log(`${files.size} files are fresh`);
}
