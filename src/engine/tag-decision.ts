import type { Account } from '../domain/account.ts';
import { type Agreement, BEDROCK_ELIGIBLE_AFTER, covers, isInTerm } from '../domain/agreement.ts';
import type { Carrier, Tags } from '../domain/carrier.ts';
import { dayOf, type IsoDate } from '../domain/dates.ts';
import type { ModelCatalog } from '../domain/model-catalog.ts';
import type { RefusalReason } from '../domain/plan.ts';
import { resolveModel } from './catalog.ts';
import type { Diagnosis } from './diagnose.ts';
import type { FactContext } from './facts.ts';
import { agreementOfValue } from './map-value.ts';
import { nearMisses } from './near-miss.ts';

/** A fact that is missing, or that stands against a tag, for a person and for a program. */
export interface Obstacle {
  readonly reason: RefusalReason;
  readonly text: string;
}

/** The one agreement that a carrier's tag should name, or everything that speaks against it. */
export type TagDecision =
  | {
      readonly agreement: Agreement;
      /** Why just this one. */
      readonly because: string;
      /** What is not known and does not stop it. */
      readonly remarks: readonly string[];
    }
  | { readonly obstacles: readonly Obstacle[] };

/** Amazon DataZone and SageMaker Unified Studio make such profiles and keep their tags themselves. */
const DATAZONE_KEY = 'AmazonDataZoneDomain';

/** Tags that AWS lets a resource bear. Source: AWS general reference, "Tag naming limits and requirements". */
const MOST_TAGS = 50;

/**
 * Which agreement a carrier belongs to, where its map tag is wrong. A wrong tag is worse than none, since it burdens
 * another engagement: only what is certain, and would count, leads to a value. AWS credits resources that were launched
 * after the agreement was accepted, for models that MAP includes (MAP user guide, FAQ and Included Services List).
 */
export function decideTag(carrier: Carrier, diagnosis: Diagnosis, context: FactContext): TagDecision {
  const { settings, today, catalog } = context;
  const found = certainAgreement(diagnosis, carrier.tags ?? new Map(), context);
  const own = carrierObstacles(carrier, settings.tag.key);
  if (!('agreement' in found)) return { obstacles: [...own, ...[found].flat()] };
  const { agreement, because } = found;
  const obstacles = [
    ...own,
    ...agreementObstacles(agreement, today),
    ...modelObstacles(agreement, carrier, catalog),
    ...ageObstacles(agreement, carrier),
  ];
  if (obstacles.length > 0) return { obstacles };
  return { agreement, because, remarks: unlistedModels(carrier, catalog) };
}

type Certain = { readonly agreement: Agreement; readonly because: string };

/** The agreement whose value the tag should have, as far as the tag and the account tell. */
function certainAgreement(
  diagnosis: Diagnosis,
  tags: Tags,
  { account, settings, today }: FactContext,
): Certain | Obstacle | readonly Obstacle[] {
  const { agreements } = settings;
  if (diagnosis.defect === 'missing') return onlyAgreement(agreements, account, today);
  const foreign = foreignObstacle(diagnosis);
  if (foreign) return foreign;
  if (nearMisses(tags, settings.tag.key).length > 1 && !diagnosis.present) {
    return {
      reason: 'value-not-certain',
      text: 'Several keys may have been meant, and which one counts is not certain.',
    };
  }
  const agreement = agreementOfValue(diagnosis.correction, account, agreements, today);
  if (agreement) return { agreement, because: `what is there can only mean agreement ${agreement.id}` };
  return { reason: 'value-not-certain', text: 'Which agreement was meant is not certain.' };
}

/** A well-formed value that is not ours to change, whatever else is said of the resource. */
export function foreignObstacle({ wellFormed, covered }: Diagnosis): Obstacle | undefined {
  if (!wellFormed || covered) return undefined;
  const text = 'The value may belong to an agreement of somebody else; it is never overwritten.';
  return { reason: 'foreign-value', text };
}

/**
 * The agreement of untagged usage: the only one that covers the account and can count today. One that has ended, or was
 * accepted too early, leaves no doubt; where all that cover it are such, each says why.
 */
