import type { Lease } from '../aws/s3-lease.ts';
import { later } from '../domain/dates.ts';
import type { AuditPart } from './audit-part.ts';
import { MOST_LINKS } from './events.ts';

/** EventBridge Scheduler keeps to the minute. */
const PAUSE_MS = 60_000;
/** So long may the schedule's retries take, and the next invocation wait for its turn. */
const LATEST_MS = 3_700_000;

export interface Continued {
  /** Of the invocation that goes on. */
  readonly link: number;
  readonly at: string;
}

/** Whom a part hands the lease to: the next one, in whichever invocation that is, and once. */
export function heirOf(runId: string, link: number): string {
  return `${runId}#${link}`;
}

/**
 * Has the audit function invoked once more, to go on with the run. Undefined where it must end with what was read:
 * because there were {@link MOST_LINKS} invocations, or because nothing in the function's environment says how.
 */
export async function continueLater(part: AuditPart, runId: string, lease: Lease): Promise<Continued | undefined> {
  const { tools, started, invocation } = part;
  const { continuation } = started.environment;
  const link = part.link + 1;
  if (!continuation || link > MOST_LINKS) {
    const reason = continuation ? `${MOST_LINKS} continuations were not enough` : 'nothing says how to go on';
    tools.log.error('time ran out, and the run ends incomplete', { reason });
    return undefined;
  }
  const at = later(tools.machine.instant(), PAUSE_MS);
  // First, so that whoever comes in between finds it taken.
  await lease.handOver(heirOf(runId, link), later(at, LATEST_MS));
  await tools.cloud.schedule({
    name: `mapwarden-${runId}-${link}`,
    group: continuation.group,
    at,
    functionArn: invocation.invokedFunctionArn,
    event: { action: 'audit', resume: runId, link },
    roleArn: continuation.roleArn,
    deadLetterArn: continuation.deadLetterArn,
  });
  tools.log.info('time ran out, and the run goes on later', { link, at });
  return { link, at };
}
