import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/sandbox-scene.ts';
import { expectDecent } from './support/decent.ts';
import { runCli } from './support/run-cli.ts';

const HEAD = 'version: 1\nagreements: [{ id: "ABCDE12345", acceptedOn: 2025-02-03, endsOn: 2028-02-02 }]\n';
const LIST = `edition: 2026-06-18
source: a newer list
entries:
  - { name: Claude Opus 4.7, eligibleAfter: 2026-05-01, productCodes: [], modelIds: [anthropic.claude-opus-4-7], serviceNames: [] }
`;

const folderWith = async (files: Readonly<Record<string, string>>) => {
  const folder = await temporaryFolder();
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
  return folder;
};

async function run(...argv: readonly string[]) {
  const ended = await runCli(['catalog', ...argv]);
  expectDecent(ended);
  return ended;
}

describe('catalog show', () => {
  test('prints the list of the package where there is no configuration', async () => {
    const { code, stdout, stderr } = await run('show');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Edition 2026-04-06, \d+ entries, sha256 [0-9a-f]{64}\n/);
    expect(stdout).toMatch(/\nClaude Haiku 4\.5 +2025-10-10 +anthropic\.claude-haiku-4-5, "claude haiku 4\.5"\n/);
  });

  test('prints JSON to a program, or into a file', async () => {
    const folder = await folderWith({ 'm.yaml': `${HEAD}catalog: { file: models.yaml }`, 'models.yaml': LIST });
    const config = ['--config', path.join(folder, 'm.yaml')];

    const { code, stdout } = await run('show', ...config, '--format', 'json', '--format', `json=${folder}/out.json`);

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ edition: '2026-06-18', entries: [{ name: 'Claude Opus 4.7' }] });
    expect(await readFile(path.join(folder, 'out.json'), 'utf8')).toBe(stdout);
  });

  test('refuses a format that it does not have', async () => {
    const { code, stdout, stderr } = await run('show', '--format', 'csv');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toBe('--format: the list of models is not written in this format; expected text or json; got csv\n');
  });
});

describe('catalog check', () => {
  test('finds the list of the package in order, and says when it is out of date', async () => {
    const fresh = await run('check', '--now', '2026-08-04');
    expect([fresh.code, fresh.stderr]).toEqual([0, '']);
    expect(fresh.stdout).toMatch(
      /^the package's list is valid: edition 2026-04-06, \d+ entries, sha256 [0-9a-f]{64}\n$/,
    );

    const old = await run('check', '--now', '2026-08-05');
    expect(old.code).toBe(0);
    expect(old.stdout).toContain('\nwarning: the model catalogue is of 2026-04-06, 121 days ago');
  });

  test('exits 1 on a list that is not in order, with the place of every mistake', async () => {
    const folder = await folderWith({
      'm.yaml': `${HEAD}catalog: { file: models.yaml }`,
      'models.yaml': LIST.replace('2026-05-01', '2026-05-32').replace('a newer list', '""'),
    });
    const { code, stdout } = await run('check', '--config', path.join(folder, 'm.yaml'));
    expect(code).toBe(1);
    expect(stdout.replaceAll(folder, '.')).toBe(
      [
        './models.yaml:2:9 source: is not valid; expected where the list is from; got ""',
        './models.yaml:4:45 entries[0].eligibleAfter: is not valid; expected a day that exists, as YYYY-MM-DD; got "2026-05-32"',
        '',
      ].join('\n'),
    );
  });

  test('exits 1 where the list that the configuration names is not there, and 2 where there is no configuration', async () => {
    const folder = await folderWith({ 'm.yaml': `${HEAD}catalog: { file: none.yaml }` });
    expect((await run('check', '--config', path.join(folder, 'm.yaml'))).code).toBe(1);
    expect((await run('check', '--config', path.join(folder, 'none.yaml'))).code).toBe(2);
  });

  test('does not mind rules that are broken', async () => {
    const folder = await folderWith({ 'm.yaml': `${HEAD}rules: { directories: [none] }` });
    expect((await run('check', '--config', path.join(folder, 'm.yaml'))).code).toBe(0);
  });
});

describe('catalog diff', () => {
  test('tells what another list would change', async () => {
    const folder = await folderWith({ 'models.yaml': LIST });
    const { code, stdout } = await run('diff', path.join(folder, 'models.yaml'));
    expect(code).toBe(0);
    expect(stdout).toContain("from the package's list: edition 2026-04-06,");
    expect(stdout).toContain(`to   ${folder}/models.yaml: edition 2026-06-18, 1 entry\n`);
    expect(stdout).toContain('\n+ Claude Opus 4.7: eligible after 2026-05-01; anthropic.claude-opus-4-7\n');
    expect(stdout).toContain('\n- Claude Haiku 4.5: eligible after 2025-10-10; ');
  });

  test('refuses a file that is no list', async () => {
    const folder = await folderWith({ 'models.yaml': 'edition: 1' });
    expect((await run('diff', path.join(folder, 'models.yaml'))).code).toBe(2);
    expect((await run('diff', path.join(folder, 'none.yaml'))).code).toBe(2);
  });
});
