import type { Account } from '../domain/account.ts';
import { type Carrier, inKeyOrder } from '../domain/carrier.ts';
import type { Evaluation } from '../domain/evaluation.ts';
import type { ResourceRecord } from '../domain/report.ts';

/** A carrier as `resources.ndjson` keeps it: null for what could not be read. */
export function resourceRecord(carrier: Carrier, account: Account, evaluations: readonly Evaluation[]): ResourceRecord {
  const tags = carrier.tags && inKeyOrder(carrier.tags);
  return {
    arn: carrier.arn,
    type: carrier.type,
    id: carrier.id,
    name: carrier.name,
    accountId: account.id,
    accountName: account.name,
    ouPath: account.ouPath,
    region: carrier.region,
    createdAt: carrier.createdAt ?? null,
    models: carrier.models?.map(({ id }) => id) ?? null,
    tags: tags === undefined ? null : Object.fromEntries(tags),
    outcomes: Object.fromEntries(evaluations.map(({ ruleId, outcome }) => [ruleId, outcome])),
  };
}

/** The carrier that a record was made of, to judge it again. */
export function carrierOf(record: ResourceRecord): Carrier {
  return {
    type: record.type,
    arn: record.arn,
    id: record.id,
    name: record.name,
    accountId: record.accountId,
    region: record.region,
    ...(record.createdAt !== null && { createdAt: record.createdAt }),
    ...(record.models !== null && { models: record.models.map((id) => ({ id, provider: id.split('.', 1)[0] ?? '' })) }),
    ...(record.tags !== null && { tags: new Map(Object.entries(record.tags)) }),
  };
}
