import type { Run } from '../domain/report.ts';
import type { RunPoint } from '../domain/run-history.ts';
import { runPoint } from '../engine/run-point.ts';
import type { RunStore } from '../ports/run-store.ts';

/** What the stored runs show over time. */
export interface StoredHistory {
  /** The newest first. */
  readonly runs: readonly RunPoint[];
  readonly narrowed: number;
  readonly damaged: readonly string[];
}

/**
 * The newest runs of the whole organization, at most `limit`. `open` gives undefined for a run whose report is damaged,
 * or that was removed meanwhile.
 */
export async function historyOf(
  store: Pick<RunStore, 'runs'>,
  open: (runId: string) => Promise<Run | undefined>,
  limit: number,
): Promise<StoredHistory> {
  const runs: RunPoint[] = [];
  const damaged: string[] = [];
  let narrowed = 0;
  for await (const runId of store.runs()) {
    if (runs.length === limit) break;
    const head = (await open(runId))?.head;
    if (!head) damaged.push(runId);
    else if (head.coverage.selection !== null) narrowed += 1;
    else runs.push(runPoint(head));
  }
  return { runs, narrowed, damaged };
}
