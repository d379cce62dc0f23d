import type { Finding } from '../../src/domain/finding.ts';
import { sumOf } from '../../src/domain/money.ts';
import type { Run } from '../../src/domain/report.ts';
import type { RunPoint } from '../../src/domain/run-history.ts';
import type { SpendAmounts, SpendByAccount, SpendRead } from '../../src/domain/spend.ts';
import { runPoint } from '../../src/engine/run-point.ts';
import type { ReportContext } from '../../src/report/reporter.ts';
import { aFinding, aGap, anEarlyFinding, aRun, aSpend, aSpendFinding } from '../support/run-builder.ts';

const REGIONS = ['ap-northeast-1', 'ap-southeast-2', 'eu-central-1', 'eu-west-1', 'us-east-1', 'us-west-2'];

/** One of most things: what the golden files show. */
export function exampleRun(): Run {
  const missing = [1, 2, 3, 4, 5].map((n) => aFinding({}, n));
  return aRun({
    findings: [...missing, misspelled(), malformed(), ...early(), unread(), endingSoon(), ...spending()],
    spend: spend(),
    gaps: [
      ...REGIONS.map((region, index) => aGap({ region, requestId: `request-${index}` })),
      aGap({
        accountId: '333344445555',
        accountName: 'sandbox-ml',
        region: 'eu-west-1',
        outcome: 'scp-denied',
        operation: 'bedrock:ListInferenceProfiles',
        code: 'AccessDeniedException',
        requestId: 'request-9',
        remedy: 'Exempt the audit role from the service control policy that denies Bedrock there.',
      }),
    ],
    outcomes: { scanned: 61, 'account-inactive': 6, 'region-disabled': 4, excluded: 0 },
    totals: { resources: 62, byType: { 'inference-profile': 62 }, compliant: 52, nonCompliant: 10 },
  });
}

function misspelled(): Finding {
  const finding = aFinding({ accountId: '444455556666', accountName: 'データ基盤', region: 'eu-west-1' }, 6);
  return {
    ...finding,
    ruleId: 'map-tag-key-misspelled',
    message: 'chat-6 has the tag "Map-Migrated"; MAP reads only "map-migrated"',
    defect: 'key-case',
    remediation: { ...finding.remediation, note: 'Add the right key.' },
  };
}

function malformed(): Finding {
  const finding = aFinding({ accountId: '444455556666', accountName: 'データ基盤', region: 'eu-west-1' }, 7);
  return {
    ...finding,
    ruleId: 'map-tag-value-malformed',
    message: 'chat-7 carries "d-server-00ab": legacy-server-id',
    evidence: { 'tag.value': 'd-server-00ab' },
    defect: 'legacy-server-id',
    remediation: { kind: 'manual', action: null, command: null, note: 'Correct the value.' },
  };
}

function early(): readonly Finding[] {
  return [8, 9, 10].map((n) => anEarlyFinding(n, n === 10 ? { accountId: '555566667777', accountName: 'search' } : {}));
}

function unread(): Finding {
  return {
    ...aFinding({ accountId: '222233334444', accountName: 'legacy-erp', region: null }, 11),
    ruleId: 'audit-coverage-gap',
    resource: {
      type: 'account',
      id: 'account/222233334444',
      arn: null,
      name: 'legacy-erp',
      createdAt: null,
      models: [],
      tags: null,
    },
    message: '6 of 6 regions of legacy-erp could not be read',
    evidence: { 'coverage.gaps': 6, 'coverage.targets': 6 },
    defect: null,
    remediation: { kind: 'manual', action: null, command: null, note: 'Follow the remedy of each gap.' },
  };
}

function endingSoon(): Finding {
  return {
    ...aFinding({ accountId: null, accountName: null, ouPath: null, region: null }, 12),
    ruleId: 'map-agreement-ending-soon',
    severity: 'medium',
    resource: {
      type: 'agreement',
      id: 'agreement/ABCDE12345',
      arn: null,
      name: 'Core platform',
      createdAt: null,
      models: [],
      tags: null,
    },
    message: 'ABCDE12345 ends on 2026-07-01, in 30 days',
    evidence: { 'agreement.daysLeft': 30 },
    defect: null,
    remediation: { kind: 'manual', action: null, command: null, note: 'Plan what follows it.' },
  };
}

