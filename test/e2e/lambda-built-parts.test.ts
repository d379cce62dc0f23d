import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MOST_LINKS } from '../../src/lambda/events.ts';
import type { RecordedRequest, Sandbox } from '../../src/sandbox/server.ts';
import { type BuiltStage, builtStage } from '../support/built-stage.ts';
import { type Deployment, deployFunctions, type InvocationResult } from '../support/function-process.ts';
import { documentsOf } from '../support/function-stage.ts';
import { MEMBER, OTHER } from '../support/sandbox-world.ts';

/** The bundle that is deployed, in a process for each invocation, as Lambda would start it. */
let deployment: Deployment;
beforeAll(async () => {
  deployment = await deployFunctions();
});
afterAll(() => deployment?.remove());

const AUDIT = { action: 'audit' };
/** Enough to ask everything that is answered, on a slow machine too; over while a region does not answer. */
const SHORT_MS = 98_000;
/** Nothing is asked any more. */
const NO_TIME_MS = 90_000;
const HUNG = [MEMBER, OTHER];
const READ = new Set(['organizations', 'account', 'bedrock', 'tagging', 'ce']);

const isHung = ({ service, region, accountId }: RecordedRequest) =>
  (service === 'bedrock' || service === 'tagging') && region === 'eu-west-1' && HUNG.includes(accountId);

/** What AWS was asked about the organization. Who asks, and in which organization, is asked in each part anew. */
function questions(sandbox: Sandbox): readonly RecordedRequest[] {
  return sandbox.requests().filter(({ service }) => READ.has(service));
}

function inFull({ operation, accountId, region, input }: RecordedRequest): string {
  return JSON.stringify([operation, accountId, region, input]);
}

/** Without what depends on the day. */
function inShort({ operation, accountId, region }: RecordedRequest): string {
  return `${operation} ${accountId} ${region}`;
}

/** Does what Scheduler does: invokes the newest schedule's target with its input. */
function onSchedule({ sandbox, invoke }: BuiltStage, timeoutMs?: number): Promise<InvocationResult> {
  const { input = '', target = '' } = sandbox.schedules().at(-1) ?? {};
  expect(target).toBe('arn:aws:lambda:us-east-1:999988887777:function:mapwarden-audit');
  return invoke('audit', JSON.parse(input), timeoutMs === undefined ? {} : { timeoutMs });
}

/** The first part, which asks everything, and of which two targets get no answer. */
async function cutOff(stage: BuiltStage) {
  const { sandbox, invoke } = stage;
  sandbox.setFaults(HUNG.map((accountId) => ({ kind: 'hang', accountId, region: 'eu-west-1' })));
  const first = await invoke('audit', AUDIT, { timeoutMs: SHORT_MS });
  sandbox.setFaults([]);
  const run = String(Object(first.answer).run);
  const answered = questions(sandbox).filter((request) => !isHung(request));
  return { first, run, answered };
}

const reportOf = async ({ bucket }: BuiltStage) => {
  const reports = (await bucket.keys('runs/')).filter((key) => key.endsWith('/report.json'));
  return { reports, report: JSON.parse(await bucket.text(reports[0] ?? '')) };
};

describe('an audit whose time runs out', () => {
  test('goes on by schedules in further processes, and ends as one run: nothing asked twice, told once, measured once', async () => {
    const whole = await builtStage(() => deployment);
    expect((await whole.invoke('audit', AUDIT)).answer).toMatchObject({ status: 'complete' });

    const stage = await builtStage(() => deployment);
    const { sandbox, bucket } = stage;
    const { first, run, answered } = await cutOff(stage);
    expect(first.answer).toMatchObject({ status: 'continued', link: 1, coverage: { targets: 12, gaps: 2 } });
    const folder = `runs/date=${run.slice(0, 4)}-${run.slice(4, 6)}-${run.slice(6, 8)}/${run}/`;
    expect(await bucket.keys(folder)).toContain(`${folder}checkpoint.ndjson.gz`);

    sandbox.resetMetrics();
    const second = await onSchedule(stage, NO_TIME_MS);
    expect(second.answer).toMatchObject({ status: 'continued', run, link: 2, coverage: { targets: 12, gaps: 2 } });
    expect(questions(sandbox).map(inShort)).toEqual([]);
    for (const { metrics, logs } of [first, second]) {
      expect(metrics).toEqual([]);
      expect(logs.filter(({ level }) => level === 'ERROR')).toEqual([]);
    }
    expect([sandbox.published(), sandbox.invocations()]).toEqual([[], []]);

    const third = await onSchedule(stage);
    expect(third.answer).toMatchObject({ status: 'complete', run, coverage: { gaps: 0 }, alerts: { sent: 1 } });
    expect(sandbox.schedules().map(({ input, afterCompletion }) => [JSON.parse(input), afterCompletion])).toEqual(
      [1, 2].map((link) => [{ action: 'audit', resume: run, link }, 'DELETE']),
    );

    const asked = [...answered, ...questions(sandbox)];
    expect(new Set(asked.map(inFull)).size).toBe(asked.length);
    expect(asked.map(inShort).sort()).toEqual(questions(whole.sandbox).map(inShort).sort());

    const { reports, report } = await reportOf(stage);
    expect(reports).toEqual([`${folder}report.json`]);
    expect(await bucket.keys(folder)).not.toContain(`${folder}checkpoint.ndjson.gz`);
    const expected = (await reportOf(whole)).report;
    const judged = ({ coverage, totals, findings }: typeof report) => ({
      coverage,
      totals,
      findings: findings.map(({ id, message }: { readonly id: string; readonly message: string }) => [id, message]),
    });
    expect(judged(report)).toEqual(judged(expected));
    expect(documentsOf(sandbox)).toMatchObject([{ kind: 'digest', runId: run, coverage: { complete: true } }]);
    expect(sandbox.invocations()).toHaveLength(1);
    expect(third.metrics.filter((metric) => 'CompleteRuns' in metric)).toMatchObject([{ CompleteRuns: 1 }]);
  });

  test('ends incomplete where the continuations are used up, is told as such, and logs an error', async () => {
    const stage = await builtStage(() => deployment);
    const { sandbox, bucket, invoke } = stage;
    const { run } = await cutOff(stage);
    // As the one before the last hands it over; lambda-audit.test.ts goes through all of them.
    const [lease = ''] = await bucket.keys('state/audit/');
    await bucket.put(lease, JSON.stringify({ holder: `${run}#${MOST_LINKS}`, until: '9999-12-31T00:00:00.000Z' }));

    const last = await invoke('audit', { ...AUDIT, resume: run, link: MOST_LINKS }, { timeoutMs: NO_TIME_MS });

    expect(last.answer).toMatchObject({ status: 'incomplete', run, coverage: { gaps: 2 }, alerts: { sent: 1 } });
    expect(sandbox.schedules()).toHaveLength(1);
    expect(last.logs.filter(({ level }) => level === 'ERROR')).toMatchObject([
      {
        message: 'time ran out, and the run ends incomplete',
        run,
        reason: `${MOST_LINKS} continuations were not enough`,
      },
    ]);
    expect(documentsOf(sandbox)).toMatchObject([{ runId: run, coverage: { complete: false, gaps: 2 } }]);
    expect(last.metrics.filter((metric) => 'CompleteRuns' in metric)).toMatchObject([{ CompleteRuns: 0 }]);
    expect(sandbox.invocations()).toEqual([]);
    expect((await reportOf(stage)).report).toMatchObject({ runId: run, coverage: { complete: false } });
  });
});
