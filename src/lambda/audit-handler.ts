import { type Lease, takeLease } from '../aws/s3-lease.ts';
import { selectionOf } from '../compose/select.ts';
import { later } from '../domain/dates.ts';
import { ConfigError } from '../domain/errors.ts';
import type { Run } from '../domain/report.ts';
import { type AuditPart, auditPart } from './audit-part.ts';
import { forgetProblems, tellProblems } from './configuration-told.ts';
import { type Continued, continueLater, heirOf } from './continue-later.ts';
import { auditEvent, inWordsOfEvent, parseEvent } from './events.ts';
import { type Finished, finishRun } from './finish-run.ts';
import { start } from './function-start.ts';
import type { FunctionTools, Invocation } from './function-tools.ts';

/** A lease outlives the function by this, and not by more: what crashed must not hold up the next one for long. */
const LEASE_MARGIN_MS = 60_000;

/** What the function answers; none of it is a tag or its value. */
export type AuditAnswer =
  | ({ readonly status: 'complete' | 'incomplete' } & Told & Finished)
  /** Time ran out; another invocation goes on with the run. */
  | ({ readonly status: 'continued' } & Told & Continued)
  /** Another invocation audits the whole organization, or has already taken this one's place: nothing was done. */
  | { readonly status: 'already-running' };

interface Told {
  readonly run: string;
  readonly place: string;
  readonly coverage: { readonly targets: number; readonly gaps: number };
  readonly findings: Run['head']['totals']['findings'];
}

/**
 * Audits on a schedule or on demand, and goes on with an audit that ran out of time. Of the whole organization there is
 * one audit at a time, so that an event that is delivered twice tells nothing twice.
 */
export function auditHandler(tools: FunctionTools) {
  return async (event: unknown, invocation: Invocation): Promise<AuditAnswer> => {
    tools.log.begin(invocation.awsRequestId);
    const order = parseEvent(auditEvent, event);
    const { resume, link } = order;
    if (resume !== undefined) tools.log.with({ run: resume });
    const started = await start(tools);
    const selection = selectionOf(order);
    const part = { tools, started, selection, resume, link: link ?? 0, invocation };
    if (selection !== null) return answerTelling(part, undefined);
    const lease = await leaseFor(part);
    if (!lease) {
      tools.log.warn('another invocation does this already; nothing was done');
      return { status: 'already-running' };
    }
    const state = { isHandedOver: false };
    try {
      const answer = await answerTelling(part, lease);
      state.isHandedOver = answer.status === 'continued';
      return answer;
    } finally {
      if (!state.isHandedOver) await lease.release();
    }
  };
}

/** An audit of the whole organization waits for nobody: whoever comes second has nothing to do. */
function leaseFor({ tools, started, resume, link, invocation }: AuditPart): Promise<Lease | undefined> {
  const { place } = started.configuration;
  const now = tools.machine.instant();
  return takeLease(tools.cloud.bucket(place.bucket), {
    prefix: `${place.prefix === '' ? '' : `${place.prefix.replaceAll(/^\/+|\/+$/g, '')}/`}state/audit/`,
    holder: invocation.awsRequestId,
    from: resume === undefined || link === 0 ? undefined : heirOf(resume, link),
    now,
    until: later(now, invocation.getRemainingTimeInMillis() + LEASE_MARGIN_MS),
  });
}

/** Some of what is wrong with a configuration shows only against the organization: an OU that it no longer has. */
async function answerTelling(part: AuditPart, lease: Lease | undefined): Promise<AuditAnswer> {
  try {
    return await answerOf(part, lease);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const told = inWordsOfEvent(error);
    const ofConfiguration = told.problems.filter(({ place }) => place !== 'event');
    if (ofConfiguration.length > 0) await tellProblems(new ConfigError(ofConfiguration), part.tools);
    throw told;
  }
}

async function answerOf(part: AuditPart, lease: Lease | undefined): Promise<AuditAnswer> {
  return auditPart(part, async ({ run, isResumable }, desk) => {
    await forgetProblems(part.tools);
    const { runId, coverage, totals } = run.head;
    const told = {
      run: runId,
      place: run.place,
      coverage: { targets: coverage.targets, gaps: coverage.gaps.length },
      findings: totals.findings,
    };
    const next = isResumable && lease ? await continueLater(part, runId, lease) : undefined;
    if (next) return { status: 'continued', ...told, ...next };
    return { status: coverage.complete ? 'complete' : 'incomplete', ...told, ...(await finishRun(run, part, desk)) };
  });
}
