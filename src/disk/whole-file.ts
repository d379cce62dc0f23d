import { rename, writeFile } from 'node:fs/promises';

/** Writes a file whole or not at all, in the place of an earlier one. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const draft = `${file}.partial`;
  await writeFile(draft, text, { flush: true });
  await rename(draft, file);
}
