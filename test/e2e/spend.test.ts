import { beforeEach, describe, expect, test } from 'vitest';
import { buildUsageLine } from '../../src/sandbox/books.ts';
import { open, openStory, stubEnvironment } from '../support/sandbox-scene.ts';
import { MEMBER, NOW, OTHER, smallAccounts, smallWorld } from '../support/sandbox-world.ts';
import { auditCommand, auditMoney, billCalls, monthOfUsage, SPEND_RULES, TAGGED } from '../support/spend-scene.ts';

beforeEach(() => stubEnvironment());

const TODAY = '2026-06-01';
const WINDOW = { start: '2026-05-02', end: TODAY };

describe('a bill that nobody wants', () => {
  test.for([
    ['--no-spend', ['--no-spend'], {}],
    ['spend.enabled: false', [], { spend: { enabled: false } }],
  ] as const)('is not asked for: %s', async ([, argv, configuration]) => {
    const sandbox = await open({}, smallWorld({ books: monthOfUsage(TODAY, MEMBER, '10') }));
    const { code, stdout, stderr, files } = await auditCommand(sandbox, argv, configuration);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(Object.keys(sandbox.metrics().operations).filter((name) => name.startsWith('ce:'))).toEqual([]);
    expect(stdout).toMatch(/^All 5 application inference profiles carry the right map tag\./);
    const report = JSON.parse(files['report.json'] ?? '');
    expect(report.spend).toEqual({ status: 'not-run' });
    for (const id of [...SPEND_RULES, 'map-cost-allocation-tag-inactive']) {
      const [rule] = report.rules.filter((each: { id: string }) => each.id === id);
      expect(rule, id).toMatchObject({ compliant: 0, nonCompliant: 0 });
      expect(rule.insufficientData, id).toBeGreaterThan(0);
    }
  });

  test('is not asked for where no selected rule looks at it', async () => {
    const sandbox = await open({}, smallWorld({ books: monthOfUsage(TODAY, MEMBER, '10') }));
    const { code, stderr, files } = await auditCommand(sandbox, ['--rule', 'map-tag-missing']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(billCalls(sandbox)).toEqual([]);
    expect(JSON.parse(files['report.json'] ?? '').spend).toEqual({ status: 'not-run' });
    for (const rule of [...SPEND_RULES, 'map-cost-allocation-tag-inactive', 'audit-coverage-gap']) {
      const other = await auditCommand(sandbox, ['--rule', 'map-tag-missing', '--rule', rule]);
      expect(JSON.parse(other.files['report.json'] ?? '').spend).toMatchObject({ status: 'complete', total: '300' });
    }
  });

  test('is asked for otherwise, and what it lost comes first', async () => {
    const sandbox = await open({}, smallWorld({ books: monthOfUsage(TODAY, MEMBER, '10.5') }));
    const { code, stdout } = await auditCommand(sandbox);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^\$315\.00 of Bedrock spend in 30 days carries no valid map tag/);
    expect(stdout.replaceAll('\n', ' ')).toContain('$315.00 more is at risk in the next 30 days');
  });
});

