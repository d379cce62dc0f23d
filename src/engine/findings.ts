import { createHash } from 'node:crypto';
import type { Account } from '../domain/account.ts';
import type { Agreement } from '../domain/agreement.ts';
import { type Carrier, inKeyOrder, type ResourceType } from '../domain/carrier.ts';
import type { IsoInstant } from '../domain/dates.ts';
import type { Evaluation } from '../domain/evaluation.ts';
import type { Defect, Finding, FindingResource, Remediation } from '../domain/finding.ts';
import { MAP_TAG_RULES } from '../domain/rule.ts';
import type { Rule } from './compile-rule.ts';
import { type Diagnosis, diagnose } from './diagnose.ts';
import type { FactContext } from './facts.ts';
import { allocationTagRemediation, ruleRemediation, tagRemediation } from './remediation.ts';
import type { WaiverSubject } from './waivers.ts';

/** A rule that does not hold, and when that was seen. */
interface Verdict {
  readonly rule: Rule;
  readonly evaluation: Evaluation;
  readonly now: IsoInstant;
}

/** What makes two findings the same finding. */
export interface FindingIdentity {
  readonly ruleId: string;
  readonly accountId: string | null;
  readonly region: string | null;
  readonly type: ResourceType;
  readonly name: string;
  /** Model ids in any order. */
  readonly models: readonly string[];
  /** Position among resources that are equal in everything above; see {@link ordinals}. */
  readonly ordinal: number;
}

/** The finding that a rule gives for a carrier. */
export function carrierFinding(
  input: Verdict & { readonly carrier: Carrier; readonly context: FactContext; readonly ordinal: number },
): Finding {
  const { rule, carrier, context, ordinal } = input;
  const { account } = context;
  const resource = carrierResource(carrier);
  const diagnosis = tagDiagnosis(rule, carrier, context);
  const remediation =
    diagnosis === undefined
      ? ruleRemediation(rule.definition)
      : tagRemediation(rule.definition, carrier, diagnosis, context);
  const place = { accountId: account.id, accountName: account.name, ouPath: account.ouPath, region: carrier.region };
  const identity = { ...place, type: carrier.type, name: carrier.name, models: resource.models, ordinal };
  return finding(input, identity, { ...place, resource, defect: diagnosis?.defect ?? null, remediation });
}

/** The finding that a rule gives for an account as a whole. */
export function accountFinding(input: Verdict & { readonly account: Account }): Finding {
  const { account } = input;
  const resource = wholeResource('account', account.id, account.name);
  const place = { accountId: account.id, accountName: account.name, ouPath: account.ouPath, region: null };
  // The id stands for the account: its name can change, and the finding stays the same.
  const identity = { ...place, type: resource.type, name: account.id, models: [], ordinal: 0 };
  const remediation = ruleRemediation(input.rule.definition);
  return finding(input, identity, { ...place, resource, defect: null, remediation });
}

/** The finding that a rule gives for a configured agreement. */
export function agreementFinding(input: Verdict & { readonly agreement: Agreement }): Finding {
  const { id, name } = input.agreement;
  return placelessFinding(input, id, wholeResource('agreement', id, name));
}

/** The finding that a rule gives for the organization as a whole. */
export function organizationFinding(input: Verdict & { readonly organizationId: string }): Finding {
  const { organizationId } = input;
  const found = placelessFinding(input, organizationId, wholeResource('organization', organizationId, organizationId));
  return { ...found, remediation: allocationTagRemediation(input.rule.definition, input.evaluation.evidence) };
}

/** The finding that a rule gives for a waiver. Whoever asked for it is told. */
export function waiverFinding(input: Verdict & { readonly subject: WaiverSubject }): Finding {
  const { waiver, hash } = input.subject;
  const resource = wholeResource('waiver', hash, `${waiver.rule} on ${waiver.resource}`);
  return { ...placelessFinding(input, hash, resource), owner: waiver.owner };
}