function spending(): readonly Finding[] {
  return [
    aSpendFinding('4167.82', { owner: 'payments@example.com' }),
    aSpendFinding('319.7800000001', {
      ruleId: 'map-spend-outside-term',
      accountId: '444455556666',
      accountName: 'データ基盤',
      message: 'データ基盤 spent 74.62 under an agreement that did not count it',
      remediation: { kind: 'manual', action: null, command: null, note: 'Ask which agreement covers the account.' },
      atRisk: { amount: '319.8', currency: 'USD', days: 30, basis: 'mean of the last 7 complete days' },
    }),
  ];
}

function spend(): SpendRead {
  return aSpend({
    status: 'partial',
    missing: [
      'The cut by service is missing: it needs 1 more request, and 0 are left. Raise spend.maxRequests, now 8; each request costs $0.01.',
    ],
    estimated: true,
    lost: '4487.6000000001',
    belowThreshold: '12.3999999999',
    byService: null,
    eligibility: null,
    byAccount: [
      account('111122223333', 'payments', { attributed: '4500', unattributed: '4167.82' }),
      account('444455556666', 'データ基盤', { misattributed: '319.7800000001' }),
      account('555566667777', 'search', { attributed: '3000' }),
      account('888899990000', '', { unattributed: '12.3999999999' }),
    ],
    byAgreement: [
      {
        agreementId: 'ABCDE12345',
        tagValue: 'migABCDE12345',
        total: '7500',
        creditEarned: '1875',
        creditMissed: '1045.055',
      },
      { agreementId: 'EARLY00000', tagValue: 'migEARLY00000', total: '0', creditEarned: null, creditMissed: null },
    ],
    unclassedServices: [{ service: 'Cohere - Command R', total: '41.5' }],
  });
}

function account(accountId: string, accountName: string, parts: Partial<SpendAmounts>): SpendByAccount {
  const amounts = { attributed: '0', misattributed: '0', unattributed: '0', unknown: '0', ...parts };
  return { accountId, accountName, ...amounts, total: sumOf(Object.values(amounts)) };
}

/** Two earlier weeks and this one. */
function examplePast(): readonly RunPoint[] {
  const { head } = exampleRun();
  const week = (runId: string, now: string, compliant: number): RunPoint =>
    runPoint({ ...head, runId, now, totals: { ...head.totals, compliant } });
  return [
    week('20260518T000000Z-abc123', '2026-05-18T00:00:00.000Z', 40),
    week('20260525T000000Z-abc123', '2026-05-25T00:00:00.000Z', 47),
    runPoint(head),
  ];
}

export function aContext(overrides: Partial<ReportContext> = {}): ReportContext {
  const rule = (title: string, note: string) => ({ title, severity: 'high' as const, note });
  return {
    color: false,
    width: 80,
    rules: new Map([
      ['map-tag-missing', rule('The map tag is there', 'Tag the profile with the agreement that covers its account.')],
      ['map-tag-key-misspelled', rule('The key of the map tag is spelt exactly', 'Add the right key.')],
      ['map-tag-value-malformed', rule('The value of the map tag is well formed', 'Correct the value.')],
      [
        'map-agreement-accepted-too-early',
        rule('The agreement was accepted after 2024-12-16', 'Ask AWS for an agreement that counts Bedrock.'),
      ],
      ['audit-coverage-gap', rule('Every target of the account was read', 'Follow the remedy of each gap.')],
      ['map-spend-unattributed', rule('Bedrock spend carries the tag', 'Tag what the account uses.')],
      [
        'map-spend-outside-term',
        rule('No spend falls under an agreement that does not count it', 'Ask which agreement covers the account.'),
      ],
      ['map-agreement-ending-soon', rule('The term ends more than 60 days from now', 'Plan what follows it.')],
    ]),
    past: async () => examplePast(),
    ...overrides,
  };
}
