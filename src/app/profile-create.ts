import type { Agreement } from '../domain/agreement.ts';
import type { Carrier } from '../domain/carrier.ts';
import type { IsoInstant } from '../domain/dates.ts';
import { AwsError, ConfigError, type Problem } from '../domain/errors.ts';
import type { CreatedProfile, Profile, ProfilePlan, ProfileSource } from '../domain/profile.ts';
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

/** What can be told without a call: why the agreement, or the model that a source's id names, would earn nothing. */
export function offlineProblems(
  request: Pick<CreateRequest, 'agreement' | 'catalog' | 'today'>,
  source?: ProfileSource,
): readonly Problem[] {
  return [...agreementProblems(request), ...(source ? modelProblems(request, ownModel(source)) : [])];
}

/**
 * Says what would be created. Writes nothing. Throws ConfigError with every reason for which a profile of this kind would
 * earn nothing, AwsError where AWS does not say what must be known.
 */
export async function planProfile(ports: ProfilePorts, request: CreateRequest): Promise<ProfilePlan> {
  const { place, source, agreement, catalog, settings, name, description } = request;
  const account = await readPlace(ports.organization, place.accountId, [agreement]);
  const wrongPlace = misplaced(source, place);
  const problems = [
    ...(wrongPlace === undefined ? [] : [problem('--from', wrongPlace)]),
    ...coverageObstacles(agreement, account).map((text) => problem('--agreement', text)),
    ...agreementProblems(request),
  ];
  const copyFrom = sourceArn(source, place);
  const behind = wrongPlace === undefined ? await modelsBehind(ports, source, copyFrom, problems) : ownModel(source);
  const all = [...problems, ...modelProblems(request, behind)];
  if (all.length > 0) throw new ConfigError(all);
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

type Behind = Pick<Profile, 'modelArns'> & Pick<Carrier, 'models'>;

/** What is behind the source, as AWS says. Where it does not, what is known to be wrong already is told instead. */
async function modelsBehind(
  { profiles }: ProfilePorts,
  source: ProfileSource,
  copyFrom: string,
  known: readonly Problem[],
): Promise<Behind> {
  if (source.kind === 'foundation-model') return { ...ownModel(source), modelArns: [copyFrom] };
  try {
    return await profiles.get(copyFrom);
  } catch (error) {
    if (error instanceof AwsError && known.length > 0) throw new ConfigError(known);
    throw error;
  }
}

function agreementProblems(request: Pick<CreateRequest, 'agreement' | 'today'>): readonly Problem[] {
  return creationObstacles(request.agreement, request).map((text) => problem('--agreement', text));
}

function modelProblems(
  request: Pick<CreateRequest, 'agreement' | 'catalog'>,
  behind: Pick<Carrier, 'models'>,
): readonly Problem[] {
  return modelSentences(request.agreement, behind, request).map((text) => problem('--from', text));
}

/** The model that the id names; of a system-defined profile it names the geography before it. */
function ownModel({ kind, id }: ProfileSource): Behind {
  const model = kind === 'system-profile' ? id.slice(id.indexOf('.') + 1) : id;
  return { models: [{ id: model, provider: model.split('.', 1)[0] ?? '' }], modelArns: [] };
}

function problem(place: string, text: string): Problem {
  return { place, path: '', text };
}

/**
 * Creates the profile with its tag, and looks until both show. AWS gives the profile of an earlier order that was the
 * same: it `wasThere` if it was created before `startedAt`, the real time of this call, which is left out where only a
 * fixed time is known. Throws AwsError where AWS did not create it; whatever goes wrong after that is part of the result.
 */
export async function createProfile(
  ports: ProfilePorts,
  plan: ProfilePlan,
  context: ProfileContext & { readonly startedAt?: IsoInstant | undefined },
): Promise<CreatedProfile> {
  const arn = await ports.profiles.create(plan.order);
  const verification = await verifyTag(ports, arn, plan.order.tag, context);
  const createdAt = verification.judged?.profile.createdAt;
  return { plan, arn, wasThere: isBefore(createdAt, context.startedAt), ...verification };
}

/** Two clocks may differ by so much. */
const CLOCK_SKEW_MS = 60_000;

function isBefore(createdAt: IsoInstant | undefined, startedAt: IsoInstant | undefined): boolean {
  if (createdAt === undefined || startedAt === undefined) return false;
  return Date.parse(startedAt) - Date.parse(createdAt) > CLOCK_SKEW_MS;
}
