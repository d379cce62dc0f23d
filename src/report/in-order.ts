import type { Finding } from '../domain/finding.ts';
import { type OutcomeCounts, TARGET_OUTCOMES } from '../domain/outcome.ts';
import type { Coverage, ReportHead, Totals } from '../domain/report.ts';
import { spendInOrder } from './spend-in-order.ts';

/** The head with its members in the contract's order, so that equal runs are equal bytes however they were built. */
export function headInOrder(head: ReportHead): ReportHead {
  const { organization, totals, coverage } = head;
  return {
    schemaVersion: head.schemaVersion,
    runId: head.runId,
    tool: { name: head.tool.name, version: head.tool.version },
    catalog: head.catalog && { edition: head.catalog.edition, sha256: head.catalog.sha256 },
    startedAt: head.startedAt,
    finishedAt: head.finishedAt,
    now: head.now,
    caller: { arn: head.caller.arn, accountId: head.caller.accountId },
    configuration: { sha256: head.configuration.sha256 },
    ruleset: { sha256: head.ruleset.sha256 },
    organization: {
      id: organization.id,
      managementAccountId: organization.managementAccountId,
      accounts: organization.accounts,
    },
    coverage: coverageInOrder(coverage),
    totals: totalsInOrder(totals),
    baseline: head.baseline && { runId: head.baseline.runId, findings: severitiesInOrder(head.baseline.findings) },
    rules: head.rules.map((rule) => ({
      id: rule.id,
      title: rule.title,
      severity: rule.severity,
      note: rule.note,
      compliant: rule.compliant,
      nonCompliant: rule.nonCompliant,
      notApplicable: rule.notApplicable,
      insufficientData: rule.insufficientData,
    })),
    spend: spendInOrder(head.spend),
    traffic: { status: head.traffic.status },
  };
}

function coverageInOrder(coverage: Coverage): Coverage {
  const { selection } = coverage;
  return {
    complete: coverage.complete,
    targets: coverage.targets,
    selection: selection && {
      accounts: selection.accounts,
      ous: selection.ous,
      regions: selection.regions,
      rules: selection.rules,
    },
    byOutcome: countsInOrder(coverage.byOutcome),
    gaps: coverage.gaps.map((gap) => ({
      accountId: gap.accountId,
      accountName: gap.accountName,
      region: gap.region,
      outcome: gap.outcome,
      operation: gap.operation,
      code: gap.code,
      requestId: gap.requestId,
      message: gap.message,
      remedy: gap.remedy,
    })),
    byAccount: coverage.byAccount.map((account) => ({
      accountId: account.accountId,
      accountName: account.accountName,
      ouPath: account.ouPath,
      regions: Object.fromEntries(
        TARGET_OUTCOMES.flatMap((outcome) => {
          const regions = account.regions[outcome];
          return regions ? [[outcome, regions] as const] : [];
        }),
      ),
    })),
  };
}

function countsInOrder(counts: OutcomeCounts): OutcomeCounts {
  // fromEntries forgets its keys; they are all of TARGET_OUTCOMES.
  return Object.fromEntries(TARGET_OUTCOMES.map((outcome) => [outcome, counts[outcome]])) as OutcomeCounts;
}

function totalsInOrder(totals: Totals): Totals {
  return {
    resources: totals.resources,
    byType: totals.byType,
    compliant: totals.compliant,
    nonCompliant: totals.nonCompliant,
    insufficientData: totals.insufficientData,
    notApplicable: totals.notApplicable,
    suppressed: totals.suppressed,
    findings: severitiesInOrder(totals.findings),
    byStatus: {
      new: totals.byStatus.new,
      open: totals.byStatus.open,
      resolved: totals.byStatus.resolved,
      suppressed: totals.byStatus.suppressed,
    },
  };
}

function severitiesInOrder(counts: Totals['findings']): Totals['findings'] {
  return {
    critical: counts.critical,
    high: counts.high,
    medium: counts.medium,
    low: counts.low,
    informational: counts.informational,
  };
}

/** The finding with its members in the contract's order. */
export function findingInOrder(finding: Finding): Finding {
  const { resource, remediation } = finding;
  return {
    id: finding.id,
    ruleId: finding.ruleId,
    severity: finding.severity,
    status: finding.status,
    firstSeen: finding.firstSeen,
    lastSeen: finding.lastSeen,
    accountId: finding.accountId,
    accountName: finding.accountName,
    ouPath: finding.ouPath,
    region: finding.region,
    owner: finding.owner,
    resource: {
      type: resource.type,
      id: resource.id,
      arn: resource.arn,
      name: resource.name,
      createdAt: resource.createdAt,
      models: resource.models,
      tags: resource.tags,
    },
    message: finding.message,
    evidence: finding.evidence,
    defect: finding.defect,
    lost: finding.lost,
    atRisk: finding.atRisk,
    remediation: {
      kind: remediation.kind,
      action: remediation.action,
      command: remediation.command,
      note: remediation.note,
    },
    waiver: finding.waiver,
    stripped: finding.stripped,
    inBaseline: finding.inBaseline,
  };
}
