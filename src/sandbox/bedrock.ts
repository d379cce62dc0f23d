import type {
  GetInferenceProfileRequest,
  GetInferenceProfileResponse,
  InferenceProfileSummary,
  ListInferenceProfilesRequest,
  ListInferenceProfilesResponse,
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
} from '@aws-sdk/client-bedrock';
import { type Call, pagingOf } from './call.ts';
import { SandboxError } from './errors.ts';
import type { Holding } from './estate.ts';
import { readTags } from './holding-tags.ts';
import { pageOf } from './paging.ts';
import { systemProfilesIn } from './system-profiles.ts';

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
  const tags = readTags(holdingOf(arn, call), call, call.settings.tagLagMs).at(-1) ?? [];
  return { tags: tags.map(({ key, value }) => ({ key, value })) };
}

/** A profile of the caller's own account and region: no other can be reached through this endpoint. */
export function holdingOf(arn: string, call: Call): Holding {
  const holding = call.estate.profile(arn);
  const isHere = holding?.profile.accountId === call.identity.accountId && holding.profile.region === call.region;
  if (holding === undefined || !isHere) throw notFound();
  return holding;
}

export function isSystemProfile(arn: string, call: Call): boolean {
  return systemSummaries(call).some(({ inferenceProfileArn }) => inferenceProfileArn === arn);
}

export function systemSummaries(call: Call): readonly InferenceProfileSummary[] {
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

export function invalid(message: string): SandboxError {
  return new SandboxError({ code: 'ValidationException', status: 400 }, message);
}

function notFound(): SandboxError {
  const message = 'The requested resource does not exist. Check the ARN and try again.';
  return new SandboxError({ code: 'ResourceNotFoundException', status: 404 }, message);
}
