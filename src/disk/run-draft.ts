import { createWriteStream, type WriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import type { RunWriter } from '../ports/run-store.ts';
import { CHECKPOINT } from './checkpoint-file.ts';
import { lineOf } from './lines.ts';

export const FINDINGS = 'findings.ndjson';
export const RESOURCES = 'resources.ndjson';
export const MEMORY = 'memory.ndjson';

/** The files of a run while they grow. */
export interface RunDraft extends Pick<RunWriter, 'append' | 'remember' | 'enclose' | 'record'> {
  readonly folder: string;
  /** Names of the files that there are, but for the checkpoint. */
  files(): readonly string[];
  /** Bytes of the checkpoint that were written here; undefined where nothing was recorded. */
  recorded(): number | undefined;
  /** Closes all files. Throws the first failure, after all were tried. */
  close(): Promise<void>;
}

/** Writes below a folder that is there already. What it has of a checkpoint is added to. */
export function createRunDraft(folder: string): RunDraft {
  const streams = new Map<string, WriteStream>();
  const enclosed = new Set<string>();
  const open = (name: string): WriteStream => {
    const known = streams.get(name);
    if (known) return known;
    const stream = createWriteStream(path.join(folder, name), { flags: name === CHECKPOINT ? 'a' : 'w' });
    // Whoever writes or ends it is told; an event without a listener would end the process.
    stream.on('error', () => undefined);
    streams.set(name, stream);
    return stream;
  };
  // Those that every run has.
  for (const name of [FINDINGS, RESOURCES]) open(name);
  return {
    folder,
    async append(findings, resources) {
      await write(open(FINDINGS), findings);
      await write(open(RESOURCES), resources);
    },
    remember: (records) => write(open(MEMORY), records),
    async enclose(name, text) {
      await writeFile(path.join(folder, name), text);
      enclosed.add(name);
    },
    record: (line) => write(open(CHECKPOINT), [line]),
    files: () => [...[...streams.keys()].filter((name) => name !== CHECKPOINT), ...enclosed],
    recorded: () => streams.get(CHECKPOINT)?.bytesWritten,
    async close() {
      const ended = await Promise.allSettled([...streams.values()].map(end));
      for (const each of ended) if (each.status === 'rejected') throw each.reason;
    },
  };
}

async function write(stream: WriteStream, records: readonly unknown[]): Promise<void> {
  if (records.length === 0) return;
  const text = records.map(lineOf).join('');
  await new Promise<void>((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

async function end(stream: WriteStream): Promise<void> {
  stream.end();
  await finished(stream);
}
