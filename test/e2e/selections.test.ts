import { beforeEach, describe, expect, test } from 'vitest';
import type { ReportHead } from '../../src/domain/report.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { configurationFile, onlyRun, runCommand, runFolders } from '../support/sandbox-command.ts';
import {
  assumedAccounts,
  callsOf,
  open,
  openStory,
  stubEnvironment,
  temporaryFolder,
} from '../support/sandbox-scene.ts';
import { EMPTY_UNIT, goodProfile, MANAGEMENT, MEMBER, NOW, OTHER, smallWorld, UNIT } from '../support/sandbox-world.ts';

beforeEach(() => stubEnvironment());

/** Runs `mapwarden audit` on the sandbox, as a person would after `mapwarden sandbox`. */
async function command(sandbox: Sandbox, argv: readonly string[], configuration: object = {}) {
  stubEnvironment(sandbox.environment);
  const out = await temporaryFolder();
  const config = await configurationFile(sandbox, configuration);
  const ended = await runCommand([
    'audit',
    '--config',
    config,
    '--out',
    out,
    '--now',
    '2026-06-01',
    '--quiet',
    ...argv,
  ]);
  const read = async (): Promise<ReportHead & { readonly findings: readonly { readonly ruleId: string }[] }> =>
    JSON.parse((await onlyRun(out))['report.json'] ?? '');
  return { ...ended, out, read };
}

/** An address at which somebody listened until just now. */
async function deafUrl(): Promise<string> {
  const gone = await startSandbox({ now: NOW }, smallWorld());
  await gone.close();
  return gone.url;
}

/** Where a call that reads carriers went. */
function places(sandbox: Sandbox): readonly string[] {
  return callsOf(sandbox, 'ListInferenceProfiles')
    .map(({ accountId, region }) => `${accountId}/${region}`)
    .sort();
}

const untagged = smallWorld({
  profiles: [
    goodProfile({ accountId: MEMBER, id: 'untagged0001', tags: [] }),
    goodProfile({ accountId: OTHER, id: 'misspelt0001', tags: [{ key: 'MAP-Migrated', value: 'migABCDE12345' }] }),
  ],
});

describe('a selection', () => {
  test('of an account looks at that one alone', async () => {
    const sandbox = await open({}, untagged);
    const ended = await command(sandbox, ['--account', OTHER]);
    const report = await ended.read();
    expect(places(sandbox)).toEqual([`${OTHER}/eu-west-1`, `${OTHER}/us-east-1`]);
    expect(assumedAccounts(sandbox)).toEqual([OTHER]);
    expect(report.coverage).toMatchObject({
      complete: true,
      targets: 4,
      selection: { accounts: [OTHER], ous: [], regions: [], rules: [] },
    });
    expect(report.findings.map(({ ruleId }) => ruleId)).toEqual(['map-tag-key-misspelled']);
    expect(ended).toMatchObject({ code: 1, stderr: '' });
  });

  test('of an OU looks at the accounts below it, and joined with accounts at both', async () => {
    const sandbox = await open({}, untagged);
    expect((await (await command(sandbox, ['--ou', UNIT])).read()).coverage.targets).toBe(4);
    expect(new Set(places(sandbox))).toEqual(new Set([`${MEMBER}/eu-west-1`, `${MEMBER}/us-east-1`]));
    const both = await command(sandbox, ['--ou', UNIT, '--account', MANAGEMENT]);
    expect((await both.read()).coverage).toMatchObject({ targets: 8, complete: true });
  });

  test('of a region looks at that one in every account', async () => {
    const sandbox = await open({}, untagged);
    const ended = await command(sandbox, ['--region', 'eu-west-1']);
    expect(places(sandbox)).toEqual([`${MEMBER}/eu-west-1`, `${OTHER}/eu-west-1`, `${MANAGEMENT}/eu-west-1`]);
    expect((await ended.read()).coverage).toMatchObject({ targets: 3, byOutcome: { scanned: 3 } });
    expect(ended.code).toBe(0);
  });

  test('of a rule asks no other, and its exit code is of that rule', async () => {
    const sandbox = await open({}, untagged);
    const ended = await command(sandbox, ['--rule', 'map-tag-missing', '--rule', 'map-agreement-ending-soon']);
    const report = await ended.read();
    expect(report.rules.map(({ id }) => id)).toEqual(['map-agreement-ending-soon', 'map-tag-missing']);
    expect(report.findings.map(({ ruleId }) => ruleId)).toEqual(['map-tag-missing']);
    expect(ended.code).toBe(1);
    expect((await command(sandbox, ['--rule', 'map-agreement-out-of-term'])).code).toBe(0);
  });

  test('without the rule about gaps still ends with 4 where something could not be read', async () => {
    const sandbox = await open({ faults: [{ kind: 'access-denied', accountId: MEMBER }] });
    expect((await command(sandbox, ['--rule', 'map-tag-missing'])).code).toBe(4);
  });

  test.for([
    ['--account', '123456789012'],
    ['--ou', 'ou-nw01-nothere1'],
    ['--ou', EMPTY_UNIT],
    ['--region', 'moon-north-1'],
    ['--rule', 'map-no-such-rule'],
  ])('that names nothing is refused with 2, and nothing is read: %s %s', async (selection) => {
    const sandbox = await open();
    const ended = await command(sandbox, selection);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain(selection[0]);
    expect(ended.stderr).toContain(selection[1]);
    expect([places(sandbox), assumedAccounts(sandbox)]).toEqual([[], []]);
    expect(await runFolders(ended.out)).toEqual([]);
  });
});