function placelessFinding(verdict: Verdict, name: string, resource: FindingResource): Finding {
  const place = { accountId: null, accountName: null, ouPath: null, region: null };
  const identity = { ...place, type: resource.type, name, models: [], ordinal: 0 };
  const remediation = ruleRemediation(verdict.rule.definition);
  return finding(verdict, identity, { ...place, resource, defect: null, remediation });
}

/**
 * A stable id of 20 hex digits. It has no ARN in it, so that a profile that was deleted and created anew under the same
 * name keeps its findings.
 */
export function findingId(identity: FindingIdentity): string {
  const { ruleId, accountId, region, type, name, models, ordinal } = identity;
  // JSON keeps the members apart whatever characters they contain.
  const text = JSON.stringify([ruleId, accountId, region, type, name, [...models].sort(), ordinal]);
  return createHash('sha256').update(text).digest('hex').slice(0, 20);
}

/** For each ARN the position among carriers of the same account, region, type, name and models; nearly always 0. */
export function ordinals(carriers: readonly Carrier[]): ReadonlyMap<string, number> {
  const seen = new Map<string, number>();
  const positions = new Map<string, number>();
  for (const carrier of [...carriers].sort((a, b) => (a.arn < b.arn ? -1 : 1))) {
    const { accountId, region, type, name } = carrier;
    const group = JSON.stringify([accountId, region, type, name, modelIds(carrier)]);
    const position = seen.get(group) ?? 0;
    seen.set(group, position + 1);
    positions.set(carrier.arn, position);
  }
  return positions;
}

type Particulars = Pick<Finding, 'accountId' | 'accountName' | 'ouPath' | 'region' | 'resource' | 'defect'> & {
  readonly remediation: Remediation;
};

function finding(verdict: Verdict, identity: Omit<FindingIdentity, 'ruleId'>, particulars: Particulars): Finding {
  const { rule, evaluation, now } = verdict;
  return {
    id: findingId({ ...identity, ruleId: evaluation.ruleId }),
    ruleId: evaluation.ruleId,
    severity: rule.severity,
    status: 'new',
    firstSeen: now,
    lastSeen: now,
    accountId: particulars.accountId,
    accountName: particulars.accountName,
    ouPath: particulars.ouPath,
    region: particulars.region,
    owner: null,
    resource: particulars.resource,
    message: evaluation.message,
    evidence: evaluation.evidence,
    defect: particulars.defect,
    lost: null,
    atRisk: null,
    remediation: particulars.remediation,
    waiver: null,
    stripped: null,
    inBaseline: false,
  };
}

/** The diagnosis behind a finding of the map-tag rules; undefined for every other rule. */
function tagDiagnosis(
  { definition }: Rule,
  { tags }: Carrier,
  { account, settings, today }: FactContext,
): (Diagnosis & { readonly defect: Defect }) | undefined {
  if (tags === undefined || !MAP_TAG_RULES.includes(definition.id)) return undefined;
  const diagnosis = diagnose(tags, account, settings.agreements, settings.tag, today);
  return diagnosis.defect === '' ? undefined : { ...diagnosis, defect: diagnosis.defect };
}

function carrierResource(carrier: Carrier): FindingResource {
  const tags = carrier.tags && inKeyOrder(carrier.tags);
  return {
    type: carrier.type,
    id: carrier.id,
    arn: carrier.arn,
    name: carrier.name,
    createdAt: carrier.createdAt ?? null,
    models: modelIds(carrier),
    tags: tags === undefined ? null : Object.fromEntries(tags),
  };
}

function wholeResource(type: ResourceType, id: string, name: string): FindingResource {
  return { type, id: `${type}/${id}`, arn: null, name, createdAt: null, models: [], tags: null };
}

function modelIds({ models = [] }: Carrier): readonly string[] {
  return [...new Set(models.map(({ id }) => id))].sort();
}
