import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Alert } from '../../src/report/alert-schema.ts';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { builtStage } from '../support/built-stage.ts';
import { type Deployment, deployFunctions } from '../support/function-process.ts';

/** The bundle that is deployed, in processes of their own, with the environment of the template, against the sandbox. */
let deployment: Deployment;
beforeAll(async () => {
  deployment = await deployFunctions();
});
afterAll(() => deployment?.remove());

const AUDIT = { action: 'audit' };

const stage = (remediation: object = {}) =>
  builtStage(() => deployment, { change: () => ({ remediation: { mode: 'apply', accounts: 'all', ...remediation } }) });

function documents(sandbox: Sandbox) {
  return sandbox.published().map(({ message }) => Alert.parse(JSON.parse(JSON.parse(message).default)));
}

describe('a scheduled audit, its repair and its report', () => {
  test('run, plan, alert, metrics, logs, apply and report are those of one run', async () => {
    const { sandbox, bucket, invoke } = await stage();
    const audited = await invoke('audit', AUDIT);
    expect(audited.error).toBeUndefined();
    expect(audited.other).toEqual([]);

    const keys = await bucket.keys('runs/');
    const folder = keys[0]?.slice(0, keys[0].lastIndexOf('/')) ?? '';
    const runId = folder.slice(folder.lastIndexOf('/') + 1);
    const place = `s3://${sandbox.destinations.bucket}/${folder}`;
    const report = JSON.parse(await bucket.text(`${folder}/report.json`));
    const plan = JSON.parse(await bucket.text(`${folder}/plan.json`));
    expect(report).toMatchObject({ runId, coverage: { complete: true, targets: 12 } });
    expect(plan).toMatchObject({ runId, actions: expect.objectContaining({ length: 5 }) });
    expect(audited.answer).toEqual({
      status: 'complete',
      run: runId,
      place,
      coverage: { targets: 12, gaps: 0 },
      findings: report.totals.findings,
      plan: { place: `${place}/plan.json`, hash: plan.hash, actions: 5, refusals: 2, isApplied: true },
      alerts: { sent: 1, undelivered: 0 },
    });

    expect(documents(sandbox)).toMatchObject([
      {
        kind: 'digest',
        runId,
        place,
        plan: { place: `${place}/plan.json`, hash: plan.hash, actions: 5, isApplied: true },
      },
    ]);
    expect(JSON.parse(sandbox.published()[0]?.message ?? '').email).toContain(
      `5 repairs planned in ${place}/plan.json; the configuration has them applied.`,
    );

    const measured = Object.assign({}, ...audited.metrics.filter((metric) => !('severity' in metric)));
    expect(measured).toMatchObject({
      service: 'mapwarden',
      CompleteRuns: 1,
      CoveragePercent: 100,
      AlertsUndelivered: 0,
    });
    expect(measured.RunSeconds).toBeGreaterThan(0);
    const bySeverity = audited.metrics.filter((metric) => 'severity' in metric);
    expect(Object.fromEntries(bySeverity.map(({ severity, Findings }) => [severity, Findings]))).toEqual(
      report.totals.findings,
    );
    for (const { _aws: embedded } of audited.metrics) {
      expect(embedded).toMatchObject({
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [{ Namespace: 'Mapwarden', Dimensions: [expect.arrayContaining(['service'])] }],
      });
    }

    expect(audited.logs.map(({ level, message }) => `${level} ${message}`)).toEqual([
      'INFO run begun',
      'INFO planned',
      'INFO note',
      'INFO run finished',
      'INFO plan stored',
      'INFO apply function invoked',
      'INFO told',
    ]);
    expect(audited.logs.every(({ run, requestId }) => run === runId && requestId !== undefined)).toBe(true);
    expect(audited.stdout).not.toMatch(/migABCDE12345|migZZZZZ99999/i);

    const [invocation] = sandbox.invocations();
    expect(invocation).toMatchObject({ arn: sandbox.destinations.functionArn, isLater: true });
    expect(invocation?.event).toEqual({ action: 'apply', run: runId, hash: plan.hash });
    expect(sandbox.writes()).toEqual([]);

    const applied = await invoke('apply', invocation?.event);
    expect(applied.answer).toMatchObject({ status: 'done', run: runId, outcomes: { applied: 5 } });
    expect(sandbox.writes().map(({ operation, error }) => `${operation} ${error}`)).toEqual(
      Array(5).fill('TagResource null'),
    );
    expect(applied.stdout).not.toMatch(/migABCDE12345/i);
    const again = await invoke('apply', invocation?.event);
    expect(again.answer).toMatchObject({ status: 'done', outcomes: { unchanged: 5 } });

    const written = await invoke('report', { action: 'report', format: 'json' });
    expect(written.answer).toMatchObject({ run: runId, format: 'json', contentType: 'application/json' });
    expect(JSON.parse(Object(written.answer).document)).toEqual(report);
  });

  test('the next audit of an organization in which nothing changed tells nobody anything', async () => {
    const { sandbox, invoke } = await stage({ mode: 'report' });
    await invoke('audit', AUDIT);
    const second = await invoke('audit', AUDIT);
    expect(second.answer).toMatchObject({ status: 'complete', alerts: { sent: 0, undelivered: 0 } });
    expect(sandbox.published().length).toBe(1);
  });
});

describe('a bundle that nothing stands beside', () => {
  test.for(['audit', 'report', 'apply'] as const)('%s says what is wrong with an event', async (name) => {
    const { sandbox, invoke } = await stage();
    sandbox.resetMetrics();
    const { error, stderr } = await invoke(name, { action: 'delete', value: 'migABCDE12345' });
    expect(error?.errorType).toBe('ConfigError');
    expect(error?.errorMessage).toContain(`event action: `);
    expect(error?.errorMessage).toContain(`expected ${name}`);
    expect(error?.errorMessage).toContain('event value: ');
    expect(stderr).not.toContain('Error');
    expect(sandbox.requests()).toEqual([]);
  });
});
