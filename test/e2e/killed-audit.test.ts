import { once } from 'node:events';
import { expect, test } from 'vitest';
import type { FailCall } from '../../src/sandbox/pipeline.ts';
import type { RecordedRequest } from '../../src/sandbox/server.ts';
import { brokenWorld } from '../support/remediation-scene.ts';
import { configurationFile, runCommand, startCommand } from '../support/sandbox-command.ts';
import { open, stubEnvironment, temporaryFolder } from '../support/sandbox-scene.ts';
import { NOW } from '../support/sandbox-world.ts';

const STORES = ['directory', 's3'] as const;
/** Few calls at a time: so many are under way, at most, when the process dies. */
const CONCURRENCY = 2;

type Strikes = (request: RecordedRequest, nth: number) => boolean;

/** A sandbox, and a command line that audits it in this process, or in one that is killed as soon as a call strikes. */
async function aDesk(store: (typeof STORES)[number]) {
  const watch: { count: number; strike: ((request: RecordedRequest, nth: number) => void) | undefined } = {
    count: 0,
    strike: undefined,
  };
  const failCall: FailCall = (request) => {
    watch.count += 1;
    watch.strike?.(request, watch.count);
    return undefined;
  };
  const sandbox = await open({ tagLagMs: 0, failCall }, brokenWorld());
  stubEnvironment(sandbox.environment);
  const bucket = sandbox.destinations.bucket;
  const config = await configurationFile(
    sandbox,
    store === 's3' ? { store: { type: 's3', bucket, prefix: 'map' } } : {},
  );
  const places = ['--config', config, ...(store === 'directory' ? ['--out', await temporaryFolder()] : [])];
  const argv = (more: readonly string[]) => [
    ...['audit', '--now', NOW, '--quiet', '--concurrency', String(CONCURRENCY), '--format', 'json'],
    ...places,
    ...more,
  ];
  const begin = (strike?: typeof watch.strike) => {
    watch.count = 0;
    watch.strike = strike;
  };
  return {
    sandbox,
    audit(...more: readonly string[]) {
      begin();
      return runCommand(argv(more));
    },
    /** What is asked when the call strikes is still done; nobody hears the answer. */
    async auditKilled(strikes: Strikes, ...more: readonly string[]) {
      const child = startCommand(argv(more), sandbox.environment);
      begin((request, nth) => {
        if (strikes(request, nth)) child.kill('SIGKILL');
      });
      const [code, signal] = await once(child, 'close');
      begin();
      return { code, signal };
    },
    /** Ends in order as soon as a call strikes, as by Ctrl-C. */
    auditInterrupted(strikes: Strikes) {
      const interruption = new AbortController();
      begin((request, nth) => {
        if (strikes(request, nth)) interruption.abort();
      });
      return runCommand(argv([]), interruption.signal);
    },
    calls: () => watch.count,
    latest: () => runCommand(['report', '--format', 'json', ...places]),
  };
}

/** What the format leaves to AWS: how it calls its answers. */
const timeless = (report: string) => report.replaceAll(/"requestId": ?"[^"]*"/g, '"requestId":""');
const isAbout = ({ service }: RecordedRequest) => service !== 'sts' && service !== 's3';
const asked = ({ operation, accountId, region, input }: RecordedRequest) =>
  JSON.stringify([operation, accountId, region, input]);

test.for([0.3, 0.6, 0.95])(
  'an audit into a folder that is killed after %d of its calls is gone on with, and says the same',
  async (share) => {
    const whole = await aDesk('directory');
    const expected = await whole.audit();
    const calls = whole.calls();
    const { runId } = JSON.parse(expected.stdout);
    const desk = await aDesk('directory');

    const killed = await desk.auditKilled((_, nth) => nth === Math.floor(calls * share));

    expect(killed).toEqual({ code: null, signal: 'SIGKILL' });
    expect((await desk.latest()).stderr).toContain('there is no such finished run');
    const before = desk.sandbox.requests().filter(isAbout).length;
    const ended = await desk.audit('--resume', runId);
    expect(ended.code).toBe(expected.code);
    expect(timeless(ended.stdout)).toBe(timeless(expected.stdout));
    expect((await desk.latest()).stdout).toBe(ended.stdout);
    const all = desk.sandbox.requests().filter(isAbout).map(asked);
    const total = whole.sandbox.requests().filter(isAbout).length;
    // Again is asked who calls and where, and what was under way.
    expect(all.length - total).toBeLessThanOrEqual(2 + 3 * CONCURRENCY);
    expect(all.length - before).toBeLessThan(total);
  },
);

test('an audit into a bucket that is killed leaves no run, and says so to whoever would go on with it', async () => {
  const desk = await aDesk('s3');
  let deaths = 0;
  const killed = await desk.auditKilled(({ operation }) => operation === 'ListInferenceProfiles' && ++deaths === 6);
  expect(killed.signal).toBe('SIGKILL');

  const [begun] = desk.sandbox.requests().filter(({ operation }) => operation === 'PutObject');
  const runId = /\/([^/]+)\/begun\.json$/.exec(String(Object(begun?.input).Key))?.[1] ?? '';
  expect((await desk.latest()).stderr).toContain('there is no such finished run');
  const refused = await desk.audit('--resume', runId);
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain('--resume: there is no such run in this store that was cut off');
  expect((await desk.audit()).code).toBe(1);
});

/** The steps by which a part takes the place of the one before it, in their order. */
const STEPS: readonly (readonly [operation: string, key: string])[] = [
  ['ListInferenceProfiles', ''],
  ['PutObject', 'begun.json'],
  ['DeleteObject', 'report.json'],
  ['PutObject', 'findings.ndjson.gz'],
  ['PutObject', 'manifest.json'],
  ['PutObject', 'report.json'],
  ['DeleteObject', 'checkpoint.ndjson.gz'],
];

test('a part that goes on with a run in a bucket may be killed at any step: the next one ends the run, and says the same', async () => {
  const whole = await aDesk('s3');
  const expected = await whole.audit();
  const calls = whole.calls();
  const { runId } = JSON.parse(expected.stdout);
  const desk = await aDesk('s3');
  const first = await desk.auditInterrupted((_, nth) => nth === Math.floor(calls * 0.5));
  expect(first.code).toBe(4);

  const latest: string[] = [];
  for (const [operation, key] of STEPS) {
    const strikes: Strikes = (request) =>
      request.operation === operation && String(Object(request.input).Key ?? '').endsWith(key);
    expect((await desk.auditKilled(strikes, '--resume', runId)).signal, `${operation} ${key}`).toBe('SIGKILL');
    const { stdout, stderr } = await desk.latest();
    if (stdout === '') expect(stderr).toContain('there is no such finished run');
    latest.push(timeless(stdout));
  }

  // The part before, then nobody, then the whole: never a mixture. The last but one had put its report in place.
  const [before, nobody, all] = [timeless(first.stdout), '', timeless(expected.stdout)];
  expect(latest).toEqual([before, before, nobody, nobody, nobody, all, all]);
  expect((await desk.audit('--resume', runId)).stderr).toContain(`run ${runId} has no checkpoint`);
});
