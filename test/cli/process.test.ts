import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { stubEnvironment, temporaryFolder } from '../support/sandbox-scene.ts';
import { smallWorld } from '../support/sandbox-world.ts';
import { auditedSandbox } from './support/audited-sandbox.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const LOADER = import.meta.resolve('tsx');
const TSCONFIG = fileURLToPath(new URL('../../tsconfig.json', import.meta.url));

/** The command as a process of its own, in a folder of its own. */
async function start(argv: readonly string[], stdout: 'pipe' | number = 'pipe') {
  const child = spawn(process.execPath, ['--import', LOADER, MAIN, ...argv], {
    cwd: await temporaryFolder(),
    // tsx looks for it where it is started, which for a person is the clone.
    env: { ...process.env, TSX_TSCONFIG_PATH: TSCONFIG },
    stdio: ['ignore', stdout, 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const printed = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    printed.stdout += chunk;
  });
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    printed.stderr += chunk;
  });
  const ended = once(child, 'close').then(([code]: unknown[]) => ({ code, ...printed }));
  return { child, ended };
}

async function whenAsked(sandbox: Sandbox, operation: string): Promise<void> {
  while (!sandbox.requests().some((request) => request.operation === operation)) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('an interruption', () => {
  test.for(['SIGINT', 'SIGTERM'] as const)(
    'by %s ends the audit in order: an incomplete report and exit 4',
    async (signal) => {
      const { sandbox, argv } = await auditedSandbox(smallWorld(), { latencyMs: 100 });
      const { child, ended } = await start([...argv, '--quiet']);

      await whenAsked(sandbox, 'AssumeRole');
      child.kill(signal);

      const { code, stdout, stderr } = await ended;
      expect({ code, stderr }).toEqual({ code: 4, stderr: '' });
      expect(stdout).toMatch(/^INCOMPLETE: /);
      expect(stdout).toContain('not-reached');
    },
  );

  test('ends the sandbox without complaint', async () => {
    stubEnvironment();
    const { child, ended } = await start(['sandbox', '--accounts', '1', '--regions', '1']);

    await once(child.stdout ?? child, 'data');
    child.kill('SIGINT');

    const { code, stdout, stderr } = await ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const ready = JSON.parse(stdout);
    const { managementAccountId: id } = ready;
    expect(Object.keys(ready)).toEqual(expect.arrayContaining(['url', 'environment', 'configuration']));
    expect(ready).toMatchObject({
      topicArn: `arn:aws:sns:us-east-1:${id}:mapwarden-alerts`,
      bucket: `mapwarden-runs-${id}`,
      eventBusName: 'mapwarden',
      secretArn: expect.stringMatching(`^arn:aws:secretsmanager:us-east-1:${id}:secret:mapwarden/slack-webhook-`),
      parameterName: '/mapwarden/slack-webhook',
      slackUrl: expect.stringMatching(`^${ready.url}/_slack/services/T`),
    });
  });
});

describe('a reader that goes away', () => {
  test('from standard output is no failure', async () => {
    stubEnvironment();
    const out = await temporaryFolder();
    const { child, ended } = await start(['demo', '--accounts', '2', '--regions', '2', '--quiet', '--out', out]);

    child.stdout?.destroy();

    const { code, stderr } = await ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test('from standard error is none either', async () => {
    stubEnvironment();
    const { child, ended } = await start(['audti']);

    child.stderr?.destroy();

    expect((await ended).code).toBe(2);
  });
});

test('a result that could not be written is a failure, told in a sentence', async () => {
  stubEnvironment();
  // Opened for reading: every write is refused, as on a full disk.
  const { ended } = await start(['config', 'schema'], openSync(MAIN, 'r'));

  const { code, stderr } = await ended;
  expect(code).toBe(3);
  expect(stderr).toMatch(/^The result could not be written: EBADF.*\n$/);
});

test('the result is whole on a pipe before the process ends', async () => {
  stubEnvironment();
  const { ended } = await start(['config', 'schema']);

  const { code, stdout } = await ended;
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toHaveProperty('$schema');
});

test('the SDK says nothing of its own about an old Node', async () => {
  const { argv } = await auditedSandbox();
  const { ended } = await start([...argv, '--format', `csv=${path.join(await temporaryFolder(), 'all.csv')}`]);

  const { stderr } = await ended;
  expect(stderr).not.toContain('NodeDeprecationWarning');
  expect(stderr).not.toContain('Warning:');
  expect(stderr.trimEnd().split('\n').at(-1)).toBe('All 5 application inference profiles carry the right map tag.');
});
