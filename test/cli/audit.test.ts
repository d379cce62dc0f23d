import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { smallWorld } from '../support/sandbox-world.ts';
import { auditedSandbox } from './support/audited-sandbox.ts';
import { expectDecent } from './support/decent.ts';
import { runCli } from './support/run-cli.ts';

const PLAN =
  'Cost Explorer: 6 requests planned ($0.06), at most 10 where the bill needs them and each answer has one page; the limit is 12 (spend.maxRequests).\n';

describe('audit', () => {
  test('finds the sandbox by the environment, and is content with a clean organization', async () => {
    const { argv } = await auditedSandbox();

    const ended = await runCli([...argv, '--quiet']);

    expect({ code: ended.code, stderr: ended.stderr }).toEqual({ code: 0, stderr: '' });
    expect(ended.stdout).toContain('All 5 application inference profiles carry the right map tag.');
  });

  test('with every format in a file says on stderr what the bill costs, and the verdict', async () => {
    const { argv, dir } = await auditedSandbox();

    const ended = await runCli([...argv, '--format', `json=${path.join(dir, 'a.json')}`]);

    expect(ended).toEqual({
      code: 0,
      stdout: '',
      stderr: `${PLAN}All 5 application inference profiles carry the right map tag.\n`,
    });
  });

  test('of an organization without a single carrier is told so in the first line', async () => {
    const { argv } = await auditedSandbox(smallWorld({ profiles: [] }));

    const { stdout } = await runCli(argv);

    expect(stdout.split('\n')[0]).toMatch(/^No application inference profile exists in /);
  });

  test.for([
    { title: 'a denied role', fault: { kind: 'role-denied', accountId: '111122223333' }, code: 4 },
    { title: 'nothing', fault: { kind: 'throttled-once', accountId: '444455556666' }, code: 0 },
  ] as const)('exits $code where $title is in the way', async ({ fault, code }) => {
    const { argv } = await auditedSandbox(smallWorld(), { faults: [fault] });

    expect((await runCli([...argv, '--quiet'])).code).toBe(code);
  });

  test('interrupted while it reads, it reports what it has and exits 4', async () => {
    const { argv, sandbox } = await auditedSandbox(smallWorld(), { latencyMs: 20 });
    const interruption = new AbortController();
    const watch = setInterval(() => {
      if (sandbox.requests().some(({ operation }) => operation === 'AssumeRole')) interruption.abort();
    }, 1);

    const ended = await runCli([...argv, '--quiet'], { interrupted: interruption.signal });
    clearInterval(watch);

    expectDecent(ended);
    expect(ended.code).toBe(4);
    expect(ended.stdout).toMatch(/^INCOMPLETE: /);
  });

  test('interrupted before it knows the organization, it leaves nothing and exits 3', async () => {
    const { argv, dir } = await auditedSandbox();

    const ended = await runCli(argv, { interrupted: AbortSignal.abort() });

    expect(ended.code).toBe(3);
    expect(ended.stderr).toBe(
      'The audit was interrupted, or its deadline passed, before the organization was known. Nothing was audited.\n',
    );
    expect(await readdir(dir)).toEqual(['mapwarden.json']);
  });

  test('a longest deadline is no deadline at once', async () => {
    const { argv } = await auditedSandbox();

    expect((await runCli([...argv, '--quiet', '--deadline', '604800'])).code).toBe(0);
  });

  test('an account that the organization does not have is wrong usage, and nothing is written', async () => {
    const { argv, dir } = await auditedSandbox();

    const ended = await runCli([...argv, '--account', '123456789012']);

    expect(ended).toEqual({
      code: 2,
      stdout: '',
      stderr: '--account: the organization has no such account; expected an id from it; got "123456789012"\n',
    });
    expect(await readdir(dir)).toEqual(['mapwarden.json']);
  });
});

describe('an old Node', () => {
  const NOTE = /^note: Node 20 works, .* January 2027; use Node 22 or newer\.\n/;

  test('is noted in one line before an audit', async () => {
    const { argv } = await auditedSandbox();

    const { code, stderr } = await runCli(argv, { nodeVersion: '20.19.0' });

    expect(code).toBe(0);
    expect(stderr).toMatch(NOTE);
    expect(stderr.replace(NOTE, '')).toBe(PLAN);
  });

  test.for([
    { title: 'newer', nodeVersion: '22.0.0', more: [], said: PLAN },
    { title: 'quiet', nodeVersion: '20.19.0', more: ['--quiet'], said: '' },
  ])('is not noted when $title', async ({ nodeVersion, more, said }) => {
    const { argv } = await auditedSandbox();

    expect((await runCli([...argv, ...more], { nodeVersion })).stderr).toBe(said);
  });

  test('is not noted by a command that asks AWS nothing', async () => {
    const { config } = await auditedSandbox();

    expect((await runCli(['config', 'check', '--config', config], { nodeVersion: '20.19.0' })).stderr).toBe('');
  });
});
