import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { ConfigError } from '../domain/errors.ts';

/** Files of the package's `rules/`, by their path below it, where a bundle carries them and there is no folder. */
export type CarriedFiles = ReadonlyMap<string, string>;

/** Far above any configuration, far below what would be felt. */
const LARGEST_FILE = 1024 * 1024;

/**
 * The text of a UTF-8 file of at most 1 MiB; a link is followed, as mounted configuration is made of links. Throws
 * ConfigError at `place` where there is none; `remedy` is what to do when the file is missing.
 */
export function readTextFile(path: string, place: string, remedy?: string): string {
  return readHashedFile(path, place, remedy).text;
}

/** As {@link readTextFile}, with the SHA-256 of the file's bytes in 64 hex digits. */
export function readHashedFile(
  path: string,
  place: string,
  remedy = 'a file that can be read',
): { readonly text: string; readonly sha256: string } {
  const refuse = (problem: string, expected: string, got: string) =>
    new ConfigError([{ place, path: '', text: `${problem}; expected ${expected}; got ${got}` }]);
  return withSystemErrors(place, remedy, () => {
    const status = statSync(path);
    // A pipe or a device may never end.
    if (!status.isFile()) throw refuse('is not a file', 'a file', status.isDirectory() ? 'a folder' : 'something else');
    if (status.size > LARGEST_FILE) throw refuse('is too large', 'at most 1 MiB', `${status.size} bytes`);
    const bytes = readFileSync(path);
    try {
      const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
      return { text, sha256: createHash('sha256').update(bytes).digest('hex') };
    } catch {
      throw refuse('is not a text file', 'YAML or JSON in UTF-8', 'other bytes');
    }
  });
}

/** As {@link readHashedFile} gives it, of a text that was read before. */
export function hashed(text: string): { readonly text: string; readonly sha256: string } {
  return { text, sha256: createHash('sha256').update(text).digest('hex') };
}

/** Runs a step on the file system; what the system refuses becomes a ConfigError at `place`. */
export function withSystemErrors<T>(place: string, expected: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    if (code === undefined) throw error;
    const problem = SENTENCES.get(code) ?? 'cannot be read';
    throw new ConfigError([{ place, path: '', text: `${problem}; expected ${expected}; got ${code}` }]);
  }
}

const SENTENCES: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'does not exist'],
  ['ENOTDIR', 'is not a folder'],
  ['EACCES', 'may not be read'],
  ['ELOOP', 'is a link that leads nowhere'],
]);
