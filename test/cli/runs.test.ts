import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { FORMAT_NAMES } from '../../src/cli/format-names.ts';
import type { RunPoint } from '../../src/domain/run-history.ts';
import { stubEnvironment, temporaryFolder } from '../support/sandbox-scene.ts';
import { smallWorld } from '../support/sandbox-world.ts';
import { auditedSandbox } from './support/audited-sandbox.ts';
import { runCli } from './support/run-cli.ts';

beforeEach(() => stubEnvironment());

const SIZE = ['--accounts', '3', '--regions', '2', '--quiet'];

/** A folder in which the demo was run on each of the days. */
async function demos(days: readonly string[]) {
  const out = path.join(await temporaryFolder(), 'out');
  const printed: string[] = [];
  for (const day of days) printed.push((await runCli(['demo', ...SIZE, '--now', day, '--out', out])).stdout);
  return { out, printed };
}

async function runIds(out: string): Promise<readonly string[]> {
  const names = await readdir(path.join(out, 'runs'), { recursive: true });
  return names
    .filter((name) => /^date=[^/]+\/[^/]+$/.test(name))
    .map((name) => path.basename(name))
    .sort();
}

describe('report', () => {
  test('writes a stored run as the audit printed it, in every format, to the byte', async () => {
    const out = path.join(await temporaryFolder(), 'out');
    const files = FORMAT_NAMES.map((format) => [format, path.join(path.dirname(out), format)] as const);
    const formats = files.flatMap(([format, file]) => ['--format', `${format}=${file}`]);
    for (const day of ['2026-06-01', '2026-06-02']) {
      await runCli(['demo', ...SIZE, '--now', day, '--out', out, ...formats]);
    }

    for (const [format, file] of files) {
      const again = path.join(path.dirname(out), `${format}.again`);
      const { code, stderr } = await runCli(['report', '--out', out, '--quiet', '--format', `${format}=${again}`]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(Buffer.compare(await readFile(again), await readFile(file))).toBe(0);
    }
  });

  test('prints text where no format is asked for, of the run that is named', async () => {
    const { out, printed } = await demos(['2026-06-01', '2026-06-02']);
    const [first = ''] = await runIds(out);

    expect(await runCli(['report', '--out', out, '--run', first])).toEqual({ code: 0, stdout: printed[0], stderr: '' });
    expect(await runCli(['report', '--out', out])).toEqual({ code: 0, stdout: printed[1], stderr: '' });
  });

  test('says of a run of an older version that it cannot be written again', async () => {
    const { out } = await demos(['2026-06-01']);
    const [runId = ''] = await runIds(out);
    const file = path.join(out, 'runs', 'date=2026-06-01', runId, 'report.json');
    const { ruleset: _, ...older } = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify(older));

    const { code, stdout, stderr } = await runCli(['report', '--out', out]);

    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/^Run \S+ was made by mapwarden \S+, which did not keep all that a report says/);
  });

  test('names the run whose report is damaged, be it asked for as the latest', async () => {
    const { out } = await demos(['2026-06-01', '2026-06-02']);
    const [first = '', second = ''] = await runIds(out);
    await writeFile(path.join(out, 'runs', 'date=2026-06-02', second, 'report.json'), '{');

    for (const name of ['latest', second]) {
      const { code, stderr } = await runCli(['report', '--out', out, '--run', name]);
      expect({ code, stderr }).toMatchObject({
        code: 3,
        stderr: expect.stringContaining(`The files of run ${second} are`),
      });
    }
    expect((await runCli(['report', '--out', out, '--run', first])).code).toBe(0);
  });

  test('tells where there is no such run', async () => {
    const { code, stderr } = await runCli(['report', '--out', path.join(await temporaryFolder(), 'none')]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^--run: there is no such finished run in /);
  });
});

describe('a second audit', () => {
  test('knows what the first one found', async () => {
    const { printed } = await demos(['2026-06-01', '2026-06-01']);
    expect(printed[0]).not.toContain('open');
    expect(printed[1]).toMatch(/Since the last run: 0 new, [\d,]+ open before\./);
    expect(printed[1]).toContain('open since 2026-06-01');
  });
});

describe('history', () => {
  test('has a point a run, the newest first, as many as asked for', async () => {
    const { out } = await demos(['2026-06-01', '2026-06-02', '2026-06-03']);
    const ids = [...(await runIds(out))].reverse();

    const { code, stdout } = await runCli(['history', '--out', out, '--format', 'json']);
    const { runs }: { runs: RunPoint[] } = JSON.parse(stdout);

    expect(code).toBe(0);
    expect(runs.map(({ runId }) => runId)).toEqual(ids);
    expect(runs.map(({ byStatus }) => (byStatus?.open ?? 0) > 0)).toEqual([true, true, false]);
    const two = await runCli(['history', '--out', out, '--limit', '2']);
    expect(
      two.stdout
        .split('\n')
        .slice(1, 4)
        .map((line) => line.split(' ')[0]),
    ).toEqual([...ids.slice(0, 2), '']);
  });

  test('leaves out a damaged run, and says so', async () => {
    const { out } = await demos(['2026-06-01', '2026-06-02']);
    const [first = ''] = await runIds(out);
    await writeFile(path.join(out, 'runs', 'date=2026-06-01', first, 'report.json'), '{');

    const { code, stdout } = await runCli(['history', '--out', out]);

    expect(code).toBe(0);
    expect(stdout).toContain(`Damaged, and left out: ${first}.`);
  });

  test('needs no configuration and no run', async () => {
    const { code, stdout, stderr } = await runCli(['history', '--out', path.join(await temporaryFolder(), 'none')]);
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: 'There is no finished run of the whole organization.\n',
      stderr: '',
    });
  });

  test('refuses a limit that is none', async () => {
    expect(await runCli(['history', '--limit', '0'])).toMatchObject({ code: 2 });
  });
});

