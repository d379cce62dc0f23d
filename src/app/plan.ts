import type { IsoInstant } from '../domain/dates.ts';
import { ConfigError } from '../domain/errors.ts';
import type { Finding } from '../domain/finding.ts';
import type { LedgerEntry } from '../domain/ledger.ts';
import type { ModelCatalog } from '../domain/model-catalog.ts';
import type { Plan } from '../domain/plan.ts';
import type { ResourceRecord, Run } from '../domain/report.ts';
import type { Settings } from '../domain/settings.ts';
import type { Rule } from '../engine/compile-rule.ts';
import { isAboutMapTag, type PlanInput, planOf, type WrongTag } from '../engine/plan.ts';
import { repairedArns } from '../engine/repaired.ts';

/** What a plan is derived from, beside the run. */
export interface PlanGround {
  readonly settings: Settings;
  /** The rules in force. */
  readonly rules: readonly Rule[];
  readonly catalog: ModelCatalog;
  readonly now: IsoInstant;
}

/**
 * The plan that a stored run gives under the settings. With the run's own ledger, what it has already repaired is left
 * out, so that planning after an apply is empty. Throws ConfigError where the files of the run do not fit together.
 */
export async function makePlan(run: Run, ground: PlanGround, ledger: readonly LedgerEntry[] = []): Promise<Plan> {
  return planOf(await planInput(run, ground, ledger));
}

/**
 * The same without the ledger, the breaker and the cap: every action that a plan of this run may have, also one that was
 * made after a part of them was applied. How many it may have is asked of the plan itself.
 */
export async function derivePlan(
  run: Run,
  { settings, ...rest }: PlanGround,
): Promise<{ readonly derived: Plan; readonly carriersRead: number }> {
  const unlimited = { maxChanges: Number.POSITIVE_INFINITY, maxChangePercent: Number.POSITIVE_INFINITY };
  const remediation = { ...settings.remediation, ...unlimited };
  const input = await planInput(run, { settings: { ...settings, remediation }, ...rest }, []);
  return { derived: planOf(input), carriersRead: input.carriersRead };
}

async function planInput(
  run: Run,
  { rules, ...ground }: PlanGround,
  ledger: readonly LedgerEntry[],
): Promise<PlanInput> {
  const findings = await tagFindings(run, repairedArns(ledger));
  const { records, carriersRead } = await recordsOf(run, new Set(findings.map(({ resource }) => resource.arn)));
  return {
    ...ground,
    ruleIds: new Set(rules.map(({ definition }) => definition.id)),
    runId: run.head.runId,
    coverageComplete: run.head.coverage.complete,
    wrongTags: findings.map((finding) => withRecord(finding, records, run)),
    carriersRead,
  };
}

async function tagFindings(run: Run, repaired: ReadonlySet<string>): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for await (const finding of run.findings()) {
    if (isAboutMapTag(finding) && !repaired.has(finding.resource.arn ?? '')) findings.push(finding);
  }
  return findings;
}

/** The records of these ARNs, and how many carriers there are whose tags were read. */
export async function recordsOf(run: Run, arns: ReadonlySet<string | null>) {
  const records = new Map<string, ResourceRecord>();
  let carriersRead = 0;
  for await (const record of run.resources()) {
    if (record.tags !== null) carriersRead += 1;
    if (arns.has(record.arn)) records.set(record.arn, record);
  }
  return { records, carriersRead };
}

function withRecord(finding: Finding, records: ReadonlyMap<string, ResourceRecord>, run: Run): WrongTag {
  const { arn } = finding.resource;
  const record = records.get(arn ?? '');
  if (record) return { finding, record };
  const text = `resources.ndjson does not have ${arn}, of which findings.ndjson speaks; expected the files of one run; audit again`;
  throw new ConfigError([{ place: run.place, path: '', text }]);
}
