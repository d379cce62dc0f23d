import type { Agreement } from '../domain/agreement.ts';
import type { Model } from '../domain/carrier.ts';
import { ConfigError, type Problem } from '../domain/errors.ts';
import type { CreatedProfile, ProfilePlan, ProfileSource } from '../domain/profile.ts';
import { coverageObstacles, creationObstacles, modelSentences } from '../engine/profile-obstacles.ts';
import { createProfileCommand, profileOrder } from '../engine/profile-order.ts';
import { misplaced, type ProfilePlace, sourceArn } from '../engine/profile-source.ts';
import { unlistedModels } from '../engine/tag-decision.ts';
import { readPlace } from './profile-place.ts';
import type { ProfileContext, ProfilePorts } from './profile-ports.ts';
import { verifyTag } from './profile-verify.ts';

export interface CreateRequest extends ProfileContext {
  readonly place: ProfilePlace;
  readonly name: string;
  /** '' for none. */
  readonly description: string;
  readonly source: ProfileSource;
  readonly agreement: Agreement;
}

/** What can be told without a call: why the agreement, or a model that is named, would earn nothing. */
export function offlineProblems(
  request: Pick<CreateRequest, 'agreement' | 'source' | 'catalog' | 'today'>,
): readonly Problem[] {
  const { agreement, source } = request;
  const models = source.kind === 'foundation-model' ? modelSentences(agreement, ownModel(source), request) : [];
  return [
    ...creationObstacles(agreement, request).map((text) => problem('--agreement', text)),
    ...models.map((text) => problem('--from', text)),
  ];
}

/**
 * Says what would be created. Writes nothing. Throws ConfigError with every reason for which a profile of this kind would
 * earn nothing, AwsError where AWS does not say what must be known.
 */
export async function planProfile(ports: ProfilePorts, request: CreateRequest): Promise<ProfilePlan> {
  const { place, source, agreement, catalog, settings, name, description } = request;
  const wrongPlace = misplaced(source, place);
  if (wrongPlace !== undefined) throw new ConfigError([problem('--from', wrongPlace)]);
  const copyFrom = sourceArn(source, place);
  const account = await readPlace(ports.organization, place.accountId, [agreement]);
  const behind =
    source.kind === 'foundation-model'
      ? { ...ownModel(source), modelArns: [copyFrom] }
      : await ports.profiles.get(copyFrom);
  const problems = [
    ...coverageObstacles(agreement, account).map((text) => problem('--agreement', text)),
    ...creationObstacles(agreement, request).map((text) => problem('--agreement', text)),
    ...modelSentences(agreement, behind, request).map((text) => problem('--from', text)),
  ];
  if (problems.length > 0) throw new ConfigError(problems);
  const tag = { key: settings.tag.key, value: agreement.tagValue };
  const order = profileOrder(place, { name, description, copyFrom, tag });
  return {
    order,
    accountId: place.accountId,
    region: place.region,
    agreement,
    source,
    models: behind.models ?? [],
    modelArns: behind.modelArns,
    remarks: unlistedModels(behind, catalog),
    command: createProfileCommand(place, order),
  };
}

function ownModel({ id }: ProfileSource): { readonly models: readonly Model[] } {
  return { models: [{ id, provider: id.split('.', 1)[0] ?? '' }] };
}

function problem(place: string, text: string): Problem {
  return { place, path: '', text };
}

/**
 * Creates the profile with its tag, and looks until both show. Throws AwsError where AWS did not create it; whatever goes
 * wrong after that is part of the result.
 */
export async function createProfile(
  ports: ProfilePorts,
  plan: ProfilePlan,
  context: ProfileContext,
): Promise<CreatedProfile> {
  const arn = await ports.profiles.create(plan.order);
  return { plan, arn, ...(await verifyTag(ports, arn, plan.order.tag, context)) };
}
