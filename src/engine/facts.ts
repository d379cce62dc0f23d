import type { Account } from '../domain/account.ts';
import type { Agreement } from '../domain/agreement.ts';
import type { AttributionMethod, Carrier, CarrierType, Tags } from '../domain/carrier.ts';
import { dayOf, daysBetween, type IsoDate } from '../domain/dates.ts';
import type { ModelCatalog } from '../domain/model-catalog.ts';
import type { Waiver } from '../domain/remediation.ts';
import type { Settings } from '../domain/settings.ts';
import { type AccountSpend, type CostAllocationTagState, principalKeys } from '../domain/spend.ts';
import { resolveModel } from './catalog.ts';
import { diagnose } from './diagnose.ts';
import type { FactRecord } from './fact-schema.ts';
import { Usd } from './usd.ts';

/** Facts about one resource, by variable name. What could not be read is left out. */
export type Facts = Readonly<Record<string, unknown>>;

/** What a carrier is judged against. */
export interface FactContext {
  readonly account: Account;
  readonly settings: Pick<Settings, 'agreements' | 'tag' | 'method' | 'spend'>;
  readonly today: IsoDate;
  readonly catalog: ModelCatalog;
}

/** Facts about a carrier: `today account resource tag`. */
export function carrierFacts(carrier: Carrier, context: FactContext): Facts {
  return {
    today: context.today,
    account: accountRecord(context),
    resource: resourceRecord(carrier, context.catalog),
    tag: tagRecord(carrier, context),
  };
}

/**
 * Facts about an account, once all its targets ended: `today account spend coverage`. Without `spend` what it spent is
 * unknown.
 */
export function accountFacts(
  context: FactContext,
  coverage: { readonly targets: number; readonly gaps: number },
  spend?: AccountSpend,
): Facts {
  const counts: FactRecord<'Coverage'> = { targets: BigInt(coverage.targets), gaps: BigInt(coverage.gaps) };
  return {
    today: context.today,
    account: accountRecord(context),
    spend: spendRecord(context, spend),
    coverage: counts,
  };
}

/** Facts about a configured agreement: `today agreement`. */
export function agreementFacts(agreement: Agreement, today: IsoDate): Facts {
  return { today, agreement: agreementRecord(agreement, today) };
}

/** Facts about the organization: `today costAllocationTag`. The state of a tag that `tags` lacks is unknown. */
export function organizationFacts(
  tags: readonly CostAllocationTagState[] | undefined,
  settings: Pick<Settings, 'tag' | 'method'>,
  today: IsoDate,
): Facts {
  const { key } = settings.tag;
  const isActive = (wanted: readonly string[]): boolean | undefined => {
    const states = tags?.filter((state) => wanted.includes(state.key)) ?? [];
    return states.length === 0 ? undefined : states.some(({ status }) => status === 'active');
  };
  const active = isActive([key]);
  const forPrincipals = principalKeys(key);
  const principalActive = isActive(forPrincipals);
  const principalKey = tags?.find((state) => forPrincipals.includes(state.key))?.key;
  const costAllocationTag: FactRecord<'CostAllocationTag'> = {
    key,
    ...(active === undefined ? {} : { active }),
    // Under `any` an account may do without principals, and most do.
    principalNeeded: settings.method === 'iam-principal',
    ...(principalKey === undefined ? {} : { principalKey }),
    ...(principalActive === undefined ? {} : { principalActive }),
  };
  return { today, costAllocationTag };
}

/** Facts about a waiver, at the end of a run: `today waiver`. Without `matched` it may match what was not read. */
export function waiverFacts(
  { rule, resource, owner, until }: Waiver,
  matched: number | undefined,
  today: IsoDate,
): Facts {
  const waiver: FactRecord<'Waiver'> = {
    rule,
    resource,
    owner,
    until,
    ...(matched === undefined ? {} : { matched: BigInt(matched) }),
  };
  return { today, waiver };
}

function spendRecord({ settings }: FactContext, spend: AccountSpend | undefined): FactRecord<'Spend'> {
  const minFinding = new Usd(settings.spend.minFindingUsd);
  if (spend === undefined) return { minFinding };
  const { total, unattributed, underNoAgreement, underInvalidAgreement } = spend.week;
  return {
    total: new Usd(total),
    ...(unattributed === undefined ? {} : { unattributed: new Usd(unattributed) }),
    underNoAgreement: new Usd(underNoAgreement),
    underInvalidAgreement: new Usd(underInvalidAgreement),
    minFinding,
  };
}

function accountRecord({ account, settings }: FactContext): FactRecord<'Account'> {
  return { id: account.id, name: account.name, ouPath: account.ouPath, method: settings.method };
}

function resourceRecord(carrier: Carrier, catalog: ModelCatalog): FactRecord<'Resource'> {
  const models = carrier.models?.map(({ id, provider }) => modelRecord(id, provider, catalog)) ?? [];
  return {
    type: carrier.type,
    id: carrier.id,
    arn: carrier.arn,
    name: carrier.name,
    region: carrier.region,
    ...(carrier.createdAt === undefined ? {} : { createdOn: dayOf(carrier.createdAt) }),
    ...(carrier.tags === undefined ? {} : { tags: carrier.tags }),
    // Every carrier has a model, so none means that AWS gave none: `all` over an empty list would be a pass.
    ...(models.length === 0 ? {} : { models }),
  };
}

function modelRecord(id: string, provider: string, catalog: ModelCatalog): FactRecord<'Model'> {
  const entry = resolveModel(id, catalog);
  return { id, provider, listed: entry !== undefined, eligibleAfter: entry?.eligibleAfter ?? '' };
}

function tagRecord(carrier: Carrier, context: FactContext): FactRecord<'Tag'> {
  const { settings } = context;
  const expected = isExpected(carrier.type, settings.method);
  return {
    key: settings.tag.key,
    ...(expected === undefined ? {} : { expected }),
    ...(carrier.tags === undefined ? {} : readTagRecord(carrier.tags, context)),
  };
}

function readTagRecord(tags: Tags, { account, settings, today }: FactContext): Partial<FactRecord<'Tag'>> {
  const diagnosis = diagnose(tags, account, settings.agreements, settings.tag, today);
  return {
    present: diagnosis.present,
    value: diagnosis.value,
    nearMiss: diagnosis.nearMiss,
    wellFormed: diagnosis.wellFormed,
    known: diagnosis.known,
    covered: diagnosis.covered,
    defect: diagnosis.defect,
    ...(diagnosis.agreement === undefined ? {} : { agreement: agreementRecord(diagnosis.agreement, today) }),
  };
}

function agreementRecord(agreement: Agreement, today: IsoDate): FactRecord<'Agreement'> {
  const { id, name, tagValue, acceptedOn, startsOn, endsOn } = agreement;
  return { id, name, tagValue, acceptedOn, startsOn, endsOn, daysLeft: BigInt(daysBetween(today, endsOn)) };
}

const METHOD_OF: Readonly<Record<CarrierType, AttributionMethod>> = {
  'inference-profile': 'inference-profile',
  'provisioned-throughput': 'inference-profile',
  'iam-principal': 'iam-principal',
  project: 'project',
};

/** Under `any` it depends on the account's other carriers, which one carrier does not show: unknown. */
function isExpected(type: CarrierType, method: AttributionMethod): boolean | undefined {
  return method === 'any' ? undefined : METHOD_OF[type] === method;
}
