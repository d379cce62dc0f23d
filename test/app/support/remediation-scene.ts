import { type ApplyPorts, applyActions } from '../../../src/app/apply.ts';
import type { ActionResult } from '../../../src/domain/action-result.ts';
import type { IsoInstant } from '../../../src/domain/dates.ts';
import type { LedgerEntry } from '../../../src/domain/ledger.ts';
import type { PlanAction, TagRecord } from '../../../src/domain/plan.ts';
import { actionHistories } from '../../../src/engine/ledger-history.ts';
import { actionId } from '../../../src/engine/plan-hash.ts';
import { applyStep } from '../../../src/engine/step.ts';
import { undoSteps } from '../../../src/engine/undo.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { Ledger } from '../../../src/ports/ledger.ts';
import type { TaggingPort } from '../../../src/ports/tagging.ts';
import { memoryLedger, recordingProgress } from '../../support/fakes.ts';

export const NOW = '2026-06-01T00:00:00.000Z';
/** When a write of `NOW` that does not show is taken not to have happened. */
export const LATER = '2026-06-01T00:15:00.000Z';
export const KEY = 'map-migrated';
export const VALUE = 'migABCDE12345';
export const PLAN_HASH = 'f'.repeat(64);

export function arnOf(id: string, accountId = '111122223333', region = 'us-east-1'): string {
  return `arn:aws:bedrock:${region}:${accountId}:application-inference-profile/${id}`;
}

export const ARN = arnOf('chat');

/** An action of a plan that puts the map tag. */
export function anAction(arn: string, before: TagRecord = {}, value = VALUE): PlanAction {
  const action = { type: 'put-tag', arn, key: KEY, value } as const;
  return {
    id: actionId([action, before]),
    findingId: 'finding',
    ruleId: 'map-tag-missing',
    accountId: '111122223333',
    accountName: 'payments',
    region: 'us-east-1',
    name: 'chat',
    defect: 'missing',
    action,
    before,
    after: { ...before, [KEY]: value },
    reason: 'It is the only agreement.',
  };
}

export interface Bench {
  readonly tagging: TaggingPort;
  /** Its lines are what survives a crash. */
  readonly lines: LedgerEntry[];
  /** Five unless given. */
  readonly patience?: number;
}

export function portsOf({ tagging, lines, patience = 5 }: Bench, over: Partial<ApplyPorts> = {}): ApplyPorts {
  return {
    tagging,
    ledger: memoryLedger(lines),
    clock: clockAt(NOW),
    progress: recordingProgress().progress,
    pause: async () => undefined,
    lagPausesMs: Array.from({ length: patience }, () => 1),
    ...over,
  };
}

/** Applies the actions as a new process would: with what the ledger says. */
export function apply(
  bench: Bench,
  actions: readonly PlanAction[],
  over: Partial<ApplyPorts> = {},
): Promise<readonly ActionResult[]> {
  const histories = actionHistories(bench.lines);
  const steps = actions.map((action) => applyStep(PLAN_HASH, action, histories.get(action.id)));
  return applyActions(portsOf(bench, over), steps);
}

/** Takes back what the ledger says was written, a quarter of an hour later unless said otherwise. */
export function undo(bench: Bench, over: Partial<ApplyPorts> = {}): Promise<readonly ActionResult[]> {
  const clock = clockAt(LATER);
  return applyActions(portsOf(bench, { clock, ...over }), undoSteps(bench.lines, { runId: 'run', ledgers: [] }));
}

export function clockAt(now: IsoInstant): Clock {
  return { now: () => now, monotonicMs: () => 0 };
}

export const outcomesOf = (results: readonly { readonly outcome: string }[]) => results.map(({ outcome }) => outcome);

/** The end of the process, as its test sees it. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

/**
 * The ports of a process that dies at its nth call of a port, before the call does anything or after it has done all.
 * A dead process calls nothing more.
 */
export function dyingPorts(bench: Bench, at: number, when: 'before' | 'after'): Pick<ApplyPorts, 'tagging' | 'ledger'> {
  let calls = 0;
  const dying = async <T>(work: () => Promise<T>): Promise<T> => {
    calls += 1;
    const ordinal = calls;
    if (ordinal > at || (ordinal === at && when === 'before')) throw new Crash();
    const answer = await work();
    if (ordinal === at || calls > at) throw new Crash();
    return answer;
  };
  const { tagging } = bench;
  const ledger: Ledger = memoryLedger(bench.lines);
  return {
    tagging: {
      read: (arn) => dying(() => tagging.read(arn)),
      put: (arn, key, value) => dying(() => tagging.put(arn, key, value)),
      remove: (arn, key) => dying(() => tagging.remove(arn, key)),
    },
    ledger: { ...ledger, append: (entry) => dying(() => ledger.append(entry)) },
  };
}
