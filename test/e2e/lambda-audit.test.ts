import { describe, expect, test } from 'vitest';
import { MOST_LINKS } from '../../src/lambda/events.ts';
import { documentsOf, functionStage, refusalOf } from '../support/function-stage.ts';
import { callsOf } from '../support/sandbox-scene.ts';
import { MEMBER } from '../support/sandbox-world.ts';

/** Long enough to know the organization, and over while a region does not answer. */
const SHORT_MS = 94_000;
/** Nothing is asked any more. */
const NO_TIME_MS = 90_000;
const HANG = { kind: 'hang', accountId: MEMBER, region: 'eu-west-1' } as const;

describe('an audit that runs out of time', () => {
  test('goes on by a schedule that deletes itself, tells only at its end, and asks nothing twice', async () => {
    const { sandbox, audit, metrics } = await functionStage();
    sandbox.setFaults([HANG]);
    const first = await audit({ action: 'audit' }, SHORT_MS);
    expect(first).toMatchObject({ status: 'continued', link: 1, coverage: { gaps: 1 } });
    expect(sandbox.published()).toEqual([]);
    expect(metrics).toEqual([]);
    const run = 'run' in first ? first.run : '';
    expect(sandbox.schedules()).toMatchObject([
      {
        arn: expect.stringContaining(`schedule/mapwarden/mapwarden-${run}-1`),
        expression: expect.stringMatching(/^at\(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\)$/),
        flexible: 'OFF',
        afterCompletion: 'DELETE',
        target: `arn:aws:lambda:us-east-1:${sandbox.managementAccountId}:function:mapwarden-audit`,
        deadLetter: expect.stringContaining(':sqs:'),
        input: JSON.stringify({ action: 'audit', resume: run, link: 1 }),
      },
    ]);

    sandbox.setFaults([]);
    sandbox.resetMetrics();
    const event = JSON.parse(sandbox.schedules()[0]?.input ?? '');
    const second = await audit(event);
    expect(second).toMatchObject({ status: 'complete', run, coverage: { gaps: 0 }, alerts: { sent: 1 } });
    const listed = callsOf(sandbox, 'ListInferenceProfiles').map(({ accountId, region }) => `${accountId} ${region}`);
    expect(new Set(listed)).toEqual(new Set([`${MEMBER} eu-west-1`]));
    expect(documentsOf(sandbox)).toMatchObject([{ kind: 'digest', runId: run }]);
    expect(metrics).toContainEqual({ name: 'CompleteRuns', unit: 'Count', value: 1 });

    expect(await audit(event)).toEqual({ status: 'already-running' });
    expect(sandbox.published().length).toBe(1);
  });

  test('ends incomplete after the last continuation, says so and tells what it found', async () => {
    const { sandbox, audit, lines, metrics } = await functionStage();
    sandbox.setFaults([HANG]);
    const first = await audit({ action: 'audit' }, SHORT_MS);
    const run = 'run' in first ? first.run : '';
    const next = () => JSON.parse(sandbox.schedules().at(-1)?.input ?? '');
    for (let link = 2; link <= MOST_LINKS; link += 1) {
      expect(await audit(next(), NO_TIME_MS)).toMatchObject({ status: 'continued', run, link });
    }
    expect([sandbox.published(), metrics]).toEqual([[], []]);
    const last = await audit(next(), NO_TIME_MS);
    expect(last).toMatchObject({
      status: 'incomplete',
      run,
      coverage: { gaps: 1 },
      alerts: { sent: 1, undelivered: 0 },
    });
    expect(sandbox.schedules().map(({ input }) => JSON.parse(input).link)).toEqual(
      Array.from({ length: MOST_LINKS }, (_, index) => index + 1),
    );
    expect(lines.join('\n')).toContain(
      `error time ran out, and the run ends incomplete {"reason":"${MOST_LINKS} continuations`,
    );
    expect(documentsOf(sandbox)).toMatchObject([{ coverage: { complete: false, gaps: 1 } }]);
    expect(metrics).toContainEqual({ name: 'CompleteRuns', unit: 'Count', value: 0 });
  });

  test('cannot be asked to go on beyond the bound', async () => {
    const { audit } = await functionStage();
    const event = { action: 'audit', resume: '20261120T161200Z-3fa2c1', link: MOST_LINKS + 1 };
    expect(await refusalOf(audit(event))).toContain('event link: ');
  });
});

