import { AwsError, noteWords } from '../domain/errors.ts';
import type { ResourceRecord, Run } from '../domain/report.ts';
import type { Progress } from '../ports/progress.ts';

export interface RecalledCarriers {
  /** Of one account, by ARN; accounts are asked for in their order. */
  of(accountId: string): Promise<ReadonlyMap<string, ResourceRecord>>;
  close(): Promise<void>;
}

/**
 * The carriers of a run, read from its file as far as somebody asks: nothing where nobody does. Where it is damaged, or
 * gone, a note says so, and no more is known of any.
 */
export function recallCarriers(run: Pick<Run, 'head' | 'resources'>, progress: Progress): RecalledCarriers {
  const state: { records: AsyncIterator<ResourceRecord> | undefined; next: ResourceRecord | undefined } = {
    records: undefined,
    next: undefined,
  };
  const advance = async (): Promise<void> => {
    state.records ??= run.resources()[Symbol.asyncIterator]();
    try {
      const { done, value } = await state.records.next();
      state.next = done ? undefined : value;
    } catch (error) {
      if (!isOfFile(error)) throw error;
      state.next = undefined;
      const { runId } = run.head;
      progress.note(
        `The resources of run ${runId} cannot be read: a tag that was right then is not known to be stripped. ${noteWords(error)}`,
      );
    }
  };
  return {
    async of(accountId) {
      const found = new Map<string, ResourceRecord>();
      if (!state.records) await advance();
      while (state.next && state.next.accountId <= accountId) {
        if (state.next.accountId === accountId) found.set(state.next.arn, state.next);
        await advance();
      }
      return found;
    },
    async close() {
      state.next = undefined;
      await state.records?.return?.();
    },
  };
}

/** Damaged, gone or out of reach: a mistake of ours is none of these. */
function isOfFile(error: unknown): error is Error {
  return error instanceof SyntaxError || error instanceof AwsError || (error instanceof Error && 'syscall' in error);
}
