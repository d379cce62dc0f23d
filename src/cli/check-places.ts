import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { quote } from '../config/problem-text.ts';
import { ConfigError, type Problem } from '../domain/errors.ts';
import type { Out } from './load-for.ts';
import type { FormatRequest } from './options.ts';

/**
 * Refuses, before anything is asked or written, an output folder that cannot be one and files that have no folder. What
 * the system refuses later, such as for lack of a permission, is told when it happens; so is what a bucket refuses.
 */
export async function checkPlaces(out: Out | undefined, formats: readonly FormatRequest[]): Promise<void> {
  const problems: Problem[] = [];
  const add = (place: string, text: string | undefined) => {
    if (text !== undefined) problems.push({ place, path: '', text });
  };
  if (out?.type === 'directory') add(out.saidBy, await unusableFolder(out.folder));
  for (const { file } of formats) add('--format', file === undefined ? undefined : await unusableFile(file));
  if (problems.length > 0) throw new ConfigError(problems);
}

/** The folder need not exist, since it is made; but nothing on the way to it may be a file. */
async function unusableFolder(folder: string): Promise<string | undefined> {
  if (folder === '' || folder.includes('\0'))
    return `this names no folder; expected the path of one; got ${quote(folder)}`;
  if (folder.startsWith('s3://'))
    return `a bucket is none; expected a folder, or the bucket as store in the configuration; got ${quote(folder)}`;
  const kind = await kindOf(folder);
  if (kind) return kind.isDirectory() ? undefined : `a file is in the way; expected a folder; got ${quote(folder)}`;
  const parent = path.dirname(folder);
  return parent === folder ? undefined : unusableFolder(parent);
}

async function unusableFile(file: string): Promise<string | undefined> {
  if (file.includes('\0')) return `this names no file; expected the path of one; got ${quote(file)}`;
  const folder = path.dirname(file);
  const parent = await kindOf(folder);
  if (!parent?.isDirectory()) return `there is no such folder; expected one that exists; got ${quote(folder)}`;
  const kind = await kindOf(file);
  return kind?.isDirectory() ? `this is a folder; expected a file; got ${quote(file)}` : undefined;
}

/** What lies there; undefined for nothing. */
export async function kindOf(file: string): Promise<Stats | undefined> {
  try {
    return await stat(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return undefined;
    throw error;
  }
}