describe('regions that are switched off', () => {
  const CLOSED = { region: 'af-south-1', usageType: 'AFS1-NovaPro-input-tokens', ...TAGGED };
  const ELSEWHERE = monthOfUsage(TODAY, OTHER, '3', TAGGED);

  test('and bill something are gaps, told by one request', async () => {
    const sandbox = await open(
      {},
      smallWorld({ books: [...ELSEWHERE, ...monthOfUsage(TODAY, MEMBER, '0.01', CLOSED)] }),
    );
    const { head, exit, spend, findings } = await auditMoney(sandbox);
    expect(exit).toBe(4);
    expect(head.coverage).toMatchObject({ complete: false, byOutcome: { 'region-disabled': 2, 'not-reached': 1 } });
    expect(head.coverage.gaps).toMatchObject([
      {
        accountId: MEMBER,
        region: 'af-south-1',
        outcome: 'not-reached',
        operation: 'ce:GetCostAndUsage',
        code: 'RegionDisabledWithSpend',
        requestId: null,
      },
    ]);
    expect(findings.map(({ ruleId, accountId }) => [ruleId, accountId])).toEqual([['audit-coverage-gap', MEMBER]]);
    expect(spend).toMatchObject({ status: 'complete', requests: 7 });
    expect(billCalls(sandbox)).toHaveLength(7);
    const [last] = billCalls(sandbox).slice(-1);
    expect(last?.input).toMatchObject({
      GroupBy: [
        { Type: 'DIMENSION', Key: 'LINKED_ACCOUNT' },
        { Type: 'DIMENSION', Key: 'USAGE_TYPE' },
      ],
      TimePeriod: { Start: WINDOW.start, End: WINDOW.end },
    });
    expect(JSON.stringify(last?.input)).toContain('"Key":"REGION","Values":["af-south-1"]');
  });

  test.for([
    ['bill nothing', []],
    ['bill only what is not Bedrock', monthOfUsage(TODAY, MEMBER, '5', { ...CLOSED, service: 'Amazon S3' })],
    [
      'bill only data transfer',
      monthOfUsage(TODAY, MEMBER, '5', { ...CLOSED, usageType: 'AFS1-DataTransfer-Out-Bytes' }),
    ],
    ['gave money back', monthOfUsage(TODAY, MEMBER, '-5', { ...CLOSED, recordType: 'Credit' })],
    ['billed before the window', [buildUsageLine({ day: '2026-05-01', accountId: MEMBER, ...CLOSED })]],
  ] as const)('and %s are complete', async ([, books]) => {
    const sandbox = await open({}, smallWorld({ books: [...ELSEWHERE, ...books] }));
    const { head, exit } = await auditMoney(sandbox);
    expect(exit).toBe(0);
    expect(head.coverage).toMatchObject({ complete: true, gaps: [], byOutcome: { 'region-disabled': 3 } });
    expect(billCalls(sandbox)).toHaveLength(7);
  });

  test('stay what they are where the budget is too small, which the report says', async () => {
    const sandbox = await open({}, smallWorld({ books: [...ELSEWHERE, ...monthOfUsage(TODAY, MEMBER, '9', CLOSED)] }));
    const { head, exit, spend } = await auditMoney(sandbox, { spend: { maxRequests: 6 } });
    expect(exit).toBe(0);
    expect(head.coverage.byOutcome).toMatchObject({ 'region-disabled': 3, 'not-reached': 0 });
    expect(spend).toMatchObject({ status: 'partial', requests: 6 });
    expect(spend.missing).toEqual([expect.stringMatching(/regions that are switched off.*Raise spend\.maxRequests/)]);
  });

  test('are not asked about where every region is on', async () => {
    const accounts = smallAccounts.map((one) => ({
      ...one,
      regions: one.regions.filter(({ status }) => status !== 'DISABLED'),
    }));
    const sandbox = await open({}, smallWorld({ accounts, books: ELSEWHERE }));
    expect((await auditMoney(sandbox)).spend.requests).toBe(6);
  });
});

describe('the cost allocation tag', () => {
  const RULE = 'map-cost-allocation-tag-inactive';

  test.for([
    ['inactive', [{ key: 'map-migrated', status: 'Inactive', updatedAt: '2025-01-01T00:00:00.000Z' }]],
    ['never-seen', []],
  ] as const)('that is %s makes every tag worthless: critical', async ([status, allocationTags]) => {
    const sandbox = await open({}, smallWorld({ allocationTags, books: monthOfUsage(TODAY, MEMBER, '10', TAGGED) }));
    const { findings, spend, exit } = await auditMoney(sandbox);
    expect(exit).toBe(1);
    const about = findings.filter(({ ruleId }) => ruleId === RULE);
    expect(about).toMatchObject([
      {
        severity: 'critical',
        accountId: null,
        resource: { type: 'organization', id: 'organization/o-northwind01' },
        lost: null,
        atRisk: null,
      },
    ]);
    expect(about[0]?.remediation.note).toMatch(
      /update-cost-allocation-tags-status.*start-cost-allocation-tag-backfill/s,
    );
    expect(spend.costAllocationTags).toMatchObject([
      { key: 'map-migrated', status },
      { key: 'iamPrincipal/map-migrated', status: 'never-seen' },
    ]);
    expect(spend).toMatchObject({ unattributed: '300', attributed: '0', lost: '300' });
    // Nothing is switched on by the audit.
    expect(Object.keys(sandbox.metrics().operations).filter((name) => name.startsWith('ce:'))).toEqual([
      'ce:GetCostAndUsage',
      'ce:GetDimensionValues',
      'ce:ListCostAllocationTags',
    ]);
  });

  test('that is active is in order', async () => {
    const { head, exit } = await auditMoney(await open());
    expect(head.rules.find(({ id }) => id === RULE)).toMatchObject({ compliant: 1, nonCompliant: 0 });
    expect(exit).toBe(0);
  });
});

test('equal input gives equal bytes with a bill too, however it was read', async () => {
  const runs: Readonly<Record<string, string>>[] = [];
  for (const [concurrency, latencyMs] of [
    ['64', 0],
    ['2', 3],
  ] as const) {
    const sandbox = await openStory({ now: NOW, accounts: 6, regions: 3, latencyMs, principalTag: 'active' });
    const { files, stdout } = await auditCommand(sandbox, ['--quiet', '--concurrency', concurrency]);
    runs.push({ ...files, stdout: stdout.replaceAll(/^\/.*$/gm, 'FOLDER') });
  }
  const [one, other] = runs;
  expect(JSON.parse(one?.['report.json'] ?? '')).toMatchObject({ spend: { status: 'complete', requests: 9 } });
  expect(other).toEqual(one);
});