describe('an event that is delivered twice', () => {
  test('at the same time makes one run', async () => {
    const { sandbox, bucket, audit } = await functionStage();
    const answers = await Promise.all([audit(), audit(), audit()]);
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual(['already-running', 'already-running', 'complete']);
    expect(documentsOf(sandbox).length).toBe(1);
    expect((await bucket.keys('runs/')).filter((key) => key.endsWith('report.json')).length).toBe(1);
  });
});

describe('what is applied', () => {
  const REPAIR = { mode: 'apply', accounts: 'all' };

  test.for([
    ['in mode report', { configuration: { remediation: { accounts: 'all' } } }],
    [
      'with remediation off in the stack',
      { configuration: { remediation: REPAIR }, env: { MAPWARDEN_REMEDIATION: 'off' } },
    ],
    [
      'without a function to apply it',
      { configuration: { remediation: REPAIR }, env: { MAPWARDEN_APPLY_FUNCTION: '' } },
    ],
  ] as const)('%s, nothing is: the plan is stored, and the alert says where', async ([, options]) => {
    const { sandbox, audit } = await functionStage(options);
    const answer = await audit();
    expect(answer).toMatchObject({ plan: { actions: 5, isApplied: false } });
    expect(sandbox.invocations()).toEqual([]);
    const message = sandbox.published()[0]?.message ?? '';
    const place = 'place' in answer ? answer.place : '';
    expect(JSON.parse(message).email).toContain(
      `5 repairs planned in ${place}/plan.json; nothing is written before a person`,
    );
  });

  test('where a guard refuses, nothing is, and the log says why', async () => {
    const { sandbox, audit, lines } = await functionStage({
      configuration: { remediation: { mode: 'apply', accounts: 'all' } },
    });
    sandbox.setFaults([{ kind: 'access-denied', accountId: MEMBER, region: 'eu-west-1' }]);
    expect(await audit()).toMatchObject({ status: 'incomplete', plan: { isApplied: false } });
    expect(sandbox.invocations()).toEqual([]);
    expect(lines.join('\n')).toContain('a guard refuses the plan');
  });

  test('an on-demand audit of a part stores its plan and nothing more', async () => {
    const { sandbox, audit, metrics } = await functionStage({ configuration: { remediation: REPAIR } });
    expect(await audit({ action: 'audit', accounts: [MEMBER] })).toMatchObject({
      status: 'complete',
      plan: { isApplied: false },
      alerts: null,
    });
    expect([sandbox.invocations(), sandbox.published(), metrics]).toEqual([[], [], []]);
  });

  test('the apply function refuses another hash, and writes nothing in a stack whose remediation is off', async () => {
    const { sandbox, audit, apply } = await functionStage({ configuration: { remediation: REPAIR } });
    await audit();
    const event = Object(sandbox.invocations()[0]?.event);
    const other = { ...event, hash: '0'.repeat(64) };
    expect(await refusalOf(apply(other))).toContain('the plan of the run has another hash');
    expect(await refusalOf(apply({ ...event, value: 'migABCDE12345' }))).toContain('event value: ');
    process.env['MAPWARDEN_REMEDIATION'] = 'off';
    expect(await refusalOf(apply(event))).toContain('MAPWARDEN_REMEDIATION: remediation is off');
    expect(sandbox.writes()).toEqual([]);
  });

  test('an apply without any time fails before it writes, and the same event goes on', async () => {
    const { sandbox, audit, apply } = await functionStage({ configuration: { remediation: REPAIR } });
    await audit();
    const { event } = sandbox.invocations()[0] ?? {};
    expect(await refusalOf(apply(event, 60_000))).toMatch(/^AwsError: .* failed with DeadlineExceeded/);
    expect(callsOf(sandbox, 'TagResource')).toEqual([]);
    expect(await apply(event)).toMatchObject({ status: 'done', outcomes: { applied: 5 } });
  });
});
