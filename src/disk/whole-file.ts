import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';

/** Writes a file whole or not at all, in the place of an earlier one; of two that do so at once, the later one stays. */
export async function writeWhole(file: string, text: string): Promise<void> {
  // Of its own, so that no other process can take it away before it is renamed.
  const draft = `${file}.${randomUUID()}.partial`;
  try {
    await writeFile(draft, text, { flush: true });
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
