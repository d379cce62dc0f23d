import type { Account } from '../../../src/domain/account.ts';
import { dayOf } from '../../../src/domain/dates.ts';
import type { Defect, Finding } from '../../../src/domain/finding.ts';
import type { ResourceRecord } from '../../../src/domain/report.ts';
import { MAP_TAG_RULES } from '../../../src/domain/rule.ts';
import type { Settings } from '../../../src/domain/settings.ts';
import { diagnose } from '../../../src/engine/diagnose.ts';
import { type PlanInput, planOf, type WrongTag } from '../../../src/engine/plan.ts';
import { aRecord } from '../../contract/records.ts';
import { settings } from '../../support/builders.ts';
import { aFinding } from '../../support/run-builder.ts';
import { CATALOG, NOW } from './world.ts';

const RULES: Partial<Record<Defect, string>> = {
  missing: 'map-tag-missing',
  'key-case': 'map-tag-key-misspelled',
  'key-typo': 'map-tag-key-misspelled',
  'unknown-agreement': 'map-tag-agreement-unknown',
  'agreement-out-of-scope': 'map-tag-agreement-out-of-scope',
};

/** The finding that an audit gives for a record's map tag, if it gives one. */
export function wrongTag(record: ResourceRecord, of: Settings, over: Partial<Finding> = {}): WrongTag | undefined {
  const account: Account = { id: record.accountId, name: record.accountName, ouPath: record.ouPath, state: 'ACTIVE' };
  const tags = new Map(Object.entries(record.tags ?? {}));
  const { defect } = diagnose(tags, account, of.agreements, of.tag, dayOf(NOW));
  if (defect === '') return undefined;
  const finding = aFinding({
    id: `finding-${record.arn}`,
    ruleId: RULES[defect] ?? 'map-tag-value-malformed',
    accountId: record.accountId,
    region: record.region,
    resource: { ...aFinding().resource, arn: record.arn, id: record.id, name: record.name, tags: record.tags },
    defect,
    ...over,
  });
  return { finding, record };
}

/** What planOf is given for these records, after an audit of them. */
export function planInput(
  records: readonly ResourceRecord[],
  over: Partial<Settings> = {},
  findings: Partial<Finding> = {},
): PlanInput {
  const all = settings(over);
  return {
    runId: '20260601T080000Z-abc123',
    coverageComplete: true,
    wrongTags: records.flatMap((record) => wrongTag(record, all, findings) ?? []),
    carriersRead: records.filter(({ tags }) => tags !== null).length,
    settings: all,
    catalog: CATALOG,
    ruleIds: new Set(MAP_TAG_RULES),
    now: NOW,
  };
}

export function planFor(...given: Parameters<typeof planInput>) {
  return planOf(planInput(...given));
}

/** Untagged profiles of one account. */
export function untagged(count: number): readonly ResourceRecord[] {
  return Array.from({ length: count }, (_, index) => aRecord({ id: `profile${index}`, tags: { team: 't1' } }));
}
