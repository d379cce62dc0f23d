import { parseArn } from '../domain/arn.ts';
import type { Finding } from '../domain/finding.ts';
import type { ReportHead } from '../domain/report.ts';

/** OCSF's kind of account for those of AWS. */
const AWS_ACCOUNT = { type_id: 10, type: 'AWS Account' } as const;

/** Where it is: organization, account and region, as far as the finding has them. */
export function ocsfCloud({ organization }: ReportHead, finding: Finding): object {
  const { accountId, accountName, ouPath, region } = finding;
  const ou = ouPath?.split('/').at(-1);
  return {
    provider: 'AWS',
    org: { uid: organization.id, ...(ou !== undefined && { ou_uid: ou }) },
    ...(region !== null && { region }),
    ...(accountId !== null && {
      account: { uid: accountId, ...(accountName !== null && { name: accountName }), ...AWS_ACCOUNT },
    }),
  };
}

/** What it is about. */
export function ocsfResource({ resource, region, owner }: Finding): object {
  const partition = resource.arn === null ? undefined : parseArn(resource.arn)?.partition;
  return {
    uid: resource.arn ?? resource.id,
    name: resource.name,
    type: resource.type,
    ...(region !== null && { region }),
    ...(partition !== undefined && { cloud_partition: partition }),
    ...(resource.createdAt !== null && { created_time: Date.parse(resource.createdAt) }),
    ...(resource.models.length > 0 && { labels: resource.models.map((model) => `model:${model}`) }),
    ...(resource.tags !== null && {
      tags: Object.entries(resource.tags).map(([name, value]) => ({ name, value })),
    }),
    ...(owner !== null && { owner: { name: owner } }),
  };
}
