import type { Location, Result, Suppression } from 'sarif';
import type { Finding } from '../domain/finding.ts';
import { LEVELS } from './sarif-level.ts';
import { plain } from './sarif-text.ts';

/** A finding as a result of the rule at that place in the driver. */
export function sarifResult(finding: Finding, ruleIndex: number | undefined): Result {
  const { remediation, resource } = finding;
  return {
    ruleId: finding.ruleId,
    ...(ruleIndex !== undefined && { ruleIndex }),
    level: LEVELS[finding.severity],
    message: { text: plain(`${finding.message}. ${remediation.note}`) },
    locations: [locationOf(finding)],
    // GitHub tells results apart by the first, which it would make of a file's line; no finding is in a file.
    partialFingerprints: { primaryLocationLineHash: `${finding.id}:1`, 'mapwardenFindingId/v1': finding.id },
    ...(finding.waiver && { suppressions: [suppressionOf(finding.waiver)] }),
    properties: {
      severity: finding.severity,
      status: finding.status,
      firstSeen: finding.firstSeen,
      accountId: finding.accountId,
      accountName: finding.accountName,
      ouPath: finding.ouPath,
      region: finding.region,
      resourceType: resource.type,
      resourceName: resource.name,
      arn: resource.arn,
      owner: finding.owner,
      defect: finding.defect,
      lost: finding.lost,
      atRisk: finding.atRisk,
      remediation: remediation.kind,
      command: remediation.command,
      inBaseline: finding.inBaseline,
    },
  };
}

/** The resource, and a path that it would have: code scanning takes no result without one. */
function locationOf({ accountId, region, resource }: Finding): Location {
  const path = ['aws', ...[accountId, region].filter((part) => part !== null), ...resource.id.split('/')];
  return {
    physicalLocation: {
      artifactLocation: { uri: path.map((part) => encodeURIComponent(part.replace(/\p{Cs}/gu, '\uFFFD'))).join('/') },
      region: { startLine: 1 },
    },
    logicalLocations: [{ name: resource.name, fullyQualifiedName: resource.arn ?? resource.id, kind: resource.type }],
  };
}

function suppressionOf({ reason, owner, until }: NonNullable<Finding['waiver']>): Suppression {
  return {
    kind: 'external',
    status: 'accepted',
    justification: plain(`${reason} (accepted by ${owner} until ${until})`),
  };
}
