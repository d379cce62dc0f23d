import type { Finding } from '../domain/finding.ts';
import { tableOf } from './table.ts';

/** A row a finding. New columns come last: the names and their order are public. */
export const FINDINGS = tableOf<Finding>(
  [
    ['id', 'text', (finding) => finding.id],
    ['ruleId', 'text', (finding) => finding.ruleId],
    ['severity', 'text', (finding) => finding.severity],
    ['status', 'text', (finding) => finding.status],
    ['accountId', 'text', (finding) => finding.accountId],
    ['accountName', 'text', (finding) => finding.accountName],
    ['ouPath', 'text', (finding) => finding.ouPath],
    ['region', 'text', (finding) => finding.region],
    ['resourceType', 'text', (finding) => finding.resource.type],
    ['resourceName', 'text', (finding) => finding.resource.name],
    ['arn', 'text', (finding) => finding.resource.arn],
    ['defect', 'text', (finding) => finding.defect],
    ['tagValue', 'text', tagValue],
    ['message', 'text', (finding) => finding.message],
    ['remediation', 'text', (finding) => finding.remediation.kind],
    ['command', 'text', (finding) => finding.remediation.command],
    ['lost', 'money', (finding) => finding.lost?.amount ?? null],
    ['lostCurrency', 'text', (finding) => finding.lost?.currency ?? null],
    ['atRisk', 'money', (finding) => finding.atRisk?.amount ?? null],
    ['owner', 'text', (finding) => finding.owner],
    ['firstSeen', 'instant', (finding) => finding.firstSeen],
    ['lastSeen', 'instant', (finding) => finding.lastSeen],
    ['inBaseline', 'text', (finding) => String(finding.inBaseline)],
    ['waivedBy', 'text', (finding) => finding.waiver?.owner ?? null],
    ['waivedUntil', 'day', (finding) => finding.waiver?.until ?? null],
    ['waiverReason', 'text', (finding) => finding.waiver?.reason ?? null],
  ],
  (run) => run.findings(),
);

/** The value of the map tag as far as the rule looked at it. */
function tagValue(finding: Finding): string | null {
  const value = finding.evidence['tag.value'];
  return typeof value === 'string' ? value : null;
}
