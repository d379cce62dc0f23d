import { createHash } from 'node:crypto';
import { type Agreement, BEDROCK_ELIGIBLE_AFTER } from '../domain/agreement.ts';
import type { IsoDate } from '../domain/dates.ts';
import type { Settings } from '../domain/settings.ts';
import { quote } from './problem-text.ts';
import type { Configuration } from './schema.ts';

/** The configuration in the domain's words: values derived from others filled in, the hash of all of it added. */
export function settingsOf(configuration: Configuration): Settings {
  const { organization, tag } = configuration;
  return {
    auditRole: organization.auditRole,
    ...(organization.externalId === undefined ? {} : { externalId: organization.externalId }),
    include: organization.include,
    exclude: organization.exclude,
    regions: organization.regions,
    agreements: configuration.agreements.map((agreement) => agreementOf(agreement, tag.prefix)),
    tag,
    method: configuration.attribution.method,
    sha256: sha256Of(configuration),
  };
}

function agreementOf(agreement: Configuration['agreements'][number], prefix: string): Agreement {
  const { id, acceptedOn, endsOn, scope, payerAccountId } = agreement;
  return {
    id,
    name: agreement.name ?? id,
    tagValue: agreement.tagValue ?? `${prefix}${id}`,
    acceptedOn,
    startsOn: agreement.startsOn ?? acceptedOn,
    endsOn,
    scope,
    ...(payerAccountId === undefined ? {} : { payerAccountId }),
  };
}

/**
 * SHA-256, 64 hex digits, over the configuration with its defaults as JSON with sorted keys: the same whichever way the
 * file was written. `$schema` concerns editors and takes no part.
 */
function sha256Of(configuration: Configuration): string {
  const { $schema: _, ...effective } = configuration;
  return createHash('sha256').update(canonicalJson(effective)).digest('hex');
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? sortKeys(inner) : inner,
  );
}

function sortKeys(value: object): object {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What is allowed and yet looks like a mistake, a sentence each. `today` is a UTC day. */
export function warnings(settings: Settings, today: IsoDate): readonly string[] {
  return settings.agreements.flatMap((agreement) => agreementWarnings(agreement, settings.tag.prefix, today));
}

function agreementWarnings(agreement: Agreement, prefix: string, today: IsoDate): readonly string[] {
  const { acceptedOn, startsOn, endsOn, tagValue } = agreement;
  const name = `agreement ${agreement.id}`;
  const candidates: readonly (readonly [isTrue: boolean, text: string])[] = [
    [
      acceptedOn <= BEDROCK_ELIGIBLE_AFTER,
      `was accepted on ${acceptedOn}: Bedrock counts only towards agreements accepted after ${BEDROCK_ELIGIBLE_AFTER}, so usage under it earns nothing`,
    ],
    [acceptedOn > today, `was accepted on ${acceptedOn}, which is yet to come`],
    [startsOn < acceptedOn, `starts on ${startsOn}, before it was accepted on ${acceptedOn}`],
    [endsOn < today, `ended on ${endsOn}: usage since then earns nothing under it`],
    [
      !tagValue.startsWith(prefix),
      `has the tag value ${quote(tagValue)}, which does not begin with the prefix ${quote(prefix)}`,
    ],
  ];
  return candidates.filter(([isTrue]) => isTrue).map(([, text]) => `${name} ${text}`);
}
