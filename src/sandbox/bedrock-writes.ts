import { createHash } from 'node:crypto';
import type {
  CreateInferenceProfileRequest,
  CreateInferenceProfileResponse,
  Tag,
  TagResourceRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-bedrock';
import { holdingOf, invalid, isSystemProfile, systemSummaries } from './bedrock.ts';
import type { Call } from './call.ts';
import { SandboxError } from './errors.ts';
import type { Holding } from './estate.ts';
import { isFoundationModel } from './foundation-models.ts';
import { logWrite, tagsWritten, writeTags } from './holding-tags.ts';
import { profileArn, type WorldTag } from './world.ts';

/** User tags a resource can bear (AWS general reference, "Tagging AWS resources"); the API's own list takes 200. */
const MAX_TAGS = 50;

/** Of an account in a region (AWS general reference, "Amazon Bedrock endpoints and quotas"). */
const MAX_PROFILES = 1_000;

/** Writes the given keys and leaves the others, as AWS does. */
export function tagResource(input: TagResourceRequest, call: Call): Record<string, never> {
  const arn = input.resourceARN ?? '';
  const holding = taggable(arn, call);
  const given = tagsGiven(input.tags);
  const keys = new Set(given.map(({ key }) => key));
  const tags = [...tagsWritten(holding).filter(({ key }) => !keys.has(key)), ...given];
  demandFew(tags, arn);
  writeTags(holding, tags, call);
  return {};
}

export function untagResource(input: UntagResourceRequest, call: Call): Record<string, never> {
  const holding = taggable(input.resourceARN ?? '', call);
  const gone = new Set(input.tagKeys);
  const tags = tagsWritten(holding).filter(({ key }) => !gone.has(key));
  writeTags(holding, tags, call);
  return {};
}

/** A token that was used before is answered as before, whatever else is asked (API reference, CreateInferenceProfile). */
export function createInferenceProfile(
  input: CreateInferenceProfileRequest,
  call: Call,
): CreateInferenceProfileResponse {
  const { inferenceProfileName: name = '', clientRequestToken: token } = input;
  const present = call.estate.profilesIn(call.identity.accountId, call.region);
  const earlier = token === undefined ? undefined : present.find((holding) => holding.token === token);
  const holding = earlier ?? createAnew({ ...input, inferenceProfileName: name }, present, call);
  logWrite(call, {
    resource: holding.arn,
    before: earlier === undefined ? null : tagsWritten(holding),
    after: tagsWritten(holding),
    error: null,
  });
  return { inferenceProfileArn: holding.arn, status: 'ACTIVE' };
}

function createAnew(input: CreateInferenceProfileRequest, present: readonly Holding[], call: Call): Holding {
  const { inferenceProfileName: name = '', description, modelSource, clientRequestToken } = input;
  const place = { accountId: call.identity.accountId, region: call.region };
  const tags = tagsGiven(input.tags);
  const id = idOf(place, name);
  demandFew(tags, profileArn({ ...place, id }));
  const models = modelsOf(modelSource?.copyFrom, call);
  if (present.some(({ profile }) => profile.name === name)) {
    const word = { code: 'ConflictException', status: 400 };
    throw new SandboxError(word, `An inference profile with the name ${name} already exists.`);
  }
  if (present.length >= MAX_PROFILES) {
    const word = { code: 'ServiceQuotaExceededException', status: 400 };
    throw new SandboxError(word, 'You have reached the limit of inference profiles for this account in this Region.');
  }
  const profile = {
    ...place,
    id,
    name,
    ...(description === undefined ? {} : { description }),
    createdAt: call.settings.now,
    models,
    tags,
    everTagged: false,
  };
  return call.estate.add(profile, call.monotonicMs(), clientRequestToken);
}

/** The same name gives the same id, so that equal runs make equal profiles. */
function idOf({ accountId, region }: { readonly accountId: string; readonly region: string }, name: string): string {
  const digest = createHash('sha256').update(`profile/${accountId}/${region}/${name}`).digest('hex');
  return BigInt(`0x${digest}`).toString(36).slice(0, 12);
}

/** A profile of a model has that one; a copy of a system-defined profile has all of its models. */
function modelsOf(source: string | undefined, call: Call): readonly string[] {
  if (source === undefined) throw invalid('The model source must name what to copy from.');
  const system = systemSummaries(call).find(({ inferenceProfileArn }) => inferenceProfileArn === source);
  const models = system?.models?.flatMap(({ modelArn }) => modelArn ?? []);
  if (models !== undefined) return models;
  if (isFoundationModel(source, call.region)) return [source];
  const message = `The model source ${source} could not be found in this Region.`;
  throw new SandboxError({ code: 'ResourceNotFoundException', status: 404 }, message);
}

function taggable(arn: string, call: Call): Holding {
  if (isSystemProfile(arn, call)) throw invalid('System-defined Inference Profile is not taggable');
  return holdingOf(arn, call);
}

function tagsGiven(tags: readonly Tag[] | undefined): readonly WorldTag[] {
  const given = (tags ?? []).map(({ key = '', value = '' }) => ({ key, value }));
  if (new Set(given.map(({ key }) => key)).size < given.length) {
    throw invalid('Duplicate tag keys found. Please note that tag keys are case sensitive.');
  }
  if (given.some(({ key }) => key.toLowerCase().startsWith('aws:'))) {
    throw invalid('aws: prefixed tag key names are not allowed for external use.');
  }
  return given;
}

function demandFew(tags: readonly WorldTag[], arn: string): void {
  if (tags.length <= MAX_TAGS) return;
  const message = `The number of tags exceeds the limit of ${MAX_TAGS} tags for a resource.`;
  throw new SandboxError({ code: 'TooManyTagsException', status: 400 }, message, { resourceName: arn });
}
