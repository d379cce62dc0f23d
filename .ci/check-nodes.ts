import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

/** Runs the demo on every supported Node, each fetched through npm, and demands the same report from all. */
const VERSIONS = ['20.19', '22', '24', 'latest'];
const ARGS = ['demo', '--accounts', '8', '--regions', '6', '--now', '2026-11-20T16:00:00Z', '--exit-code', '--quiet'];
/** The simulated organization has gaps. */
const EXPECTED_EXIT = 4;

function smoke(version: string): string {
  const out = mkdtempSync(path.join(os.tmpdir(), 'mapwarden-node-'));
  try {
    const command = [
      '-y',
      '-p',
      `node@${version}`,
      'node',
      '--import',
      'tsx',
      'src/cli/main.ts',
      ...ARGS,
      '--out',
      out,
    ];
    const run = spawnSync('npx', command, { encoding: 'utf8' });
    if (run.status !== EXPECTED_EXIT)
      throw new Error(`node ${version}: exit ${run.status}\n${run.stdout}\n${run.stderr}`);
    const report = readdirSync(out, { recursive: true, encoding: 'utf8' }).find((name) => name.endsWith('report.json'));
    if (report === undefined) throw new Error(`node ${version}: no report.json`);
    return readFileSync(path.join(out, report), 'utf8');
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

let first: string | undefined;
for (const version of VERSIONS) {
  const started = performance.now();
  const report = smoke(version);
  first ??= report;
  if (report !== first) throw new Error(`node ${version} wrote another report than node ${VERSIONS[0]}`);
  process.stdout.write(`node ${version}: ok, ${((performance.now() - started) / 1_000).toFixed(1)} s\n`);
}
