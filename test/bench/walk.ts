import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { isolate } from '../../src/cli/isolate.ts';
import { directory } from '../../src/cli/load-for.ts';
import { runAudit } from '../../src/cli/run-audit.ts';
import { pause } from '../../src/compose/machine.ts';
import { openStore } from '../../src/compose/open-store.ts';
import { readDocument } from '../../src/config/document.ts';
import { configurationOf } from '../../src/config/load.ts';
import { loadRegionCatalog } from '../../src/config/region-catalog.ts';
import type { Metrics } from '../../src/sandbox/metrics.ts';

/**
 * How long an audit takes and what it costs: `npm run bench`, or `npm run bench -- ACCOUNTS REGIONS LATENCY_MS`.
 * The sandbox runs as a process of its own, so that the figures are the audit's alone.
 */
const [accounts = 101, regions = 17, latencyMs = 50] = process.argv.slice(2).map(Number);
const NOW = '2026-11-20T16:00:00.000Z';

isolate(process.env);
const argv = ['sandbox', '--now', NOW, '--accounts', accounts, '--regions', regions, '--latency', latencyMs].map(
  String,
);
const sandbox = spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...argv], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const out = await mkdtemp(path.join(os.tmpdir(), 'mapwarden-bench-'));
try {
  const line = await firstLine(createInterface({ input: sandbox.stdout }));
  const { url, environment, configuration } = JSON.parse(line);
  const loaded = configurationOf(readDocument(JSON.stringify(configuration), 'bench'));
  // Owners in the tags of accounts are opt-in and cost AWS's ten calls a second; the walk is measured without them.
  const { owners: _, ...settings } = loaded.settings;
  const started = performance.now();
  const cpu = process.cpuUsage();
  const {
    run: { head },
  } = await runAudit(
    {
      settings,
      rules: loaded.rules,
      regionCatalog: await loadRegionCatalog(),
      modelCatalog: loaded.catalog,
      spend: true,
      selection: null,
      placeOf: () => 'bench',
      store: openStore(directory(out, 'bench')),
      now: NOW,
      concurrency: 64,
      quiet: true,
      aws: {
        credentials: {
          accessKeyId: environment.AWS_ACCESS_KEY_ID,
          secretAccessKey: environment.AWS_SECRET_ACCESS_KEY,
          ...(environment.AWS_SESSION_TOKEN && { sessionToken: environment.AWS_SESSION_TOKEN }),
        },
        endpoint: url,
        homeRegion: 'us-east-1',
        loopbackOnly: true,
      },
    },
    {
      env: {},
      stdout: process.stdout,
      stderr: process.stderr,
      instant: () => NOW,
      epochMs: () => Date.now(),
      monotonicMs: () => performance.now(),
      pause,
      interrupted: new AbortController().signal,
    },
  );
  const seconds = (performance.now() - started) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  const answer = await fetch(`${url}/_sandbox/metrics`);
  const metrics = (await answer.json()) as Metrics;
  const { operations, requests, connections, maxInFlight } = metrics;
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
  sandbox.kill();
  await rm(out, { recursive: true, force: true });
}

async function firstLine(lines: AsyncIterable<string>): Promise<string> {
  for await (const line of lines) return line;
  throw new Error('the sandbox ended before it was ready');
}