describe('a scope in the configuration', () => {
  test('counts what it leaves out, and does not call it', async () => {
    const sandbox = await open({}, untagged);
    const organization = { auditRole: 'MapwardenAudit', exclude: { accounts: [OTHER] }, regions: ['us-east-1'] };
    const ended = await command(sandbox, [], { organization });
    const { coverage } = await ended.read();
    expect(coverage).toMatchObject({ targets: 3, complete: true, byOutcome: { scanned: 2, excluded: 1 } });
    expect(places(sandbox)).toEqual([`${MEMBER}/us-east-1`, `${MANAGEMENT}/us-east-1`]);
  });
});

describe('a deadline', () => {
  test('that comes too soon leaves the rest not reached, the report whole and the exit code 4', async () => {
    const sandbox = await openStory({ accounts: 12, regions: 12, latencyMs: 150 });
    const ended = await command(sandbox, ['--deadline', '3', '--concurrency', '2']);
    const { coverage, findings, totals } = await ended.read();
    expect(ended.code).toBe(4);
    expect(ended.stdout).toMatch(/^INCOMPLETE: /);
    expect(coverage.targets).toBe(12 * 12);
    expect(coverage.byOutcome['not-reached']).toBeGreaterThan(0);
    const sum = Object.values(coverage.byOutcome).reduce((total, count) => total + count, 0);
    expect(sum).toBe(coverage.targets);
    const late = coverage.gaps.filter(({ outcome }) => outcome === 'not-reached');
    expect(late).toHaveLength(coverage.byOutcome['not-reached']);
    for (const { code, remedy } of late)
      expect([code, remedy]).toEqual(['DeadlineExceeded', expect.stringContaining('--deadline')]);
    expect(Object.values(totals.findings).reduce((total, count) => total + count, 0)).toBe(findings.length);
  });
});

describe('an organization without a single carrier', () => {
  test('is told so in the first line, not called good', async () => {
    const sandbox = await openStory({ accounts: 5, regions: 4, profiles: 0 });
    const ended = await command(sandbox, ['--no-spend']);
    const [first] = ended.stdout.split('\n\n');
    expect(first?.replaceAll('\n', ' ')).toMatch(
      /^No application inference profile exists in the 20 targets that were read: nothing carries the map tag\./,
    );
    expect(await ended.read()).toMatchObject({ coverage: { complete: true }, totals: { resources: 0 } });
    expect(ended.code).toBe(0);
  });

  test('is told so before its money, and fails by what that lost', async () => {
    const sandbox = await openStory({ accounts: 5, regions: 4, profiles: 0 });
    const ended = await command(sandbox, []);
    const [first] = ended.stdout.split('\n\n');
    expect(first?.replaceAll('\n', ' ')).toMatch(
      /^No application inference profile exists in the 20 targets that were read, yet the bill shows spend under a valid map tag.* \$[\d,.]+ of Bedrock spend in 30 days carries no valid map tag/,
    );
    expect((await ended.read()).findings.map(({ ruleId }) => ruleId)).toContain('map-spend-unattributed');
    expect(ended.code).toBe(1);
  });

  test('is not called empty where part of it could not be read', async () => {
    const sandbox = await openStory({ accounts: 6, regions: 4, profiles: 0 });
    const ended = await command(sandbox, []);
    expect(ended.stdout).toMatch(/^INCOMPLETE: /);
    expect(ended.code).toBe(4);
  });
});

test('an organization in which everything is right is told so, with 0', async () => {
  const sandbox = await open();
  const ended = await command(sandbox, []);
  expect(ended.stdout).toMatch(
    /^The bill shows no Bedrock spend in 30 days\.\nAll 5 application inference profiles carry the right map tag\.\n/,
  );
  expect(ended.stdout).toContain('Coverage is complete');
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(await ended.read()).toMatchObject({ findings: [], coverage: { complete: true, gaps: [] } });
});

describe('an audit that cannot run', () => {
  test('because the caller may not list the accounts ends with 3 and names the call', async () => {
    const sandbox = await open({}, smallWorld({ caller: { accountId: OTHER } }));
    const ended = await command(sandbox, []);
    expect(ended.code).toBe(3);
    expect(ended.stderr).toContain('organizations:ListAccounts failed with AccessDeniedException');
    expect(ended.stderr).not.toMatch(/\n\s+at /);
    expect(await runFolders(ended.out)).toEqual([]);
  });

  test('because its credentials are unknown to AWS ends with 3', async () => {
    const sandbox = await open();
    const stranger = { ...sandbox, environment: { ...sandbox.environment, AWS_ACCESS_KEY_ID: 'AKIA000000000000USER' } };
    const ended = await command(stranger, []);
    expect(ended.code).toBe(3);
    expect(ended.stderr).toContain('sts:GetCallerIdentity failed with InvalidClientTokenId');
  });

  test('because nobody listens ends with 3', async () => {
    const sandbox = await open();
    const deaf = { ...sandbox, environment: { ...sandbox.environment, AWS_ENDPOINT_URL: await deafUrl() } };
    const ended = await command(deaf, []);
    expect(ended.code).toBe(3);
    expect(ended.stderr).toContain('ECONNREFUSED');
  });
});
