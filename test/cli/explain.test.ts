import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { ResourceRecord } from '../../src/domain/report.ts';
import { startSandbox } from '../../src/sandbox/server.ts';
import { stubEnvironment, temporaryFolder } from '../support/sandbox-scene.ts';
import { runCli } from './support/run-cli.ts';

const NOW = '2026-06-01T00:00:00.000Z';

beforeEach(() => stubEnvironment());

/** A folder with the demo's run, and a configuration file that is the demo's own. */
async function storedRun() {
  const dir = await temporaryFolder();
  const out = path.join(dir, 'out');
  const size = { accounts: 2, regions: 2 };
  const sandbox = await startSandbox({ now: NOW, ...size });
  await sandbox.close();
  const config = path.join(dir, 'mapwarden.json');
  await writeFile(config, JSON.stringify(sandbox.configuration));
  const flags = Object.entries(size).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const { code } = await runCli(['demo', ...flags, '--now', NOW, '--out', out, '--quiet']);
  expect(code).toBe(0);

  const day = path.join(out, 'runs', 'date=2026-06-01');
  const [runId = ''] = await readdir(day);
  const lines = (await readFile(path.join(day, runId, 'resources.ndjson'), 'utf8')).trimEnd().split('\n');
  const resources = lines.map((line): ResourceRecord => JSON.parse(line));
  const untagged = resources.find(({ outcomes }) => outcomes['map-tag-missing'] === 'non_compliant');
  return { dir, out, config, runId, folder: path.join(day, runId), arn: untagged?.arn ?? '' };
}

describe('explain', () => {
  test.for(['latest', 'id', 'folder'] as const)('shows every rule of a resource, the run given as %s', async (how) => {
    const { out, config, runId, folder, arn } = await storedRun();
    const run = { latest: 'latest', id: runId, folder }[how];

    const { code, stdout, stderr } = await runCli(['explain', arn, '--config', config, '--out', out, '--run', run]);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n')[0]).toBe(arn);
    expect(stdout).toContain(`read by run ${runId}, judged as of 2026-06-01`);
    expect(stdout).toContain('map-tag-missing (high): non_compliant');
    expect(stdout).toContain('tag.present = false');
    expect(stdout).not.toContain('configuration is not the one');
  });

  test('says where the configuration is not the one of the run', async () => {
    const { dir, out, arn } = await storedRun();
    const config = path.join(dir, 'other.yaml');
    await writeFile(
      config,
      'version: 1\nagreements: [{ id: ABCDE12345, acceptedOn: 2025-02-03, endsOn: 2028-02-02 }]\n',
    );

    const { code, stdout } = await runCli(['explain', arn, '--config', config, '--out', out]);

    expect(code).toBe(0);
    expect(stdout).toContain('The configuration is not the one of that run');
  });

  test.for([
    { title: 'is empty', file: 'report.json', text: '' },
    { title: 'is no JSON', file: 'report.json', text: '{"runId":' },
    { title: 'is no report', file: 'report.json', text: 'null' },
    { title: 'is another document', file: 'report.json', text: '{}' },
    { title: 'has broken lines', file: 'resources.ndjson', text: '{"arn":\n' },
    { title: 'has lines that are no resource', file: 'resources.ndjson', text: 'null\n7\n' },
  ])('a stored $file that $title is told as damage, not as a defect', async ({ file, text }) => {
    const { out, config, runId, folder, arn } = await storedRun();
    await writeFile(path.join(folder, file), text);

    const { code, stdout, stderr } = await runCli(['explain', arn, '--config', config, '--out', out, '--run', runId]);

    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/^The files of run \S+ are damaged: .*\. Choose another --run, or audit again\.\n$/);
  });

  test('a finding that the configuration accepts is told as waived, until the waiver ends', async () => {
    const { out, config, arn } = await storedRun();
    const stored = JSON.parse(await readFile(config, 'utf8'));
    const explained = async (until: string) => {
      const waiver = { rule: 'map-tag-missing', resource: arn, reason: 'moves', owner: 'me', until };
      await writeFile(config, JSON.stringify({ ...stored, waivers: [waiver] }));
      return (await runCli(['explain', arn, '--config', config, '--out', out])).stdout;
    };

    expect(await explained('2026-06-01')).toMatch(/map-tag-missing \(high\): non_compliant, waived\n/);
    expect(await explained('2026-05-31')).toMatch(
      /\n {2}Was accepted until 2026-05-31: moves; owner me; waiver on arn:/,
    );
    expect(stored.waivers ?? []).toEqual([]);
  });

  test('a run whose resources are gone is told by the missing file', async () => {
    const { out, config, folder, arn } = await storedRun();
    await rm(path.join(folder, 'resources.ndjson'));

    const { code, stderr } = await runCli(['explain', arn, '--config', config, '--out', out]);

    expect(code).toBe(3);
    expect(stderr).toMatch(/^mapwarden could not run: ENOENT: .*resources\.ndjson/);
  });
});