function onlyAgreement(
  agreements: readonly Agreement[],
  account: Place,
  today: IsoDate,
): Certain | Obstacle | readonly Obstacle[] {
  const covering = agreements.filter((agreement) => covers(agreement, account));
  const [first] = covering;
  if (first === undefined) {
    return { reason: 'no-agreement', text: `No configured agreement covers account ${account.id}.` };
  }
  const counting = covering.filter((agreement) => agreementObstacles(agreement, today).length === 0);
  const [only] = counting;
  if (only !== undefined && counting.length === 1) {
    const others = covering.length > 1 ? ' today: the others have ended, not begun, or were accepted too early' : '';
    return { agreement: only, because: `agreement ${only.id} is the only one for account ${account.id}${others}` };
  }
  if (covering.length === 1) return { agreement: first, because: '' };
  if (counting.length === 0) return covering.flatMap((agreement) => agreementObstacles(agreement, today));
  const ids = covering.map(({ id }) => id).join(', ');
  return {
    reason: 'several-agreements',
    text: `Which of the agreements ${ids} this usage belongs to is not known.`,
  };
}

type Place = Pick<Account, 'id' | 'ouPath'>;

/** Why the carrier's tags must be left as they are, whatever the agreement. */
export function carrierObstacles({ tags }: Pick<Carrier, 'tags'>, key: string): readonly Obstacle[] {
  if (tags === undefined) return [{ reason: 'unread', text: 'The tags of the resource could not be read.' }];
  const obstacles: Obstacle[] = [];
  if (tags.has(DATAZONE_KEY)) {
    const text = 'Amazon DataZone manages this resource; change the tag there.';
    obstacles.push({ reason: 'managed-elsewhere', text });
  }
  // Tags that AWS itself puts on resources do not count.
  const count = [...tags.keys()].filter((name) => !name.startsWith('aws:')).length;
  if (!tags.has(key) && count >= MOST_TAGS) {
    const text = `The resource has ${count} tags, and AWS allows ${MOST_TAGS}: remove one that is not needed.`;
    obstacles.push({ reason: 'too-many-tags', text });
  }
  return obstacles;
}

/** Why usage under the agreement does not count today, wherever it is. */
export function agreementObstacles(agreement: Agreement, today: IsoDate): readonly Obstacle[] {
  const { id, acceptedOn, startsOn, endsOn } = agreement;
  const obstacles: Obstacle[] = [];
  if (!isInTerm(agreement, today)) {
    const text = `Agreement ${id} runs from ${startsOn} to ${endsOn}, not on ${today}.`;
    obstacles.push({ reason: 'agreement-out-of-term', text });
  }
  if (acceptedOn <= BEDROCK_ELIGIBLE_AFTER) {
    const text = `Agreement ${id} was accepted on ${acceptedOn}; Bedrock counts only after ${BEDROCK_ELIGIBLE_AFTER}.`;
    obstacles.push({ reason: 'agreement-accepted-too-early', text });
  }
  return obstacles;
}

/** Models that MAP includes for later agreements only. One that the catalogue does not list is no obstacle. */
export function modelObstacles(
  { id, acceptedOn }: Agreement,
  { models }: Pick<Carrier, 'models'>,
  catalog: ModelCatalog,
): readonly Obstacle[] {
  if (models === undefined || models.length === 0) {
    return [{ reason: 'model-unknown', text: 'Which models are behind the resource could not be read.' }];
  }
  return models.flatMap((model) => {
    const entry = resolveModel(model.id, catalog);
    if (entry === undefined || acceptedOn > entry.eligibleAfter) return [];
    const text = `${model.id} counts for agreements accepted after ${entry.eligibleAfter}, and ${id} was accepted on ${acceptedOn}.`;
    return [{ reason: 'model-accepted-too-early' as const, text }];
  });
}

/** Why the resource itself is too old for the agreement. */
export function ageObstacles(
  { id, acceptedOn }: Agreement,
  { createdAt }: Pick<Carrier, 'createdAt'>,
): readonly Obstacle[] {
  if (createdAt === undefined) {
    const text = `It is not known whether the resource was created after ${id} was accepted.`;
    return [{ reason: 'created-unknown', text }];
  }
  const createdOn = dayOf(createdAt);
  if (createdOn > acceptedOn) return [];
  const text = `The resource was created on ${createdOn}, not after ${id} was accepted on ${acceptedOn}: create it anew with the tag, which then counts.`;
  return [{ reason: 'created-before-acceptance', text }];
}

/** A sentence for each model of which the catalogue does not say whether MAP counts it. */
export function unlistedModels({ models = [] }: Pick<Carrier, 'models'>, catalog: ModelCatalog): readonly string[] {
  return models
    .filter(({ id }) => resolveModel(id, catalog) === undefined)
    .map(({ id }) => `Whether MAP counts ${id} is not known: the catalogue of ${catalog.edition} does not list it.`);
}
