import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../src/sandbox/faults.ts';
import type { RecordedRequest, Sandbox } from '../../src/sandbox/server.ts';
import { gather } from '../aws/support.ts';
import { bucketIn } from '../support/s3-scene.ts';
import { configurationFile, type Ended, onlyRun, runCommand } from '../support/sandbox-command.ts';
import { openStory, stubEnvironment, temporaryFolder } from '../support/sandbox-scene.ts';
import { NOW } from '../support/sandbox-world.ts';

const SIZE = { accounts: 6, regions: 4, latencyMs: 40 };
/** Few calls at a time, so that each cut leaves much to do. */
const EXACT = ['--now', NOW, '--quiet', '--concurrency', '4'];

interface Desk {
  readonly sandbox: Sandbox;
  readonly out: string;
  audit(...more: readonly string[]): Promise<Ended>;
}

async function aDesk(faults: readonly Fault[] = []): Promise<Desk> {
  const sandbox = await openStory({ ...SIZE, faults });
  stubEnvironment(sandbox.environment);
  const config = await configurationFile(sandbox);
  const out = await temporaryFolder();
  return {
    sandbox,
    out,
    audit: (...more) => runCommand(['audit', '--config', config, '--out', out, ...EXACT, ...more]),
  };
}

/** Calls by what they ask, but for those that only say who asks. */
function questions(sandbox: Sandbox): readonly string[] {
  const isSignIn = ({ service }: RecordedRequest) => service === 'sts';
  return sandbox
    .requests()
    .filter((request) => !isSignIn(request))
    .map(({ operation, accountId, region, input }) => JSON.stringify([operation, accountId, region, input]))
    .sort();
}

/** As two runs of the same may differ: in what AWS calls its answers. */
function withoutRequestIds(files: Readonly<Record<string, string>>) {
  const {
    'report.json': report = '',
    'findings.ndjson': findings,
    'memory.ndjson': memory,
    'resources.ndjson': resources,
  } = files;
  return { report: report.replaceAll(/"requestId": ?"[^"]*"/g, '"requestId":""'), findings, memory, resources };
}

/** Audits in parts, each cut off after so many seconds, a share of what this machine takes; gives what the parts ended with. */
async function inParts({ audit, out }: Desk, seconds: number): Promise<readonly Ended[]> {
  const parts = [await audit('--deadline', seconds.toFixed(1))];
  while (parts.length < 20 && 'checkpoint.ndjson' in (await onlyRun(out))) {
    parts.push(await audit('--resume', 'latest', '--deadline', seconds.toFixed(1)));
  }
  return parts;
}

/** What `verify` says of the evidence pack of the only run there. */
async function packChecked(place: readonly string[]) {
  const pack = path.join(await temporaryFolder(), 'pack.zip');
  expect(await runCommand(['report', ...place, '--run', 'latest', '--format', `evidence=${pack}`])).toMatchObject({
    code: 0,
  });
  const { stdout } = await runCommand(['verify', pack, '--format', 'json']);
  const parts = unzipSync(await readFile(pack));
  const { absent } = JSON.parse(Buffer.from(parts['manifest.json'] ?? []).toString());
  return { problems: JSON.parse(stdout).problems, absent };
}

describe('an audit that is cut off and gone on with', () => {
  test.for([
    ['', [], 0.5],
    [', through many links', [], 0.3],
    [', among tags that cannot be read', [{ kind: 'tags-denied', accountId: '*' }], 0.5],
  ] as const)('asks AWS what one asks that is not%s, and says the same', async ([, faults, share]) => {
    const whole = await aDesk(faults as readonly Fault[]);
    const begin = performance.now();
    const expected = await whole.audit();
    const seconds = ((performance.now() - begin) / 1_000) * share;
    const cut = await aDesk(faults as readonly Fault[]);
    const parts = await inParts(cut, seconds);

    expect(parts.length).toBeGreaterThan(1);
    expect(parts[0]?.code).toBe(4);
    expect(parts.at(-1)?.code).toBe(expected.code);
    expect(questions(cut.sandbox)).toEqual(questions(whole.sandbox));
    expect(withoutRequestIds(await onlyRun(cut.out))).toEqual(withoutRequestIds(await onlyRun(whole.out)));
    expect(Object.keys(await onlyRun(cut.out))).toEqual(Object.keys(await onlyRun(whole.out)));
    expect(await packChecked(['--out', cut.out])).toEqual({ problems: [], absent: [] });
  });
});

test('a run in a bucket is gone on with there, and the person is told how', async () => {
  const sandbox = await openStory(SIZE);
  stubEnvironment(sandbox.environment);
  const store = { type: 's3', bucket: sandbox.destinations.bucket, prefix: 'map' };
  const config = await configurationFile(sandbox, { store });
  const audit = (...more: readonly string[]) =>
    runCommand(['audit', '--config', config, '--now', NOW, '--concurrency', '2', '--format', 'json', ...more]);
  const bucket = bucketIn(sandbox);
  const files = async () => (await gather(bucket.keys('map/'))).map((key) => key.slice(key.lastIndexOf('/') + 1));

  const first = await audit('--deadline', '0.8');
  const { runId } = JSON.parse(first.stdout);
  expect(first.code).toBe(4);
  expect(first.stderr).toContain(`mapwarden audit --resume ${runId} --config ${config}`);
  expect(await files()).toContain('checkpoint.ndjson.gz');

  const last = await audit('--resume', runId);

  expect(JSON.parse(last.stdout)).toMatchObject({ runId, coverage: { byOutcome: { 'not-reached': 0 } } });
  expect(last.stderr).not.toContain('--resume');
  expect(await files()).toEqual([
    'begun.json',
    'findings.ndjson.gz',
    'inputs.json',
    'manifest.json',
    'memory.ndjson.gz',
    'report.json',
    'resources.ndjson.gz',
    'spend-queries.ndjson.gz',
  ]);
  expect(await packChecked(['--config', config])).toEqual({ problems: [], absent: [] });
  const again = await audit('--resume', runId);
  expect(again).toMatchObject({ code: 2, stdout: '' });
  expect(again.stderr).toContain(`--resume: run ${runId} has no checkpoint`);
});
