import { createWriteStream, type WriteStream } from 'node:fs';
import { rename, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import type { Finding } from '../domain/finding.ts';
import { type MemoryLine, rememberedIn } from '../domain/memory.ts';
import type { ReportHead, ResourceRecord, Run } from '../domain/report.ts';
import type { RunWriter } from '../ports/run-store.ts';
import { hasCode, isNoSuchFile } from './error-codes.ts';
import { lineOf, numberedLines, readLines } from './lines.ts';
import { writeManifest } from './manifest-file.ts';
import { REPORT, type RunFolder } from './run-folders.ts';

const FINDINGS = 'findings.ndjson';
const RESOURCES = 'resources.ndjson';
const MEMORY = 'memory.ndjson';

/** Writes a run into its folder, which is there already. `render` makes `report.json`. */
export function createRunWriter({ runId, folder }: RunFolder, render: (run: Run) => AsyncIterable<string>): RunWriter {
  const findings = openForWriting(path.join(folder, FINDINGS));
  const resources = openForWriting(path.join(folder, RESOURCES));
  let memory: WriteStream | undefined;
  const streams = () => [findings, resources, ...(memory ? [memory] : [])];
  return {
    runId,
    place: folder,
    async append(newFindings, newResources) {
      await write(findings, newFindings);
      await write(resources, newResources);
    },
    async remember(records) {
      memory ??= openForWriting(path.join(folder, MEMORY));
      await write(memory, records);
    },
    async finish(head) {
      await Promise.all(streams().map(end));
      const run = runIn(folder, head);
      const draft = `${REPORT}.partial`;
      await pipeline(Readable.from(render(run)), createWriteStream(path.join(folder, draft)));
      await writeManifest(folder, head, [
        { name: FINDINGS },
        { name: RESOURCES },
        ...(memory ? [{ name: MEMORY }] : []),
        { name: REPORT, source: draft },
      ]);
      await rename(path.join(folder, draft), path.join(folder, REPORT));
      return run;
    },
    async abandon() {
      await Promise.allSettled(streams().map(end));
      await rm(folder, { recursive: true, force: true });
      await removeIfEmpty(path.dirname(folder));
      await removeIfEmpty(path.dirname(path.dirname(folder)));
    },
  };
}

/** A finished run by its files. */
export function runIn(folder: string, head: ReportHead): Run {
  return {
    head,
    place: folder,
    findings: () => readLines<Finding>(path.join(folder, FINDINGS)),
    resources: () => readLines<ResourceRecord>(path.join(folder, RESOURCES)),
    memory: () => ifThere(memoryLines(path.join(folder, MEMORY))),
  };
}

async function* memoryLines(file: string): AsyncGenerator<MemoryLine> {
  for await (const { number, text } of numberedLines(file)) {
    yield { place: `${file}:${number}`, record: rememberedIn(text) };
  }
}

/** A run with a selection remembers nothing, and those of version 0.1 did not. */
async function* ifThere<T>(records: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* records;
  } catch (error) {
    if (!isNoSuchFile(error)) throw error;
  }
}

function openForWriting(file: string): WriteStream {
  const stream = createWriteStream(file);
  // Whoever writes or ends it is told; an event without a listener would end the process.
  stream.on('error', () => undefined);
  return stream;
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

/** Removes the folder of a day, or of all runs, once nothing is in it. */
export async function removeIfEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch (error) {
    if (!hasCode(error, 'ENOTEMPTY') && !hasCode(error, 'EEXIST') && !hasCode(error, 'ENOENT')) throw error;
  }
}
