import type { ResourceRecord } from '../../src/domain/report.ts';
import { aProfile } from '../support/builders.ts';

/** A carrier as `resources.ndjson` has it. */
export function aRecord(over: Partial<ResourceRecord> = {}): ResourceRecord {
  const { type, arn, id, name, accountId, region } = aProfile(over.id === undefined ? {} : { id: over.id });
  return {
    arn,
    type,
    id,
    name,
    accountId,
    accountName: 'payments',
    ouPath: 'o-example/r-root/ou-a',
    region,
    createdAt: '2025-03-01T00:00:00.000Z',
    models: ['amazon.nova-pro-v1:0'],
    tags: { 'map-migrated': 'migABCDE12345' },
    outcomes: { 'map-tag-missing': 'compliant' },
    ...over,
  };
}
