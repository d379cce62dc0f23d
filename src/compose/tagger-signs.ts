import { ledgersOf } from '../app/ledgers.ts';
import type { Asked } from '../domain/asked.ts';
import { AwsError, ConfigError, type Failure } from '../domain/errors.ts';
import type { Run } from '../domain/report.ts';
import type { TaggerSigns } from '../engine/checkup/examination.ts';
import { appliedTags } from '../engine/stripped.ts';
import type { RunStore } from '../ports/run-store.ts';
import { CannotRunError } from './cannot-run-error.ts';
import { openStored } from './stored-run.ts';

/** What the ledgers and the newest whole run say of tags that did not stay; damaged files are a failure to read them. */
export async function taggerSigns(store: RunStore): Promise<Asked<TaggerSigns>> {
  try {
    const written = [...appliedTags(await ledgersOf(store))].filter(([, applications]) => applications.length > 0);
    const times = written.flatMap(([, applications]) => applications.map(({ appliedAt }) => appliedAt)).sort();
    const latest = written.length === 0 ? undefined : await openStored(store, 'latest');
    return {
      answer: {
        applied: written.length,
        lastAppliedAt: times.at(-1) ?? null,
        latest: latest ? headOf(latest) : null,
        stripped: latest ? await strippedIn(latest) : 0,
      },
    };
  } catch (error) {
    const failure = failureOf(error);
    if (failure === undefined) throw error;
    return { failure };
  }
}

function headOf({ head }: Run): TaggerSigns['latest'] {
  return { runId: head.runId, now: head.now, isComplete: head.coverage.complete };
}

async function strippedIn(run: Run): Promise<number> {
  const found = new Set<string>();
  for await (const { stripped, resource } of run.findings()) if (stripped) found.add(resource.arn ?? resource.id);
  return found.size;
}

/** Undefined for what is no matter of the store. */
function failureOf(error: unknown): Failure | undefined {
  if (error instanceof AwsError) return error.failure;
  const isDamage = error instanceof ConfigError || error instanceof CannotRunError;
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'DamagedRun';
  if (!(error instanceof Error) || !(isDamage || 'syscall' in error)) return undefined;
  return { outcome: 'failed', operation: 'read', code, requestId: null, message: error.message };
}
