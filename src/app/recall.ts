import type { Remembered } from '../domain/alerts.ts';
import type { IsoInstant } from '../domain/dates.ts';
import type { MemoryLine } from '../domain/memory.ts';
import type { ResourceRecord, Run } from '../domain/report.ts';
import { beginningOf } from '../domain/run-id.ts';
import { accountKey } from '../engine/lifecycle.ts';
import type { Progress } from '../ports/progress.ts';
import type { RunStore } from '../ports/run-store.ts';
import { recallCarriers } from './recall-carriers.ts';

/** What the run before remembered, handed out as the walk comes to it, so that it need not fit into memory. */
export interface Recall {
  /** Null where there is none. */
  readonly runId: string | null;
  /** Everything up to the key that was not taken before; see {@link accountKey}. */
  take(key: string): Promise<readonly Remembered[]>;
  /** The account's carriers as that run saw them, by ARN; accounts are asked for in their order. */
  carriers(accountId: string): Promise<ReadonlyMap<string, ResourceRecord>>;
  /** Also notes which lines of it were damaged. */
  close(): Promise<void>;
}

/** Which run asks, and what it is told of. */
export interface Recalling {
  readonly organizationId: string;
  /** When it began. */
  readonly now: IsoInstant;
  readonly progress: Progress;
}

/** Damaged lines that are named. */
const MOST_NAMED = 5;

/**
 * The memory of the run before: the newest of the organization that had no selection and began no later. Lines that are
 * damaged are left out with a note: a finding that is forgotten is told twice, which is better than no audit.
 */
export async function recall(store: RunStore, recalling: Recalling): Promise<Recall> {
  const run = await runBefore(store, recalling);
  if (!run) return NOTHING;
  const { runId } = run.head;
  const memory = await recallMemory(runId, run.memory(), recalling.progress);
  const carriers = recallCarriers(run, recalling.progress);
  return {
    ...memory,
    runId,
    carriers: carriers.of,
    async close() {
      await carriers.close();
      await memory.close();
    },
  };
}

const NOTHING: Recall = {
  runId: null,
  take: async () => [],
  carriers: async () => new Map(),
  close: async () => undefined,
};

/** What {@link recall} gives of a memory that is at hand. */
export async function recallMemory(
  runId: string,
  memory: AsyncIterable<MemoryLine>,
  progress: Progress,
): Promise<Pick<Recall, 'take' | 'close'>> {
  const lines = memory[Symbol.asyncIterator]();
  const damaged: string[] = [];
  const state: { next: Remembered | undefined; key: string } = { next: undefined, key: '' };

  const advance = async (): Promise<void> => {
    state.next = undefined;
    for (let next = await lines.next(); !next.done; next = await lines.next()) {
      const record = inPlace(next.value, state.key);
      if (record) {
        state.next = record;
        state.key = accountKey(record.finding);
        return;
      }
      damaged.push(next.value.place);
    }
  };

  await advance();
  return {
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
      await lines.return?.();
      if (damaged.length > 0) progress.note(damageNote(runId, damaged));
    },
  };
}

/** Undefined where the line is damaged. Out of its order, it would be held against an account that it is not of. */
function inPlace({ record }: MemoryLine, key: string): Remembered | undefined {
  return record && accountKey(record.finding) >= key ? record : undefined;
}

function damageNote(runId: string, damaged: readonly string[]): string {
  const more = damaged.length - MOST_NAMED;
  const places = damaged.slice(0, MOST_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
  return `The memory of run ${runId} is damaged, at ${places}: what was remembered there counts as new where it is found again, and as nothing where it is not.`;
}

async function runBefore(store: RunStore, recalling: Recalling): Promise<Run | undefined> {
  const later: string[] = [];
  try {
    for await (const runId of store.runs()) {
      if ((beginningOf(runId) ?? '') > recalling.now) later.push(runId);
      else {
        const run = await readable(store, runId, recalling.progress);
        if (run && isBefore(run, recalling)) return run;
      }
    }
    return undefined;
  } finally {
    if (later.length > 0) recalling.progress.note(laterNote(later));
  }
}

/** A clock that was wrong once must not make all runs until then forget what the ones before them told. */
function laterNote([first = '', ...others]: readonly string[]): string {
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  return `Run ${first}${more} began later than this one and is not taken for the run before. If its clock was wrong, remove it.`;
}

function isBefore({ head }: Run, { organizationId, now }: Recalling): boolean {
  return head.coverage?.selection === null && head.organization?.id === organizationId && head.now <= now;
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
