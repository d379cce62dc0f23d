import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** What came of the work, and how many bytes of code in the folder its process loaded, as V8 tells for coverage. */
export async function loadedWhile<T>(folder: string, work: (env: Readonly<Record<string, string>>) => Promise<T>) {
  const reports = await mkdtemp(path.join(os.tmpdir(), 'mapwarden-loaded-'));
  try {
    const result = await work({ NODE_V8_COVERAGE: reports });
    const texts = await Promise.all((await readdir(reports)).map((file) => readFile(path.join(reports, file), 'utf8')));
    const urls = texts.flatMap((text) => JSON.parse(text).result).map(({ url }) => String(url));
    const files = new Set(urls.filter((url) => url.startsWith('file:')).map((url) => fileURLToPath(url)));
    const inFolder = [...files].filter((file) => path.dirname(file) === folder);
    const sizes = await Promise.all(inFolder.map(async (file) => (await stat(file)).size));
    return { result, bytes: sizes.reduce((sum, size) => sum + size, 0) };
  } finally {
    await rm(reports, { recursive: true, force: true });
  }
}
