import { type CheckpointHead, type CheckpointLine, isHead, isPartEnd, type Reading } from '../domain/checkpoint.ts';
import { ConfigError } from '../domain/errors.ts';
import type { RunStore, UnfinishedRun } from '../ports/run-store.ts';
import { type EarlierReadings, LOST } from './readings.ts';
import { resumeProblem } from './resume-check.ts';

/** What the earlier parts of a run left to the next one. */
export interface Checkpoint {
  readonly head: CheckpointHead;
  readonly readings: EarlierReadings;
  /** Parts that ended in order. */
  readonly parts: number;
  readonly begin: UnfinishedRun['begin'];
}

/** Reads the checkpoint of a run. Throws ConfigError where there is none, or none that can be read. */
export async function openCheckpoint(store: RunStore, run: string): Promise<Checkpoint> {
  const unfinished = await store.resume(run);
  if (!unfinished) throw await nothingToResume(store, run);
  try {
    return await read(unfinished);
  } catch (error) {
    if (error instanceof SyntaxError) throw damaged(unfinished.runId);
    throw error;
  }
}

async function read({ runId, checkpoint, begin }: UnfinishedRun): Promise<Checkpoint> {
  const heads: CheckpointHead[] = [];
  const byQuestion = new Map<string, Reading>();
  const count = { parts: 0, lostRequests: 0 };
  const sort = (line: CheckpointLine): void => {
    if (isHead(line)) heads.push(line);
    else if (isPartEnd(line)) count.parts += 1;
    else if (line.of === LOST) count.lostRequests += line.requests ?? 0;
    else byQuestion.set(line.of, line);
  };
  for await (const line of checkpoint()) {
    if (typeof line?.of !== 'string') throw damaged(runId);
    sort(line);
  }
  const [head] = heads;
  if (head?.schemaVersion !== 1 || head.runId !== runId) throw damaged(runId);
  return { head, readings: { byQuestion, lostRequests: count.lostRequests }, parts: count.parts, begin };
}

async function nothingToResume(store: RunStore, run: string): Promise<ConfigError> {
  const finished = await store.open(run);
  const text = finished
    ? `run ${finished.head.runId} has no checkpoint: it was not cut off, or somebody has gone on with it to its end; see it with mapwarden report`
    : `there is no such run in this store that was cut off; expected its id, its folder, or latest; got ${JSON.stringify(run)}`;
  return new ConfigError([resumeProblem(text)]);
}

function damaged(runId: string): ConfigError {
  return new ConfigError([resumeProblem(`the checkpoint of run ${runId} is damaged; start a new audit`)]);
}
