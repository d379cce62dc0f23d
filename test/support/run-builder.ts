import type { Remembered } from '../../src/domain/alerts.ts';
import { CARRIER_TYPES } from '../../src/domain/carrier.ts';
import type { Enclosure } from '../../src/domain/enclosure.ts';
import { FINDING_STATUSES, type Finding, type FindingStatus } from '../../src/domain/finding.ts';
import type { TargetOutcome } from '../../src/domain/outcome.ts';
import type { ReportHead, ResourceRecord, RuleCounts, Run, Selection, Totals } from '../../src/domain/report.ts';
import { isAtLeast, SEVERITIES, type Severity } from '../../src/domain/severity.ts';
import type { Spend, SpendAmounts, SpendRead } from '../../src/domain/spend.ts';
import type { CoverageGap } from '../../src/domain/target.ts';
import { coverageByAccount, outcomeCounts } from './run-targets.ts';

export const NOW = '2026-06-01T00:00:00.000Z';
export const ACCOUNT_ID = '111122223333';

/** What a test says of a run; everything else is derived from it or is the example's. */
export interface RunParts {
  readonly findings?: readonly Finding[];
  readonly resources?: readonly ResourceRecord[];
  readonly memory?: readonly Remembered[];
  readonly enclosures?: Readonly<Partial<Record<Enclosure, string>>>;
  readonly gaps?: readonly CoverageGap[];
  /** Counts of the complete outcomes; gaps are counted from `gaps`. Ten targets scanned when left out. */
  readonly outcomes?: Partial<Record<TargetOutcome, number>>;
  readonly selection?: Selection;
  readonly totals?: Partial<Totals>;
  readonly rules?: readonly RuleCounts[];
  readonly spend?: Spend;
  readonly head?: Partial<ReportHead>;
  readonly place?: string;
}

/** The rules about spend, asked of five accounts. */
const SPEND_RULES = ['map-spend-agreement-unknown', 'map-spend-outside-term', 'map-spend-unattributed'].map((id) =>
  ruleCounts(id, { compliant: 5 }),
);

export function ruleCounts(id: string, counts: Partial<RuleCounts> = {}): RuleCounts {
  const said = { title: `The rule ${id}`, severity: 'high', note: 'What to do.' } as const;
  return { id, ...said, compliant: 0, nonCompliant: 0, notApplicable: 0, insufficientData: 0, ...counts };
}

/** A run from arrays. Its totals fit its findings over twelve profiles, unless the test says otherwise. */
export function aRun(parts: RunParts = {}): Run {
  const {
    findings = [],
    resources = [],
    memory = [],
    enclosures = {},
    place = 'mapwarden-out/runs/date=2026-06-01/20260601T000000Z-abc123',
  } = parts;
  return {
    head: aHead(parts),
    place,
    findings: () => streamed(findings),
    resources: () => streamed(resources),
    memory: () => streamed(memory.map((record, line) => ({ place: `memory.ndjson:${line + 1}`, record }))),
    enclosure: async (name) => enclosures[name],
  };
}

export function aHead(parts: RunParts = {}): ReportHead {
  const { findings = [], gaps = [], outcomes = { scanned: 10 }, selection = null, rules = SPEND_RULES } = parts;
  const byOutcome = outcomeCounts(outcomes, gaps);
  return {
    schemaVersion: 1,
    runId: '20260601T000000Z-abc123',
    tool: { name: 'mapwarden', version: '0.1.0' },
    catalog: null,
    startedAt: NOW,
    finishedAt: NOW,
    now: NOW,
    caller: { arn: 'arn:aws:sts::999988887777:assumed-role/Auditor/me', accountId: '999988887777' },
    configuration: { sha256: 'a1'.repeat(32) },
    ruleset: { sha256: 'b2'.repeat(32) },
    organization: { id: 'o-exampleorg', managementAccountId: '999988887777', accounts: 5 },
    coverage: {
      complete: gaps.length === 0,
      targets: Object.values(byOutcome).reduce((sum, count) => sum + count, 0),
      selection,
      byOutcome,
      gaps,
      byAccount: coverageByAccount(outcomes, gaps),
    },
    totals: { ...totalsOf(findings), ...parts.totals },
    baseline: null,
    rules,
    spend: parts.spend ?? { status: 'not-run' },
    traffic: { status: 'not-run' },
    ...parts.head,
  };
}

