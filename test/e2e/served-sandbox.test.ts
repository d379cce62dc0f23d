import { beforeEach, describe, expect, test } from 'vitest';
import { configurationFile, onlyRun, type Served, serveSandbox, spawnCommand } from '../support/sandbox-command.ts';
import { stubEnvironment, temporaryFolder } from '../support/sandbox-scene.ts';

beforeEach(() => stubEnvironment());

const NOW = '2026-11-20';

/** Runs the real command against the served sandbox, in the environment that the sandbox asks for. */
async function auditServed(served: Served) {
  const out = await temporaryFolder();
  const config = await configurationFile(served);
  const ended = await spawnCommand(
    ['audit', '--config', config, '--out', out, '--now', NOW, '--quiet'],
    served.environment,
  );
  const report = JSON.parse((await onlyRun(out))['report.json'] ?? '');
  return { ended, coverage: report.coverage, report };
}

async function putFaults(served: Served, faults: readonly string[]): Promise<unknown> {
  const answer = await fetch(`${served.url}/_sandbox/faults`, { method: 'PUT', body: JSON.stringify(faults) });
  expect(answer.status).toBe(200);
  return answer.json();
}

describe('the sandbox as a process', () => {
  test('is audited by the real command, and faults put at run time change the next audit', async () => {
    const served = await serveSandbox(['--accounts', '4', '--regions', '3', '--now', NOW]);
    const first = await auditServed(served);
    expect(first.ended).toMatchObject({ code: 1, stderr: '' });
    expect(first.ended.stdout).toMatch(/^\$[\d,.]+ of Bedrock spend in 30 days carries no valid map tag/);
    expect(first.ended.stdout).toMatch(/^\d+ of \d+ application inference profiles are not compliant\.$/m);
    expect(first.report.spend).toMatchObject({ status: 'complete', requests: 6 });
    expect(first.coverage).toMatchObject({ complete: true, targets: 12, byOutcome: { scanned: 12 } });
    expect(first.report.organization.managementAccountId).toBe(served.managementAccountId);

    const { accountId, region } = first.report.findings.find(
      (finding: { ruleId: string }) => finding.ruleId === 'map-tag-missing',
    );
    const faults = [`scp-denied@${accountId}/${region}`];
    expect(await putFaults(served, faults)).toEqual(faults);
    const second = await auditServed(served);
    expect(second.ended.code).toBe(4);
    expect(second.coverage.byOutcome).toMatchObject({ scanned: 11, 'scp-denied': 1 });
    expect(second.coverage.gaps).toMatchObject([{ accountId, region, outcome: 'scp-denied' }]);

    await putFaults(served, []);
    const third = await auditServed(served);
    expect(third.report).toEqual(first.report);
    expect(await served.stop()).toBe(0);
  });

  test('takes faults by flag, and its environment wins over what the shell holds', async () => {
    const served = await serveSandbox([
      '--accounts',
      '2',
      '--regions',
      '2',
      '--now',
      NOW,
      '--fault',
      'throttled-once@*',
    ]);
    const held = { AWS_SESSION_TOKEN: 'of-another-login', AWS_BEARER_TOKEN_BEDROCK: 'bedrock-api-key-of-somebody' };
    const { ended, coverage } = await auditServed({ ...served, environment: { ...held, ...served.environment } });
    expect(ended).toMatchObject({ code: 1, stderr: '' });
    expect(coverage).toMatchObject({ complete: true, byOutcome: { scanned: 4 } });
  });
});
