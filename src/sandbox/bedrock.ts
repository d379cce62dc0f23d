import type {
  GetInferenceProfileRequest,
  GetInferenceProfileResponse,
  InferenceProfileSummary,
  ListInferenceProfilesRequest,
  ListInferenceProfilesResponse,
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  TagResourceRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-bedrock';
import { type Call, pagingOf } from './call.ts';
import { SandboxError } from './errors.ts';
import { type Holding, tagsSeen, tagsWritten } from './estate.ts';
import { pageOf } from './paging.ts';
import { systemProfilesIn } from './system-profiles.ts';

/** User tags a resource can bear (AWS general reference, "Tagging AWS resources"); the API's own list takes 200. */
const MAX_TAGS = 50;

/** Without `typeEquals` AWS lists system-defined profiles only (aws-cli#9728); summaries never have tags. */
export function listInferenceProfiles(input: ListInferenceProfilesRequest, call: Call): ListInferenceProfilesResponse {
  const type = input.typeEquals ?? 'SYSTEM_DEFINED';
  const { accountId } = call.identity;
  const all =
    type === 'APPLICATION'
      ? call.estate.profilesIn(accountId, call.region).map(({ summary }) => summary)
      : systemSummaries(call);
  const size = Math.min(input.maxResults ?? call.settings.pageSize, call.settings.pageSize);
  const page = pageOf(all, pagingOf(call, input.nextToken, size, type));
  if (page === undefined) throw invalid('The provided nextToken is invalid');
  return {
    inferenceProfileSummaries: [...page.members],
    ...(page.token === undefined ? {} : { nextToken: page.token }),
  };
}

export function getInferenceProfile(input: GetInferenceProfileRequest, call: Call): GetInferenceProfileResponse {
  const identifier = input.inferenceProfileIdentifier ?? '';
  const found =
    call.estate
      .profilesIn(call.identity.accountId, call.region)
      .find(({ arn, profile }) => arn === identifier || profile.id === identifier)?.summary ??
    systemSummaries(call).find(
      (summary) => summary.inferenceProfileArn === identifier || summary.inferenceProfileId === identifier,
    );
  if (found === undefined) throw notFound();
  return found;
}

export function listTagsForResource(input: ListTagsForResourceRequest, call: Call): ListTagsForResourceResponse {
  const arn = input.resourceARN ?? '';
  if (isSystemProfile(arn, call)) return { tags: [] };
  const tags = tagsSeen(holdingOf(arn, call), call.monotonicMs(), call.settings.tagLagMs);
  return { tags: tags.map(({ key, value }) => ({ key, value })) };
}

/** Writes the given keys and leaves the others, as AWS does. */
export function tagResource(input: TagResourceRequest, call: Call): Record<string, never> {
  const arn = input.resourceARN ?? '';
  const holding = taggable(arn, call);
  const given = (input.tags ?? []).map(({ key = '', value = '' }) => ({ key, value }));
  const keys = new Set(given.map(({ key }) => key));
  if (keys.size < given.length)
    throw invalid('Duplicate tag keys found. Please note that tag keys are case sensitive.');
  if (given.some(({ key }) => key.toLowerCase().startsWith('aws:'))) {
    throw invalid('aws: prefixed tag key names are not allowed for external use.');
  }
  const tags = [...tagsWritten(holding).filter(({ key }) => !keys.has(key)), ...given];
  if (tags.length > MAX_TAGS) {
    const message = `The number of tags exceeds the limit of ${MAX_TAGS} tags for a resource.`;
    throw new SandboxError({ code: 'TooManyTagsException', status: 400 }, message, { resourceName: arn });
  }
  holding.versions.push({ atMs: call.monotonicMs(), tags });
  return {};
}

export function untagResource(input: UntagResourceRequest, call: Call): Record<string, never> {
  const holding = taggable(input.resourceARN ?? '', call);
  const gone = new Set(input.tagKeys);
  const tags = tagsWritten(holding).filter(({ key }) => !gone.has(key));
  holding.versions.push({ atMs: call.monotonicMs(), tags });
  return {};
}

function taggable(arn: string, call: Call): Holding {
  if (isSystemProfile(arn, call)) throw invalid('System-defined Inference Profile is not taggable');
  return holdingOf(arn, call);
}

/** A profile of the caller's own account and region: no other can be reached through this endpoint. */
function holdingOf(arn: string, call: Call): Holding {
  const holding = call.estate.profile(arn);
  const isHere = holding?.profile.accountId === call.identity.accountId && holding.profile.region === call.region;
  if (holding === undefined || !isHere) throw notFound();
  return holding;
}

function isSystemProfile(arn: string, call: Call): boolean {
  return systemSummaries(call).some(({ inferenceProfileArn }) => inferenceProfileArn === arn);
}

function systemSummaries(call: Call): readonly InferenceProfileSummary[] {
  return systemProfilesIn(call.region).map((profile) => ({
    inferenceProfileName: profile.name,
    description: profile.description,
    inferenceProfileArn: `arn:aws:bedrock:${call.region}:${call.identity.accountId}:inference-profile/${profile.id}`,
    models: profile.models.map((modelArn) => ({ modelArn })),
    inferenceProfileId: profile.id,
    status: 'ACTIVE',
    type: 'SYSTEM_DEFINED',
  }));
}

function invalid(message: string): SandboxError {
  return new SandboxError({ code: 'ValidationException', status: 400 }, message);
}

function notFound(): SandboxError {
  const message = 'The requested resource does not exist. Check the ARN and try again.';
  return new SandboxError({ code: 'ResourceNotFoundException', status: 404 }, message);
}
