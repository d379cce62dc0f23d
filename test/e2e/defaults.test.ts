import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { brokenWorld } from '../support/remediation-scene.ts';
import { runFolders, spawnCommand } from '../support/sandbox-command.ts';
import { open, stubEnvironment, temporaryFolder } from '../support/sandbox-scene.ts';

beforeEach(() => stubEnvironment());

/** A folder of somebody's own, in which commands run that name no place: as the README has them. */
async function ownFolder(environment: Readonly<Record<string, string>> = {}) {
  const folder = await temporaryFolder();
  const run = async (line: string) => {
    const ended = await spawnCommand(line.split(' '), environment, { cwd: folder });
    return { ...ended, text: ended.stdout + ended.stderr };
  };
  const runs = async () => (await runFolders(path.join(folder, 'mapwarden-out'))).map((run) => path.basename(run));
  const read = (file: string) => readFile(path.join(folder, file), 'utf8');
  return { folder, run, runs, read };
}

describe('without any place named', () => {
  test('the demo leaves its reports under mapwarden-out of the folder it is started in, where it says they are', async () => {
    const { run, read } = await ownFolder();

    const { code, text } = await run('demo --accounts 3 --regions 2 --now 2026-11-20');

    expect(code).toBe(0);
    const page = /^The report to open: (mapwarden-out\/\S+\/report\.html)$/m.exec(text)?.[1] ?? '';
    expect(await read(page)).toMatch(/^<!doctype html>/i);
    const [arn = ''] = /arn:aws:bedrock:[\w:/-]+/.exec(await read(page.replace('.html', '.json'))) ?? [];
    const explain = /mapwarden (explain ARN --config \S+)$/m.exec(text)?.[1] ?? '';
    expect(await run(explain.replace('ARN', arn))).toMatchObject({ code: 0, stderr: '' });
  });

  test('every command finds the configuration and the runs of the folder', async () => {
    const sandbox = await open({ tagLagMs: 0 }, brokenWorld());
    const { folder, run, runs, read } = await ownFolder(sandbox.environment);
    const configuration = { ...sandbox.configuration, remediation: { mode: 'apply', accounts: 'all' } };
    await writeFile(path.join(folder, 'mapwarden.yaml'), JSON.stringify(configuration));

    expect((await run('config check')).text).toContain('mapwarden.yaml');
    expect((await run('doctor --no-spend')).stdout).toContain('mapwarden-out');
    expect(await run('audit --no-spend --quiet --format text --format csv=findings.csv')).toMatchObject({ code: 1 });
    expect(await read('findings.csv')).toContain('map-tag-missing');
    const [first = ''] = await runs();
    const arn = /arn:aws:bedrock:\S+?untagged0001/.exec(await read('findings.csv'))?.[0] ?? '';
    expect((await run(`explain ${arn}`)).stdout).toContain('map-tag-missing');

    expect((await run('plan')).stdout).toMatch(/^5 changes in 3 accounts/);
    expect((await run('apply latest --approve')).stdout).toMatch(/5 applied\.\n/);
    expect((await run('audit --no-spend --quiet')).code).toBe(1);
    expect((await run(`diff ${first} latest`)).stdout).toMatch(/5 resolved/i);
    expect((await run('history')).stdout).toContain(first);
    expect((await run(`undo ${first} --approve`)).stdout).toMatch(/5 undone\.\n/);

    expect((await run(`report --run ${first} --format evidence=pack.zip --format html=page.html`)).code).toBe(0);
    expect((await run('verify pack.zip')).code).toBe(0);
    expect(await runs()).toHaveLength(2);
  });
});
