import { createHash } from 'node:crypto';
import { isEmptyScope } from '../domain/account.ts';
import { type Agreement, BEDROCK_ELIGIBLE_AFTER } from '../domain/agreement.ts';
import { canonicalJson } from '../domain/canonical-json.ts';
import type { IsoDate } from '../domain/dates.ts';
import type { RemediationSettings } from '../domain/remediation.ts';
import type { Settings } from '../domain/settings.ts';
import { alertSettingsOf } from './alert-settings.ts';
import { quote } from './problem-text.ts';
import type { Configuration } from './schema.ts';

/** The configuration in the domain's words: values derived from others filled in, the hash of all of it added. */
export function settingsOf(configuration: Configuration): Settings {
  const { organization, tag, owners } = configuration;
  return {
    auditRole: organization.auditRole,
    remediationRole: organization.remediationRole,
    managementRole: organization.managementRole,
    ...(organization.externalId === undefined ? {} : { externalId: organization.externalId }),
    include: organization.include,
    exclude: organization.exclude,
    regions: organization.regions,
    agreements: configuration.agreements.map((agreement) => agreementOf(agreement, tag.prefix)),
    tag,
    method: configuration.attribution.method,
    spend: configuration.spend,
    ...(owners === undefined ? {} : { owners }),
    waivers: configuration.waivers,
    remediation: remediationOf(configuration.remediation),
    alerts: alertSettingsOf(configuration.alerts),
    sha256: sha256Of(configuration),
  };
}

function remediationOf({ accounts, ous, ...limits }: Configuration['remediation']): RemediationSettings {
  return { ...limits, allowed: accounts === 'all' ? 'all' : { accounts, ous } };
}

function agreementOf(agreement: Configuration['agreements'][number], prefix: string): Agreement {
  const { id, acceptedOn, endsOn, scope, payerAccountId, creditPercent } = agreement;
  return {
    id,
    name: agreement.name ?? id,
    tagValue: agreement.tagValue ?? `${prefix}${id}`,
    acceptedOn,
    startsOn: agreement.startsOn ?? acceptedOn,
    endsOn,
    scope,
    ...(payerAccountId === undefined ? {} : { payerAccountId }),
    ...(creditPercent === undefined ? {} : { creditPercent }),
  };
}

/**
 * SHA-256, 64 hex digits, over the configuration with its defaults as JSON with sorted keys: the same whichever way the
 * file was written. `$schema` concerns editors and takes no part; nor does `remediation.mode`, which says whether a plan
 * may be applied and nothing of what is in it: who approves a plan and then allows writing must not have to plan anew.
 */
function sha256Of(configuration: Configuration): string {
  const { $schema: _, remediation, ...rest } = configuration;
  const { mode: __, ...limits } = remediation;
  return createHash('sha256')
    .update(canonicalJson({ ...rest, remediation: limits }))
    .digest('hex');
}

/** Pages of Cost Explorer for tag states, services, the window and the judged week: without any of them, no amount. */
const FEWEST_REQUESTS = 4;

/** What is allowed and yet looks like a mistake, a sentence each. `today` is a UTC day. */
export function warnings(settings: Settings, today: IsoDate): readonly string[] {
  return [
    ...settings.agreements.flatMap((agreement) => agreementWarnings(agreement, settings, today)),
    ...spendWarnings(settings),
    ...remediationWarnings(settings),
  ];
}

type Candidate = readonly [isTrue: boolean, text: string];

function agreementWarnings(agreement: Agreement, { tag, spend }: Settings, today: IsoDate): readonly string[] {
  const { acceptedOn, startsOn, endsOn, tagValue, creditPercent } = agreement;
  return textsOf([
    [
      acceptedOn <= BEDROCK_ELIGIBLE_AFTER,
      `was accepted on ${acceptedOn}: Bedrock counts only towards agreements accepted after ${BEDROCK_ELIGIBLE_AFTER}, so usage under it earns nothing`,
    ],
    [acceptedOn > today, `was accepted on ${acceptedOn}, which is yet to come`],
    [startsOn < acceptedOn, `starts on ${startsOn}, before it was accepted on ${acceptedOn}`],
    [endsOn < today, `ended on ${endsOn}: usage since then earns nothing under it`],
    [
      !tagValue.startsWith(tag.prefix),
      `has the tag value ${quote(tagValue)}, which does not begin with the prefix ${quote(tag.prefix)}`,
    ],
    [
      creditPercent !== undefined && creditPercent > 0 && creditPercent < 1,
      `has the creditPercent ${creditPercent}, which is less than one percent: a quarter is written 25`,
    ],
    [
      creditPercent !== undefined && !spend.enabled,
      'has a creditPercent, but spend.enabled is false: no credit is reckoned',
    ],
  ]).map((text) => `agreement ${agreement.id} ${text}`);
}

function spendWarnings({ spend }: Settings): readonly string[] {
  const { enabled, maxRequests } = spend;
  return textsOf([
    [
      enabled && maxRequests < FEWEST_REQUESTS,
      `spend.maxRequests is ${maxRequests}: with fewer than ${FEWEST_REQUESTS} pages of Cost Explorer there is no spend part at all`,
    ],
  ]);
}

function remediationWarnings({ remediation: { mode, allowed } }: Settings): readonly string[] {
  return textsOf([
    [
      mode === 'apply' && allowed !== 'all' && isEmptyScope(allowed),
      'remediation.mode is apply, but remediation.accounts and remediation.ous name none: nothing may be written; accounts: all names every account',
    ],
  ]);
}

function textsOf(candidates: readonly Candidate[]): readonly string[] {
  return candidates.filter(([isTrue]) => isTrue).map(([, text]) => text);
}
