import type { Finding } from '../domain/finding.ts';
import type { ReportHead, Run } from '../domain/report.ts';
import { ocsfCloud, ocsfResource } from './ocsf-resource.ts';
import { complianceOf, SEVERITY, STATUS } from './ocsf-words.ts';

/** Source: OCSF 1.8.0, class Compliance Finding. */
const VERSION = '1.8.0';
const CLASS = { uid: 2003, name: 'Compliance Finding' } as const;
const CATEGORY = { uid: 2, name: 'Findings' } as const;

/** What the events stand for, in the words of a framework. */
const STANDARD = 'AWS MAP tagging for Amazon Bedrock';

/** A Compliance Finding of OCSF a line, for security lakes. Members that do not apply are left out, as OCSF has it. */
export async function* ocsf(run: Run): AsyncGenerator<string> {
  const titles = new Map(run.head.rules.map(({ id, title }) => [id, title]));
  for await (const finding of run.findings()) {
    yield `${JSON.stringify(ocsfEvent(run.head, finding, titles.get(finding.ruleId)))}\n`;
  }
}

function ocsfEvent(head: ReportHead, finding: Finding, title = finding.ruleId): object {
  const severity = SEVERITY[finding.severity];
  const { activity, status } = STATUS[finding.status];
  const compliance = complianceOf(finding);
  return {
    activity_id: activity.id,
    activity_name: activity.name,
    category_uid: CATEGORY.uid,
    category_name: CATEGORY.name,
    class_uid: CLASS.uid,
    class_name: CLASS.name,
    type_uid: CLASS.uid * 100 + activity.id,
    type_name: `${CLASS.name}: ${activity.name}`,
    time: Date.parse(head.now),
    severity_id: severity.id,
    severity: severity.name,
    status_id: status.id,
    status: status.name,
    message: finding.message,
    metadata: {
      version: VERSION,
      product: { name: head.tool.name, vendor_name: head.tool.name, version: head.tool.version },
      profiles: ['cloud'],
      uid: `${head.runId}/${finding.id}`,
      correlation_uid: head.runId,
    },
    cloud: ocsfCloud(head, finding),
    finding_info: {
      uid: finding.id,
      title,
      desc: finding.message,
      first_seen_time: Date.parse(finding.firstSeen),
      last_seen_time: Date.parse(finding.lastSeen),
    },
    compliance: {
      control: finding.ruleId,
      standards: [STANDARD],
      status_id: compliance.id,
      status: compliance.name,
      ...(finding.defect !== null && { status_code: finding.defect }),
    },
    remediation: { desc: [finding.remediation.note, finding.remediation.command].filter(Boolean).join('\n') },
    resources: [ocsfResource(finding)],
    unmapped: {
      mapwarden: {
        organizational_unit_path: finding.ouPath,
        remediation_kind: finding.remediation.kind,
        lost: finding.lost,
        at_risk: finding.atRisk,
        waiver: finding.waiver,
        in_baseline: finding.inBaseline,
        coverage_complete: head.coverage.complete,
      },
    },
  };
}
