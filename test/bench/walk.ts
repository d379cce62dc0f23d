import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { isolate } from '../../src/cli/isolate.ts';
import { runAudit } from '../../src/cli/run-audit.ts';
import { readDocument } from '../../src/config/document.ts';
import { configurationOf } from '../../src/config/load.ts';
import { loadRegionCatalog } from '../../src/config/region-catalog.ts';
import { startSandbox } from '../../src/sandbox/server.ts';

/**
 * How long the walk takes and what it costs: `npm run bench`, or `npm run bench -- ACCOUNTS REGIONS LATENCY_MS`.
 * The sandbox runs in the same process, so its work is in the figures too.
 */
const [accounts = 101, regions = 17, latencyMs = 50] = process.argv.slice(2).map(Number);

isolate(process.env);
const now = '2026-11-20T16:00:00.000Z';
const sandbox = await startSandbox({ now, accounts, regions, latencyMs });
const out = await mkdtemp(path.join(os.tmpdir(), 'mapwarden-bench-'));
try {
  const configuration = configurationOf(readDocument(JSON.stringify(sandbox.configuration), 'bench'));
  const started = performance.now();
  const cpu = process.cpuUsage();
  const { head } = await runAudit(
    {
      settings: configuration.settings,
      rules: configuration.rules,
      catalog: await loadRegionCatalog(),
      selection: null,
      placeOf: () => 'bench',
      out,
      now,
      concurrency: 64,
      quiet: true,
      aws: { credentials: sandbox.credentials, endpoint: sandbox.url, homeRegion: 'us-east-1', loopbackOnly: true },
    },
    {
      env: {},
      stdout: process.stdout,
      stderr: process.stderr,
      instant: () => now,
      epochMs: () => Date.now(),
      monotonicMs: () => performance.now(),
      interrupted: new AbortController().signal,
    },
  );
  const seconds = (performance.now() - started) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  const { operations, requests, connections, maxInFlight } = sandbox.metrics();
  const figures = {
    targets: head.coverage.targets,
    resources: head.totals.resources,
    seconds: seconds.toFixed(1),
    cpuSeconds: ((user + system) / 1_000_000).toFixed(1),
    rssMiB: Math.round(process.memoryUsage.rss() / 2 ** 20),
    requests,
    requestsPerSecond: Math.round(requests / seconds),
    connections,
    maxInFlight,
    ...operations,
  };
  for (const [name, value] of Object.entries(figures)) process.stdout.write(`${name.padEnd(34)} ${value}\n`);
} finally {
  await sandbox.close();
  await rm(out, { recursive: true, force: true });
}