function totalsOf(findings: readonly Finding[]): Totals {
  const counted = findings.filter((finding) => finding.status === 'new' || finding.status === 'open');
  const bad = counted
    .filter((each) => CARRIER_TYPES.some((type) => type === each.resource.type) && isAtLeast(each.severity, 'low'))
    .map((finding) => finding.resource.arn);
  const nonCompliant = new Set(bad).size;
  const resources = Math.max(12, nonCompliant);
  const severities = SEVERITIES.map((severity) => [
    severity,
    counted.filter((finding) => finding.severity === severity).length,
  ]);
  return {
    resources,
    byType: { 'inference-profile': resources },
    compliant: resources - nonCompliant,
    nonCompliant,
    insufficientData: 0,
    notApplicable: 0,
    suppressed: 0,
    // fromEntries forgets its keys; they are all of SEVERITIES.
    findings: Object.fromEntries(severities) as Record<Severity, number>,
    byStatus: statusesOf(findings),
  };
}

function statusesOf(findings: readonly Finding[]): Record<FindingStatus, number> {
  const counts = FINDING_STATUSES.map((status) => [status, findings.filter((each) => each.status === status).length]);
  // fromEntries forgets its keys; they are all of FINDING_STATUSES.
  return Object.fromEntries(counts) as Record<FindingStatus, number>;
}

/** An untagged profile, `n` telling one from another. */
export function aFinding(overrides: Partial<Finding> = {}, n = 1): Finding {
  const arn = `arn:aws:bedrock:us-east-1:${ACCOUNT_ID}:application-inference-profile/profile${String(n).padStart(5, '0')}`;
  return {
    id: `finding-${n}`,
    ruleId: 'map-tag-missing',
    severity: 'high',
    status: 'new',
    firstSeen: NOW,
    lastSeen: NOW,
    accountId: ACCOUNT_ID,
    accountName: 'payments',
    ouPath: 'o-exampleorg/r-root/ou-root-apps',
    region: 'us-east-1',
    owner: null,
    resource: {
      type: 'inference-profile',
      id: `profile${String(n).padStart(5, '0')}`,
      arn,
      name: `chat-${n}`,
      createdAt: '2025-03-01T12:00:00.000Z',
      models: ['amazon.nova-pro-v1:0'],
      tags: { team: 't1' },
    },
    message: `chat-${n} has no map-migrated tag`,
    evidence: { 'tag.expected': true, 'tag.nearMiss': '', 'tag.present': false, 'tag.key': 'map-migrated' },
    defect: 'missing',
    lost: null,
    atRisk: null,
    remediation: {
      kind: 'automatic',
      action: { type: 'put-tag', arn, key: 'map-migrated', value: 'migABCDE12345' },
      command: `aws bedrock tag-resource --region us-east-1 --resource-arn ${arn} --tags key=map-migrated,value=migABCDE12345`,
      note: 'Tag the profile with the agreement that covers its account.',
    },
    waiver: null,
    stripped: null,
    inBaseline: false,
    ...overrides,
  };
}

