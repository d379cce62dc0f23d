import { readdir } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { gather } from '../aws/support.ts';
import { brokenWorld } from '../support/remediation-scene.ts';
import { bucketIn } from '../support/s3-scene.ts';
import { configurationFile, runCommand } from '../support/sandbox-command.ts';
import { open, stubEnvironment, temporaryFolder } from '../support/sandbox-scene.ts';
import { NOW } from '../support/sandbox-world.ts';

/** A desk without a folder: everything is kept in the sandbox's bucket. */
async function deskWithBucket(sandbox: Sandbox, store: object = {}) {
  stubEnvironment(sandbox.environment);
  const config = await configurationFile(sandbox, {
    remediation: { mode: 'apply', accounts: 'all' },
    store: { type: 's3', bucket: sandbox.destinations.bucket, prefix: 'map', ...store },
  });
  const bucket = bucketIn(sandbox);
  return {
    bucket,
    run: ([name = '', ...rest]: readonly string[]) => runCommand([name, '--config', config, '--quiet', ...rest]),
    keys: () => gather(bucket.keys('')),
    async read(name: string): Promise<string> {
      const key = (await gather(bucket.keys(''))).findLast((each) => each.endsWith(`/${name}`)) ?? '';
      const bytes = (await bucket.read(key)) ?? new Uint8Array();
      return (name.endsWith('.gz') ? gunzipSync(bytes) : Buffer.from(bytes)).toString();
    },
  };
}

test('audit, plan, apply, undo and what looks back at them do without any folder', async () => {
  const sandbox = await open({ tagLagMs: 0 }, brokenWorld());
  const desk = await deskWithBucket(sandbox);
  const before = await readdir('.');

  const audited = await desk.run(['audit', '--no-spend', '--now', NOW, '--format', 'json']);
  expect(audited).toMatchObject({ code: 1, stderr: '' });
  expect(await desk.read('report.json')).toBe(audited.stdout);
  const { runId } = JSON.parse(audited.stdout);
  const place = `s3://${desk.bucket.name}/map/runs/date=${NOW.slice(0, 10)}/${runId}`;

  const planned = await desk.run(['plan', '--now', NOW]);
  expect(planned).toMatchObject({ code: 0, stderr: '' });
  expect(planned.stdout).toContain(`${place}/plan.json`);

  const applied = await desk.run(['apply', `${place}/plan.json`, '--approve', '--now', NOW]);
  expect(applied).toMatchObject({ code: 0, stderr: '' });
  expect(applied.stdout.replaceAll(/\s+/g, ' ')).toContain(`${place}/ledger.ndjson.gz`);
  expect((await desk.read('ledger.ndjson.gz')).split('\n')).toHaveLength(11);

  const undone = await desk.run(['undo', runId, '--approve', '--now', NOW]);
  expect(undone).toMatchObject({ code: 0, stderr: '' });
  expect(undone.stdout).toContain('5 undone');

  const again = await desk.run(['report', '--run', place, '--format', 'json']);
  expect(again).toEqual({ ...audited, code: 0 });
  const [finding] = JSON.parse(audited.stdout).findings;
  expect(await desk.run(['explain', finding.resource.arn])).toMatchObject({ code: 0, stderr: '' });

  expect(await readdir('.')).toEqual(before);
  expect((await desk.keys()).every((key) => key.startsWith(`map/runs/date=${NOW.slice(0, 10)}/${runId}/`))).toBe(true);
});

test('a second run knows the first one, and a folder given by flag knows neither', async () => {
  const sandbox = await open({ tagLagMs: 0 }, brokenWorld());
  const desk = await deskWithBucket(sandbox);
  const audit = async (...more: readonly string[]) =>
    JSON.parse((await desk.run(['audit', '--no-spend', '--format', 'json', '--now', ...more])).stdout);
  await audit(NOW);

  const second = await audit('2026-06-02T00:00:00.000Z');
  const elsewhere = await audit('2026-06-03T00:00:00.000Z', '--out', await temporaryFolder());

  const statuses = ({ findings }: { readonly findings: readonly { readonly status: string }[] }) =>
    new Set(findings.map(({ status }) => status));
  expect(statuses(second)).toEqual(new Set(['open']));
  expect(statuses(elsewhere)).toEqual(new Set(['new']));
  expect(JSON.parse(await desk.read('report.json')).now).toBe('2026-06-02T00:00:00.000Z');
});

test.for([
  [
    'that nobody has',
    { bucket: 'nobody-has-this-one' },
    [],
    'NoSuchBucket',
    'Create the bucket, or correct store.bucket.',
  ],
  ['that is closed', {}, ['s3-denied'], 'AccessDenied', 'docs/permissions.md has the policy.'],
] as const)('a bucket %s ends the audit before it looks at any account', async ([, store, faults, code, remedy]) => {
  const sandbox = await open({ faults: faults.map((kind) => ({ kind, accountId: '*' })) }, brokenWorld());
  const desk = await deskWithBucket(sandbox, store);

  const ended = await desk.run(['audit']);

  expect(ended).toMatchObject({ code: 3, stdout: '' });
  expect(ended.stderr).toContain(`The store in S3 could not be used: s3:PutObject failed with ${code}`);
  expect(ended.stderr).toContain(remedy);
  expect(sandbox.requests().map(({ operation }) => operation)).not.toContain('ListInferenceProfiles');
});

test('an address in S3 is no folder', async () => {
  const sandbox = await open({}, brokenWorld());
  const desk = await deskWithBucket(sandbox);

  const ended = await desk.run(['audit', '--out', 's3://runs/map']);

  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(ended.stderr).toContain(
    '--out: a bucket is none; expected a folder, or the bucket as store in the configuration',
  );
});
