import type { Agreement } from '../domain/agreement.ts';
import { covers } from '../domain/agreement.ts';
import type { Carrier, Tags } from '../domain/carrier.ts';
import type { IsoDate } from '../domain/dates.ts';
import type { Failure } from '../domain/errors.ts';
import type { Defect } from '../domain/finding.ts';
import type { ModelCatalog } from '../domain/model-catalog.ts';
import type { Waiver } from '../domain/remediation.ts';
import { MAP_TAG_RULES } from '../domain/rule.ts';
import type { Settings } from '../domain/settings.ts';
import { correctionOf, defectOfUnknownValue, possibleIds } from './map-value.ts';
import { nearMisses } from './near-miss.ts';
import { ageObstacles, agreementObstacles, carrierObstacles, modelObstacles } from './tag-decision.ts';
import { waiversOf } from './waivers.ts';

/** What is known of where an account is: `ouPath` is left out where it was not read. */
export interface AccountPlace {
  readonly id: string;
  readonly ouPath?: string;
  /** Why it could not be read; left out where nobody needed it. */
  readonly failure?: Failure;
}

export interface ObstacleContext {
  readonly settings: Pick<Settings, 'agreements' | 'tag'>;
  readonly catalog: ModelCatalog;
  readonly today: IsoDate;
}

/** AWS's list of models says both; see the catalogue's own page. */
const READINGS =
  'AWS\'s list can be read in two ways: "used after that day", or "under a plan accepted after that day"; mapwarden takes the second, which is the stricter one.';

/** What a person does where only the OU of an account could tell whether an agreement covers it. */
export const UNREAD_OU_REMEDY =
  'Name the account itself in the scope of the agreement, or use credentials of the management account or of a delegated administrator.';

/** Whether the agreement covers the account; undefined where only its OU could tell, and that is unknown. */
export function coverage(agreement: Agreement, { id, ouPath }: AccountPlace): boolean | undefined {
  if (covers(agreement, { id, ouPath: ouPath ?? '' })) return true;
  return ouPath === undefined && agreement.scope.ous.length > 0 ? undefined : false;
}

/** Why the agreement cannot be used in the account, in a sentence; none where it can. */
export function coverageObstacles(agreement: Agreement, place: AccountPlace): readonly string[] {
  const covered = coverage(agreement, place);
  if (covered === true) return [];
  if (covered === false) return [`Agreement ${agreement.id} does not cover account ${place.id}: see its scope.`];
  const { failure } = place;
  const cause = failure === undefined ? '' : ` (${failure.operation}: ${failure.code})`;
  return [
    `Whether agreement ${agreement.id} covers account ${place.id} is not known: its scope names OUs, and the OU of the account could not be read${cause}. ${UNREAD_OU_REMEDY}`,
  ];
}

/** Why a profile that is made today under the agreement would earn nothing, in sentences. */
export function creationObstacles(agreement: Agreement, { today }: Pick<ObstacleContext, 'today'>): readonly string[] {
  const obstacles = agreementObstacles(agreement, today).map(({ text }) => text);
  const isTooSoon = ageObstacles(agreement, { createdAt: today }).length > 0;
  const text = `Agreement ${agreement.id} was accepted on ${agreement.acceptedOn}: only what is created on a later day counts, and today is ${today}.`;
  return isTooSoon ? [...obstacles, text] : obstacles;
}

/** Models that count for later agreements only, or that could not be read, in sentences. */
export function modelSentences(
  agreement: Agreement,
  carrier: Pick<Carrier, 'models'>,
  { catalog }: Pick<ObstacleContext, 'catalog'>,
): readonly string[] {
  return modelObstacles(agreement, carrier, catalog).map(({ reason, text }) =>
    reason === 'model-accepted-too-early' ? `${text} ${READINGS}` : text,
  );
}

/** Why the tag of the agreement would earn nothing on the profile, or do harm, in sentences. */
export function taggingObstacles(
  agreement: Agreement,
  carrier: Carrier,
  place: AccountPlace,
  context: ObstacleContext,
): readonly string[] {
  const { settings, today } = context;
  return [
    ...carrierObstacles(carrier, settings.tag.key).map(({ text }) => text),
    ...foreignTags(agreement, carrier.tags ?? new Map(), settings),
    ...coverageObstacles(agreement, place),
    ...agreementObstacles(agreement, today).map(({ text }) => text),
    ...modelSentences(agreement, carrier, context),
    ...ageObstacles(agreement, carrier).map(({ text }) => `${text} mapwarden profile create does that.`),
  ];
}

/** Keys that look like the right one and stay where they are, in sentences. */
export function strayKeys(tags: Tags, key: string): readonly string[] {
  return nearMisses(tags, key)
    .filter((near) => near.key !== key)
    .map((near) => `${near.key} = ${JSON.stringify(near.value)} stays beside it; MAP reads ${key} only.`);
}

/** Waivers that accept the profile's map tag as it is, in sentences: they hinder nobody who knows better. */
export function waiverRemarks(
  { arn }: Pick<Carrier, 'arn'>,
  waivers: readonly Waiver[],
  today: IsoDate,
): readonly string[] {
  return MAP_TAG_RULES.flatMap((ruleId) => waiversOf({ ruleId, resource: { arn, id: arn } }, waivers, today)).map(
    ({ rule, owner, until, reason }) =>
      `A waiver of ${rule} by ${owner} accepts its tag as it is until ${until}: ${reason}`,
  );
}

/** Values that claim nothing for anybody. */
const MEANINGLESS: ReadonlySet<Defect> = new Set<Defect>(['blank', 'placeholder', 'legacy-server-id']);

/** What is there, under the key or under one like it, may claim the usage for another engagement: only its owner takes it away. */
function foreignTags(
  agreement: Agreement,
  tags: Tags,
  { agreements, tag }: Pick<Settings, 'agreements' | 'tag'>,
): readonly string[] {
  if (tags.get(tag.key) === agreement.tagValue) return [];
  // What a value means does not hang on who is covered where: that is an obstacle of its own.
  const everywhere = agreements.map((each) => ({ ...each, scope: { ous: [], accounts: [] } }));
  const means = (value: string) => correctionOf(value, { id: '', ouPath: '' }, everywhere, tag) === agreement.tagValue;
  const isOurs = (value: string): boolean => {
    if (agreements.some(({ tagValue }) => tagValue === value)) return value === agreement.tagValue;
    if (!MEANINGLESS.has(defectOfUnknownValue(value, agreements, tag))) return means(value);
    // A placeholder may stand beside the id of somebody: `todo-migZZZZZ99999`. That of a server is nobody's.
    return possibleIds(value.replace(/^\s*d-server-[a-z0-9]+/, ''), tag).every(means);
  };
  return nearMisses(tags, tag.key)
    .filter(({ value }) => !isOurs(value))
    .map(
      ({ key, value }) =>
        `It carries ${key} = ${JSON.stringify(value)}, which does not mean agreement ${agreement.id} and may be the value of another; it is never overwritten. Remove that tag first if it is wrong.`,
    );
}
