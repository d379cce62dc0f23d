import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { beforeEach, describe, expect, test } from 'vitest';
import { stubEnvironment, temporaryFolder } from '../support/sandbox-scene.ts';
import { runCli } from './support/run-cli.ts';

beforeEach(() => stubEnvironment());

async function demoPack() {
  const dir = await temporaryFolder();
  const pack = path.join(dir, 'pack.zip');
  const size = ['--accounts', '3', '--regions', '2', '--quiet', '--now', '2026-06-01'];
  const { code } = await runCli(['demo', ...size, '--out', path.join(dir, 'out'), '--format', `evidence=${pack}`]);
  expect(code).toBe(0);
  return { dir, pack, files: unzipSync(await readFile(pack)) };
}

const textOf = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString();

describe('an evidence pack of a run', () => {
  test('is intact, and its exit code says so', async () => {
    const { pack } = await demoPack();

    const { code, stdout, stderr } = await runCli(['verify', pack]);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Intact: all 10 files are as the manifest says\.\n/);
    expect(stdout.replaceAll('\n', ' ')).toContain('It does not prove who wrote it');
  });

  test('has the questions to Cost Explorer with exact sums, and what the run went by, without secrets', async () => {
    const { files } = await demoPack();
    const report = JSON.parse(textOf(files['report.json']));
    const queries = textOf(files['spend-queries.ndjson'])
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));

    expect(queries.map(({ operation }) => operation)).toContain('ce:GetCostAndUsage');
    expect(queries).toHaveLength(report.spend.requests);
    const window = queries.find(({ query }) => query.start === report.spend.start && query.groupBy?.length === 2);
    expect(window?.totals).toEqual([{ unit: 'USD', amount: report.spend.total }]);

    const rules = JSON.parse(textOf(files['rules.json']));
    expect(rules.map(({ id }: { id: string }) => id).sort()).toEqual(report.rules.map(({ id }: { id: string }) => id));
    expect(JSON.parse(textOf(files['catalog.json'])).sha256).toBe(report.catalog.sha256);
    const configuration = JSON.parse(textOf(files['configuration.json']));
    expect(configuration.sha256).toBe(report.configuration.sha256);
    expect([undefined, '(removed)']).toContain(configuration.externalId);
    const agreements = JSON.parse(textOf(files['agreements.json']));
    expect(agreements.map(({ id }: { id: string }) => id).sort()).toEqual(
      report.spend.byAgreement.map(({ agreementId }: { agreementId: string }) => agreementId),
    );
  });

  test('that was altered is named, with exit code 1', async () => {
    const { dir, pack, files } = await demoPack();
    const forged = path.join(dir, 'forged.zip');
    const findings = textOf(files['findings.ndjson']).split('\n').slice(1).join('\n');
    await writeFile(forged, zipSync({ ...files, 'findings.ndjson': Buffer.from(findings) }));

    const { code, stdout } = await runCli(['verify', forged]);
    const asJson = await runCli(['verify', forged, '--format', 'json']);

    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^NOT INTACT: 1 problem\. So it proves nothing about the run\.\n {2}altered: findings\.ndjson: /,
    );
    expect([asJson.code, JSON.parse(asJson.stdout).problems[0].name]).toEqual([1, 'findings.ndjson']);
    expect((await runCli(['verify', pack])).code).toBe(0);
  });
});
