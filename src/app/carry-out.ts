import type { ActionResult } from '../domain/action-result.ts';
import { inKeyOrder, type Tags } from '../domain/carrier.ts';
import { AwsError, type Failure, LostAnswerError } from '../domain/errors.ts';
import type { LedgerEntry } from '../domain/ledger.ts';
import type { TagRecord } from '../domain/plan.ts';
import { isDone, mayBeLate, type Settled, type Step, verdictOn } from '../engine/step.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { TaggingPort } from '../ports/tagging.ts';
import { type Reading, type ReadPorts, readWhile } from './read-while.ts';

export interface CarryOutPorts extends ReadPorts {
  readonly ledger: Ledger;
  readonly clock: Clock;
}

/** What a line of the ledger says beyond which step it is about; what is left out is null. */
type Line = Pick<LedgerEntry, 'outcome'> &
  Partial<Pick<LedgerEntry, 'before' | 'after' | 'code' | 'deniedBy' | 'requestId' | 'message'>>;
type Ending = Line & { readonly outcome: Exclude<ActionResult['outcome'], 'not-reached'> };

/**
 * Carries out one step: reads the tags, writes only where they are what was planned, and looks until the write shows.
 * The ledger has a line before the write and one after it, so that after a crash in between one more read tells what
 * happened. Throws what the ledger throws: without a ledger nothing is written.
 */
export async function carryOut(ports: CarryOutPorts, step: Step): Promise<ActionResult> {
  const reading = await readWhile(ports, step.action.arn, (each) => 'tags' in each && mayBeLate(step, each.tags));
  if ('failure' in reading) return notRead(ports, step, reading.failure);
  const before = recordOf(reading.tags);
  const verdict = verdictOn(step, reading.tags, ports.clock.now());
  if (verdict.outcome !== 'write') return end(ports, step, withoutWrite(step, verdict, before));
  await append(ports, step, { outcome: 'started', before });
  return end(ports, step, { before, ...(await write(ports, step)) });
}

/** A step that was never reached. */
export function notReached(step: Step, failure?: Failure): ActionResult {
  return resultOf(step, { outcome: 'not-reached', ...(failure && failed(failure)) });
}

async function notRead(ports: CarryOutPorts, step: Step, failure: Failure): Promise<ActionResult> {
  if (failure.outcome === 'not-reached') return notReached(step, failure);
  if (isGone(failure)) return end(ports, step, { outcome: 'conflicted', ...failed(failure) });
  // A write of an earlier attempt stays in doubt; of this one it is certain that there was none.
  const isInDoubt = step.past.state === 'cut-off';
  if (!isInDoubt && !failure.unanswered) return end(ports, step, { outcome: 'refused', ...failed(failure) });
  const message = `${isInDoubt ? IN_DOUBT : NOTHING_WRITTEN}: ${failure.message}`;
  return end(ports, step, { outcome: 'unknown', ...failed(failure), message });
}

const NOTHING_WRITTEN = 'Nothing was written, since the tags could not be read';
const IN_DOUBT = 'What became of the write before could not be read';

function withoutWrite({ past }: Step, verdict: Settled, before: TagRecord): Ending {
  // What is there is the work of an attempt that was cut off: its own line knows what was there before it.
  if (verdict.outcome === 'applied' && past.state === 'cut-off') {
    return { ...verdict, before: past.before, after: before };
  }
  return { ...verdict, before };
}

async function write(ports: CarryOutPorts, step: Step): Promise<Ending> {
  const sent = await send(ports.tagging, step);
  if ('failure' in sent && !sent.isLost) {
    const { failure } = sent;
    if (isGone(failure)) return { outcome: 'conflicted', ...failed(failure) };
    // Ended between the line and the call, it has a line and no answer of AWS.
    return { outcome: failure.outcome === 'not-reached' ? 'unknown' : 'refused', ...failed(failure) };
  }
  const reading = await readWhile(ports, step.action.arn, (each) => !shows(each, step));
  const requestId = 'failure' in sent ? sent.failure.requestId : sent.requestId;
  if ('tags' in reading && shows(reading, step)) {
    return { outcome: 'applied', after: recordOf(reading.tags), requestId };
  }
  if ('failure' in sent) return { outcome: 'unknown', ...afterOf(reading), ...failed(sent.failure) };
  if ('failure' in reading) return { outcome: 'unknown', ...failed(reading.failure), requestId };
  const message = 'AWS took the write, but it does not show: carry it out again later to see what became of it.';
  return { outcome: 'unknown', ...afterOf(reading), code: 'NotVisible', requestId, message };
}

type Sent =
  | { readonly requestId: string | null }
  /** Lost: it may have been written all the same. */
  | { readonly failure: Failure; readonly isLost: boolean };

async function send(tagging: TaggingPort, { action }: Step): Promise<Sent> {
  try {
    const { arn, key } = action;
    const writing = action.type === 'put-tag' ? tagging.put(arn, key, action.value) : tagging.remove(arn, key);
    return { requestId: await writing };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { failure: error.failure, isLost: error instanceof LostAnswerError };
  }
}

function shows(reading: Reading, step: Step): boolean {
  return 'tags' in reading && isDone(step.action, reading.tags);
}

function afterOf(reading: Reading): Pick<Line, 'after'> {
  return 'tags' in reading ? { after: recordOf(reading.tags) } : {};
}

function isGone({ code }: Failure): boolean {
  return code === 'ResourceNotFoundException';
}

function failed({ outcome, code, requestId, message, deniedByScp }: Failure) {
  return { code, requestId, message, deniedBy: DENIED_BY[deniedByScp ? 'scp-denied' : outcome] };
}

const DENIED_BY: Readonly<Record<Failure['outcome'], LedgerEntry['deniedBy']>> = {
  'role-denied': 'policy',
  'access-denied': 'policy',
  'scp-denied': 'service-control-policy',
  throttled: null,
  'timed-out': null,
  failed: null,
  'not-reached': null,
};

async function end(ports: CarryOutPorts, step: Step, ending: Ending): Promise<ActionResult> {
  await append(ports, step, ending);
  return resultOf(step, ending);
}

function append({ ledger, clock }: CarryOutPorts, step: Step, line: Line): Promise<void> {
  const { operation, planHash, actionId, action } = step;
  const { outcome, before = null, after = null, ...rest } = line;
  const { code = null, deniedBy = null, requestId = null, message = null } = rest;
  const facts = { outcome, before, after, code, deniedBy, requestId, message };
  return ledger.append({ at: clock.now(), operation, planHash, actionId, arn: action.arn, action, ...facts });
}

function resultOf(
  { actionId, action }: Step,
  {
    outcome,
    code = null,
    deniedBy = null,
    requestId = null,
    message = null,
  }: Omit<Line, 'outcome'> & Pick<ActionResult, 'outcome'>,
): ActionResult {
  return { actionId, arn: action.arn, action, outcome, code, deniedBy, requestId, message };
}

/** Sorted by key. */
function recordOf(tags: Tags): TagRecord {
  return Object.fromEntries(inKeyOrder(tags));
}