describe('diff', () => {
  test('refuses runs of two organizations: what only one has is not resolved in the other', async () => {
    const { out } = await demos(['2026-06-01']);
    await runCli(['demo', ...SIZE, '--seed', '7', '--now', '2026-06-02', '--out', out]);
    const [first = '', second = ''] = await runIds(out);

    const refused = await runCli(['diff', first, second, '--out', out]);

    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(
      /^<run-b>: the run is of another organization; expected one of o-\w+, like <run-a>;/,
    );
    expect(await runCli(['diff', second, second, '--out', out])).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('with a sandbox', () => {
  const world = () =>
    smallWorld({
      profiles: smallWorld().profiles.map((profile, index) => (index === 0 ? { ...profile, tags: [] } : profile)),
    });

  test('diff tells what is resolved, and what was only not looked at', async () => {
    const { argv, sandbox, dir } = await auditedSandbox(world());
    const out = path.join(dir, 'out');
    await runCli([...argv, '--quiet', '--no-spend']);
    const [profile] = sandbox.world.profiles;
    sandbox.setFaults([{ kind: 'role-denied', accountId: profile?.accountId ?? '' }]);
    await runCli([...argv, '--quiet', '--no-spend']);
    const [first = '', second = ''] = await runIds(out);

    const diff = await runCli(['diff', first, second, '--out', out]);

    expect(diff.code).toBe(0);
    expect(diff.stdout).toContain('1 new, 0 resolved, 0 changed, 1 not looked at.');
    expect(diff.stdout).toContain('could be read in the first run and not in the second');
    const same = await runCli(['diff', first, 'latest', '--out', out, '--format', 'json']);
    expect(JSON.parse(same.stdout)).toMatchObject({
      to: { runId: second },
      notLookedAt: [{ ruleId: 'map-tag-missing' }],
    });
    expect(await runCli(['diff', first, 'nothing', '--out', out])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^<run-b>: there is no such finished run/),
    });
  });

  test('a baseline takes known findings from the exit code, not from the report', async () => {
    const { argv } = await auditedSandbox(world());
    expect((await runCli([...argv, '--quiet', '--no-spend'])).code).toBe(1);

    const again = await runCli([...argv, '--quiet', '--no-spend', '--baseline', 'latest']);

    expect(again.code).toBe(0);
    expect(again.stdout).toContain('map-tag-missing');
    expect(again.stdout).toMatch(
      /1 of them is in the\s+baseline \S+\s+and\s+does\s+not\s+count\s+for\s+the\s+exit\s+code\./,
    );
    expect(await runCli([...argv, '--baseline', 'nothing'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^--baseline: there is no such finished run/),
    });
  });

  test('old runs are removed as the configuration says, but not from a folder given by flag', async () => {
    const { argv, sandbox, dir } = await auditedSandbox(world());
    const out = path.join(dir, 'kept');
    const config = path.join(dir, 'retaining.json');
    const store = { type: 'directory', path: out, retentionDays: 1 };
    await writeFile(config, JSON.stringify({ ...sandbox.configuration, store }));
    const audit = async (now: string, ...flags: string[]) =>
      runCli(['audit', '--config', config, '--no-spend', '--now', now, ...flags]);
    const [, , , , , , now = ''] = argv;
    const before = new Date(Date.parse(now) - 86_400_001).toISOString();
    await audit(before);
    await audit(new Date(Date.parse(now) - 86_400_000).toISOString(), '--out', out);
    expect(await runIds(out)).toHaveLength(2);
    await audit(now, '--region', 'us-east-1');
    expect(await runIds(out)).toHaveLength(3);

    const { stderr } = await audit(now);

    expect(stderr).toMatch(/Removed 1 run from before \d{4}-\d\d-\d\d: \S+\.\n/);
    expect(await runIds(out)).toHaveLength(3);
    await rm(out, { recursive: true });
  });

  test('by a clock that ran ahead no run is removed that is not too old by the machine', async () => {
    const { sandbox, dir } = await auditedSandbox(world());
    const out = path.join(dir, 'kept');
    const config = path.join(dir, 'retaining.json');
    await writeFile(
      config,
      JSON.stringify({ ...sandbox.configuration, store: { type: 'directory', path: out, retentionDays: 1 } }),
    );
    const audit = (now: string) => runCli(['audit', '--config', config, '--no-spend', '--now', now]);
    for (const now of ['2026-05-30T12:00:00.000Z', '2026-05-31T12:00:00.000Z']) await audit(now);

    const { stderr } = await audit('2027-01-01');

    expect(stderr).toMatch(/Removed 1 run from before 2026-05-31: 20260530\S+\.\n/);
    expect(await runIds(out)).toHaveLength(2);
    expect((await audit('2026-06-01T12:00:00.000Z')).stderr).toMatch(
      /Run 20270101T000000Z-\w+ began later than this one and is not taken for the run before/,
    );
    await rm(out, { recursive: true });
  });
});
