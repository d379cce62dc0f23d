import type { Agreement } from '../domain/agreement.ts';
import { covers } from '../domain/agreement.ts';
import type { Carrier } from '../domain/carrier.ts';
import type { IsoDate } from '../domain/dates.ts';
import type { Failure } from '../domain/errors.ts';
import type { ModelCatalog } from '../domain/model-catalog.ts';
import type { Settings } from '../domain/settings.ts';
import { diagnose } from './diagnose.ts';
import { ageObstacles, agreementObstacles, carrierObstacles, modelObstacles } from './tag-decision.ts';

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
    `Whether agreement ${agreement.id} covers account ${place.id} is not known: its scope names OUs, and the OU of the account could not be read${cause}. Name the account itself in the scope, or use credentials of the management account or of a delegated administrator.`,
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
    ...foreignValue(agreement, carrier, place, context),
    ...coverageObstacles(agreement, place),
    ...agreementObstacles(agreement, today).map(({ text }) => text),
    ...modelSentences(agreement, carrier, context),
    ...ageObstacles(agreement, carrier).map(({ text }) => `${text} mapwarden profile create does that.`),
  ];
}

/** A value of the right form belongs to an engagement, ours or another's: only its owner may take it away. */
function foreignValue(
  agreement: Agreement,
  { tags }: Carrier,
  { id, ouPath = '' }: AccountPlace,
  { settings, today }: ObstacleContext,
): readonly string[] {
  const value = tags?.get(settings.tag.key);
  if (tags === undefined || value === undefined || value === agreement.tagValue) return [];
  if (!diagnose(tags, { id, ouPath }, settings.agreements, settings.tag, today).wellFormed) return [];
  return [
    `It carries ${JSON.stringify(value)}, which may be the value of another agreement; it is never overwritten. Remove that tag first if it is wrong.`,
  ];
}