/** A month in which payments and search spent $12,000; the parts add up to the last digit. */
export function aSpend(overrides: Partial<SpendRead> = {}): SpendRead {
  const all: SpendAmounts = {
    total: '12000',
    attributed: '7500',
    misattributed: '319.7800000001',
    unattributed: '4180.2199999999',
    unknown: '0',
  };
  const payments: SpendAmounts = { ...all, total: '9000', attributed: '4500' };
  const search: SpendAmounts = {
    total: '3000',
    attributed: '3000',
    misattributed: '0',
    unattributed: '0',
    unknown: '0',
  };
  return {
    status: 'complete',
    missing: [],
    currency: 'USD',
    start: '2026-05-02',
    end: '2026-06-01',
    dataThrough: '2026-05-29',
    metric: 'AmortizedCost',
    estimated: false,
    requests: 8,
    ...all,
    lost: '4487.6',
    atRisk: '3900.1',
    belowThreshold: '12.4',
    judged: true,
    eligibility: { listed: '11000', tooEarly: '0', notListed: '1000' },
    byAgreement: [
      { agreementId: 'ABCDE12345', tagValue: 'migABCDE12345', total: '7500', creditEarned: null, creditMissed: null },
    ],
    byAccount: [
      { accountId: ACCOUNT_ID, accountName: 'payments', ...payments },
      { accountId: '555566667777', accountName: 'search', ...search },
    ],
    byService: [
      { service: 'Amazon Bedrock', ...search },
      { service: 'Claude Sonnet 4.5 (Amazon Bedrock Edition)', ...payments },
    ],
    byMonth: [{ month: '2026-05', estimated: false, ...all }],
    byOu: [{ ouPath: 'o-exampleorg/r-root/ou-root-apps', ...all }],
    byDefect: [
      { defect: 'unknown-agreement', total: '119.7800000001' },
      { defect: 'outside-term', total: '200' },
    ],
    unclassedServices: [],
    costAllocationTags: [
      { key: 'map-migrated', status: 'active', updatedAt: '2025-02-04T00:00:00.000Z' },
      { key: 'iamPrincipal/map-migrated', status: 'never-seen', updatedAt: null },
    ],
    ...overrides,
  };
}

/** An account that spends without the tag. */
export function aSpendFinding(lost: string, overrides: Partial<Finding> = {}): Finding {
  const account = { accountId: ACCOUNT_ID, accountName: 'payments', ...overrides };
  return {
    ...aFinding(),
    ruleId: 'map-spend-unattributed',
    region: null,
    ...account,
    resource: {
      type: 'account',
      id: `account/${account.accountId}`,
      arn: null,
      name: account.accountName ?? '',
      createdAt: null,
      models: [],
      tags: null,
    },
    message: `${account.accountName} spent 910.02 without the tag`,
    evidence: { 'spend.unattributed': '910.02' },
    defect: null,
    lost: { amount: lost, currency: 'USD', start: '2026-05-02', end: '2026-06-01' },
    atRisk: { amount: '3900.1', currency: 'USD', days: 30, basis: 'mean of the last 7 complete days' },
    remediation: { kind: 'manual', action: null, command: null, note: 'Tag what the account uses.' },
    ...overrides,
  };
}

/** A carrier of an agreement that was accepted too early. */
export function anEarlyFinding(n: number, overrides: Partial<Finding> = {}): Finding {
  return aFinding(
    {
      ruleId: 'map-agreement-accepted-too-early',
      severity: 'critical',
      message: 'EARLY00000 was accepted on 2024-12-16',
      evidence: { 'tag.covered': true, 'tag.agreement.id': 'EARLY00000', 'tag.agreement.acceptedOn': '2024-12-16' },
      defect: null,
      remediation: {
        kind: 'manual',
        action: null,
        command: null,
        note: 'Ask AWS for an agreement that counts Bedrock.',
      },
      ...overrides,
    },
    n,
  );
}

export function aGap(overrides: Partial<CoverageGap> = {}): CoverageGap {
  return {
    accountId: '222233334444',
    accountName: 'legacy-erp',
    region: 'us-east-1',
    outcome: 'role-denied',
    operation: 'sts:AssumeRole',
    code: 'AccessDenied',
    requestId: '5f6c1c7e-0000-4000-8000-000000000001',
    message: 'User is not authorized to perform: sts:AssumeRole',
    remedy: 'Deploy the role MapwardenAudit to the account.',
    ...overrides,
  };
}

async function* streamed<T>(values: readonly T[]): AsyncGenerator<T> {
  yield* values;
}

/** Everything that a reporter says, as one text. */
export async function collected(pieces: AsyncIterable<string>): Promise<string> {
  let whole = '';
  for await (const piece of pieces) whole += piece;
  return whole;
}
