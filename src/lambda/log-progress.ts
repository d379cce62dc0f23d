import type { Run } from '../domain/report.ts';
import type { Progress } from '../ports/progress.ts';
import type { RunStore } from '../ports/run-store.ts';
import type { Log } from './function-tools.ts';

/** Gaps that are logged one by one; the report has all. */
const MOST_GAPS = 100;

/** Progress as log lines. */
export function logProgress(log: Log, unit: string): Progress {
  return {
    planned: (count) => log.info('planned', { [unit]: count }),
    finished: () => undefined,
    note: (note) => log.info('note', { note }),
    close: () => undefined,
  };
}

/** The store, whose runs are named in every log line from their beginning on. */
export function namingRuns(store: RunStore, log: Log): RunStore {
  return {
    ...store,
    async begin(now, suffix) {
      const writer = await store.begin(now, suffix);
      log.with({ run: writer.runId });
      log.info('run begun', { place: writer.place });
      return writer;
    },
  };
}

/** How the run ended. The messages of AWS, whatever is in them, are in the report alone. */
export function logRun(log: Log, { head, place }: Run): void {
  const { complete, targets, gaps } = head.coverage;
  for (const { accountId, region, outcome, operation, code, requestId } of gaps.slice(0, MOST_GAPS)) {
    log.warn('target not read', { account: accountId, region, outcome, operation, code, requestId });
  }
  if (gaps.length > MOST_GAPS) log.warn('more targets not read', { targets: gaps.length - MOST_GAPS });
  const { findings, resources } = head.totals;
  const spend = head.spend.status;
  log.info('run finished', { place, complete, targets, gaps: gaps.length, resources, findings, spend });
}
