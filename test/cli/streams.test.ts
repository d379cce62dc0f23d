import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Writable } from 'node:stream';
import { beforeEach, describe, expect, test } from 'vitest';
import { stubEnvironment, temporaryFolder } from '../support/sandbox-scene.ts';
import { runCli, type Surroundings } from './support/run-cli.ts';

const ESCAPE = '\u001b';
const SMALL = ['demo', '--accounts', '2', '--regions', '2', '--now', '2026-06-01'];

beforeEach(() => stubEnvironment());

async function demo(args: readonly string[] = [], around: Surroundings = {}) {
  const out = await temporaryFolder();
  return { ...(await runCli([...SMALL, '--out', out, ...args], around)), out };
}

describe('colour', () => {
  test('is on a terminal', async () => {
    const { stdout } = await demo([], { terminal: true });

    expect(stdout).toContain(`${ESCAPE}[`);
  });

  test('is nowhere else', async () => {
    const { stdout, stderr } = await demo();

    expect(stdout + stderr).not.toContain(ESCAPE);
  });

  test.for([
    { title: '--no-color', args: ['--no-color'], env: {} },
    { title: 'NO_COLOR', args: [], env: { NO_COLOR: '1' } },
  ])('is off with $title, on a terminal too', async ({ args, env }) => {
    const { stdout } = await demo(args, { terminal: true, env });

    expect(stdout).not.toContain(ESCAPE);
  });

  test('is on with an empty NO_COLOR, which by its convention says nothing', async () => {
    const { stdout } = await demo([], { terminal: true, env: { NO_COLOR: '' } });

    expect(stdout).toContain(`${ESCAPE}[`);
  });

  test('never gets into a file', async () => {
    const folder = await temporaryFolder();
    const file = path.join(folder, 'report.txt');

    await demo(['--format', `text=${file}`], { terminal: true });

    expect(await readFile(file, 'utf8')).not.toContain(ESCAPE);
  });

  test('a report is as wide as the terminal, and 80 columns elsewhere', async () => {
    const wide = await demo([], { terminal: true, columns: 200 });
    const unknown = await demo([], { terminal: true, columns: 0 });
    const piped = await demo();

    const widest = (text: string) => Math.max(...text.split('\n').map((line) => line.length));
    expect(widest(wide.stdout)).toBeGreaterThan(80);
    expect(widest(piped.stdout)).toBeLessThanOrEqual(80);
    expect(unknown.stdout.split('\n')).toHaveLength(piped.stdout.split('\n').length);
  });
});

describe('standard output', () => {
  test('holds the report and nothing else: JSON parses, and equals the stored one', async () => {
    const { stdout, out } = await demo(['--format', 'json']);

    const report = JSON.parse(stdout);
    const stored = path.join(out, 'runs', 'date=2026-06-01', report.runId, 'report.json');
    expect(stdout).toBe(await readFile(stored, 'utf8'));
  });

  test('holds one JSON document a line as NDJSON', async () => {
    const { stdout } = await demo(['--format', 'ndjson']);

    const findings = stdout.trimEnd().split('\n');
    expect(findings.length).toBeGreaterThan(1);
    expect(findings.map((line) => JSON.parse(line).ruleId)).toContain('map-tag-missing');
  });

  test('that nobody reads any more is no failure', async () => {
    const stdout = new Writable({
      write(_chunk, _encoding, done) {
        done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      },
    });
    stdout.on('error', () => undefined);

    const { code, stderr } = await demo(['--quiet'], { stdout });

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

describe('standard error', () => {
  test('is silent with --quiet where all went well', async () => {
    const { code, stderr } = await demo(['--quiet', '--format', 'csv'], { terminal: true, nodeVersion: '20.19.0' });

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test('says the verdict where every format went to a file', async () => {
    const folder = await temporaryFolder();
    const { stdout, stderr } = await demo(['--format', `csv=${path.join(folder, 'findings.csv')}`]);

    expect(stdout).toBe('');
    const [plan, verdict] = stderr.split('\n');
    expect(plan).toMatch(/^Cost Explorer: 6 requests planned \(\$0\.06\)/);
    expect(verdict).toMatch(/^\d+ of \d+ application inference profiles are not compliant\.$/);
  });

  test('does not repeat the verdict where it is on standard output', async () => {
    const { stdout, stderr } = await demo();

    expect(stdout).toContain('are not compliant.');
    expect(stderr).not.toContain('are not compliant.');
  });
});
