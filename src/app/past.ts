import type { ReportHead, Run } from '../domain/report.ts';
import type { RunPoint } from '../domain/run-history.ts';
import { byRunId } from '../domain/run-id.ts';
import { runPoint } from '../engine/run-point.ts';
import type { RunStore } from '../ports/run-store.ts';

/** A year of weekly runs. */
const MOST_RUNS = 52;

/**
 * The run after those that came before it, the oldest first, at most a year of weekly ones: runs without a selection of
 * the same organization. A later run changes nothing here, so that a report that is written again is the same. `open`
 * gives undefined for a run whose report is damaged, or that was removed meanwhile.
 */
export async function pastOf(
  store: Pick<RunStore, 'runs'>,
  open: (runId: string) => Promise<Run | undefined>,
  head: ReportHead,
): Promise<readonly RunPoint[]> {
  if (head.coverage.selection !== null) return [];
  const points = [runPoint(head)];
  for await (const runId of store.runs()) {
    if (points.length === MOST_RUNS) break;
    if (byRunId(runId, head.runId) >= 0) continue;
    const earlier = (await open(runId))?.head;
    if (earlier?.coverage.selection === null && earlier.organization.id === head.organization.id) {
      points.push(runPoint(earlier));
    }
  }
  return points.reverse();
}
