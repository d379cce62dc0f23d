import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rename, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { overtaken } from '../domain/checkpoint.ts';
import type { Finding } from '../domain/finding.ts';
import { type MemoryLine, rememberedIn } from '../domain/memory.ts';
import type { ReportHead, ResourceRecord, Run } from '../domain/report.ts';
import type { RunEnd, RunWriter } from '../ports/run-store.ts';
import {
  CHECKPOINT,
  CLAIMED,
  claimCheckpoint,
  dropClaimed,
  type FoundCheckpoint,
  measure,
  readCheckpoint,
} from './checkpoint-file.ts';
import { hasCode, isNoSuchFile } from './error-codes.ts';
import { lineOf, numberedLines, readLines } from './lines.ts';
import { writeManifest } from './manifest-file.ts';
import { createRunDraft, FINDINGS, MEMORY, RESOURCES, type RunDraft } from './run-draft.ts';
import { REPORT, type RunFolder } from './run-folders.ts';

/** Makes `report.json`. */
export type Render = (run: Run) => AsyncIterable<string>;

/** Writes the first part of a run into its folder, which is there already. */
export function createRunWriter(run: RunFolder, render: Render): RunWriter {
  const { folder } = run;
  const draft = createRunDraft(folder);
  return {
    ...writing(run, draft),
    async finish(head, end) {
      const report = await renderReport(draft, head, render);
      await claimOwn(run, draft);
      return install(run, { draft, report, head, end });
    },
    async abandon() {
      await draft.close().catch(() => undefined);
      // Whoever has gone on with a run that seemed dead has made it theirs.
      if (await isOvertaken(run, draft)) return;
      await rm(folder, { recursive: true, force: true });
      await removeIfEmpty(path.dirname(folder));
      await removeIfEmpty(path.dirname(path.dirname(folder)));
    },
  };
}

/** Writes a later part of a run beside the earlier ones, in a folder of its own, until it takes their place. */
export async function createPartWriter(run: RunFolder, found: FoundCheckpoint, render: Render): Promise<RunWriter> {
  const own = await mkdtemp(path.join(run.folder, 'part-'));
  // The lines that are there whole: what was torn off must not become the beginning of the next one.
  const lines = Readable.from(readCheckpoint(run.folder)).map(lineOf);
  await pipeline(lines, createWriteStream(path.join(own, CHECKPOINT)));
  const draft = createRunDraft(own);
  return {
    ...writing(run, draft),
    async finish(head, end) {
      const report = await renderReport(draft, head, render);
      await claimCheckpoint(found, run.runId);
      const finished = await install(run, { draft, report, head, end });
      await rm(own, { recursive: true, force: true });
      return finished;
    },
    async abandon() {
      await draft.close().catch(() => undefined);
      await rm(own, { recursive: true, force: true });
    },
  };
}

function writing({ runId, folder }: RunFolder, draft: RunDraft) {
  const { append, remember, enclose, record } = draft;
  return { runId, place: folder, append, remember, enclose, record };
}

/** Gives the file, which is not in its place yet. */
async function renderReport(draft: RunDraft, head: ReportHead, render: Render): Promise<string> {
  await draft.close();
  const report = path.join(draft.folder, `${REPORT}.partial`);
  await pipeline(Readable.from(render(runIn(draft.folder, head))), createWriteStream(report));
  return report;
}

/** A run that recorded nothing has nothing that others could go on with. */
async function claimOwn(run: RunFolder, draft: RunDraft): Promise<void> {
  if (draft.recorded() === undefined) return;
  const found = await measure(run.folder);
  if (!found || found.bytes !== draft.recorded()) throw overtaken(run.runId);
  await claimCheckpoint(found, run.runId);
}

async function isOvertaken({ folder }: RunFolder, draft: RunDraft): Promise<boolean> {
  const recorded = draft.recorded();
  return recorded !== undefined && (await measure(folder))?.bytes !== recorded;
}

interface Sealed {
  readonly draft: RunDraft;
  readonly report: string;
  readonly head: ReportHead;
  readonly end: RunEnd | undefined;
}

/**
 * Puts the files of a part, whose claim holds, into the run's folder. Without a report the run is an unfinished one that
 * can be resumed: so nobody takes files of two parts for one run, wherever the process dies.
 */
async function install({ folder }: RunFolder, { draft, report, head, end }: Sealed): Promise<Run> {
  const isMoved = draft.folder !== folder;
  const files = draft.files();
  if (isMoved) {
    await rm(path.join(folder, REPORT), { force: true });
    for (const name of files) await rename(path.join(draft.folder, name), path.join(folder, name));
  }
  const checkpoint = isMoved ? path.join(draft.folder, CHECKPOINT) : path.join(folder, CLAIMED);
  const isResumable = end?.isResumable === true && draft.recorded() !== undefined;
  await writeManifest(folder, head, [
    ...files.map((name) => ({ name })),
    ...(isResumable ? [{ name: CHECKPOINT, source: checkpoint }] : []),
    { name: REPORT, source: report },
  ]);
  await rename(report, path.join(folder, REPORT));
  if (isResumable) await rename(checkpoint, path.join(folder, CHECKPOINT));
  await dropClaimed(folder);
  return runIn(folder, head);
}

/** A finished run by its files. */
export function runIn(folder: string, head: ReportHead): Run {
  return {
    head,
    place: folder,
    findings: () => readLines<Finding>(path.join(folder, FINDINGS)),
    resources: () => readLines<ResourceRecord>(path.join(folder, RESOURCES)),
    memory: () => ifThere(memoryLines(path.join(folder, MEMORY))),
    enclosure: (name) => textIfThere(path.join(folder, name)),
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

async function textIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isNoSuchFile(error)) return undefined;
    throw error;
  }
}

/** Removes the folder of a day, or of all runs, once nothing is in it. */
export async function removeIfEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch (error) {
    if (!hasCode(error, 'ENOTEMPTY') && !hasCode(error, 'EEXIST') && !hasCode(error, 'ENOENT')) throw error;
  }
}
