import type { Remembered } from '../domain/alerts.ts';
import type { Run } from '../domain/report.ts';
import { accountKey } from '../engine/lifecycle.ts';
import type { Progress } from '../ports/progress.ts';
import type { RunStore } from '../ports/run-store.ts';

/** What the run before remembered, handed out as the walk comes to it, so that it need not fit into memory. */
export interface Recall {
  /** Null where there is none. */
  readonly runId: string | null;
  /** Everything up to the key that was not taken before; see {@link accountKey}. */
  take(key: string): Promise<readonly Remembered[]>;
  close(): Promise<void>;
}

/**
 * The memory of the newest run of the organization that had no selection. What is damaged is left out with a note: a
 * finding that is forgotten is told twice, which is better than no audit.
 */
export async function recall(store: RunStore, organizationId: string, progress: Progress): Promise<Recall> {
  const run = await lastRun(store, organizationId, progress);
  if (!run) return { runId: null, take: async () => [], close: async () => undefined };
  const { runId } = run.head;
  const records = run.memory()[Symbol.asyncIterator]();
  const state: { next?: Remembered | undefined; isOpen: boolean } = { isOpen: true };

  const advance = async (): Promise<void> => {
    state.next = undefined;
    try {
      const { done, value } = await records.next();
      if (done) state.isOpen = false;
      else if (isRemembered(value)) state.next = value;
      else forget();
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      forget();
    }
  };
  const forget = (): void => {
    state.isOpen = false;
    progress.note(`The memory of run ${runId} is damaged: findings that it does not tell of count as new.`);
  };

  await advance();
  return {
    runId,
    async take(key) {
      const taken: Remembered[] = [];
      while (state.next && accountKey(state.next.finding) <= key) {
        taken.push(state.next);
        await advance();
      }
      return taken;
    },
    async close() {
      state.next = undefined;
      await records.return?.();
    },
  };
}

async function lastRun(store: RunStore, organizationId: string, progress: Progress): Promise<Run | undefined> {
  for await (const runId of store.runs()) {
    const run = await readable(store, runId, progress);
    if (run?.head.coverage?.selection === null && run.head.organization?.id === organizationId) return run;
  }
  return undefined;
}

async function readable(store: RunStore, runId: string, progress: Progress): Promise<Run | undefined> {
  try {
    return await store.open(runId);
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
    progress.note(`The report of run ${runId} is damaged: what it remembered is not used.`);
    return undefined;
  }
}

/** As far as the lifecycle looks at it; what else is missing, no later run needs. */
function isRemembered(record: unknown): boolean {
  if (typeof record !== 'object' || record === null) return false;
  const finding: unknown = Reflect.get(record, 'finding');
  const told: unknown = Reflect.get(record, 'told');
  if (typeof finding !== 'object' || finding === null || typeof told !== 'object' || told === null) return false;
  const resource: unknown = Reflect.get(finding, 'resource');
  const texts = ['id', 'ruleId', 'severity', 'firstSeen', 'lastSeen'].map((name) => Reflect.get(finding, name));
  return typeof resource === 'object' && resource !== null && texts.every((text) => typeof text === 'string');
}
