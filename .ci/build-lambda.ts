import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { buildFunctions, FUNCTIONS_FOLDER } from './lambda-bundle.ts';

/** Builds the functions without SAM: `npm run build:lambda`, or `npm run build:lambda -- FOLDER`. */
const folder = path.resolve(process.argv[2] ?? FUNCTIONS_FOLDER);
const { files } = await buildFunctions();
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
for (const { name, contents } of files) await writeFile(path.join(folder, name), contents);
for (const { name, contents } of files) {
  if (name.endsWith('.mjs')) console.log(`${String(contents.length).padStart(9)} bytes  ${name}`);
}
