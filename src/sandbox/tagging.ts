import type { GetResourcesInput, GetResourcesOutput, TagFilter } from '@aws-sdk/client-resource-groups-tagging-api';
import { type Call, pagingOf } from './call.ts';
import { SandboxError } from './errors.ts';
import { readTags } from './holding-tags.ts';
import { pageOf } from './paging.ts';
import type { WorldTag } from './world.ts';

/** Most a page can hold, and the default (Resource Groups Tagging API reference, GetResources). */
const MAX_PAGE = 100;
const DEFAULT_PAGE = 50;

/** The tagging API follows a write later than the service that owns the resource. */
const LAG_FACTOR = 3;

const RESOURCE_TYPES = ['bedrock', 'bedrock:application-inference-profile'];

interface Tagged {
  readonly arn: string;
  readonly tags: readonly WorldTag[];
}

/**
 * What the tagging API remembers of the caller's region: resources that bear or once bore tags, deleted ones for a
 * while too, and never those that were never tagged.
 */
export function getResources(input: GetResourcesInput, call: Call): GetResourcesOutput {
  demandPlainRequest(input);
  if (input.ResourceARNList !== undefined) {
    const wanted = new Set(input.ResourceARNList);
    return { PaginationToken: '', ResourceTagMappingList: remembered(call, (arn) => wanted.has(arn)).map(show) };
  }
  const types = input.ResourceTypeFilters ?? [];
  const matching = remembered(call, () => true)
    .filter(() => types.length === 0 || types.some((type) => RESOURCE_TYPES.includes(type)))
    .filter(({ tags }) => (input.TagFilters ?? []).every((filter) => matches(filter, tags)));
  // An empty token means the first page, as the last answer's empty token means the end.
  const token = input.PaginationToken === '' ? undefined : input.PaginationToken;
  const filter = JSON.stringify([types, input.TagFilters ?? []]);
  const page = pageOf(matching, pagingOf(call, token, input.ResourcesPerPage ?? DEFAULT_PAGE, filter));
  if (page === undefined) {
    const word = { code: 'PaginationTokenExpiredException', status: 400 };
    throw new SandboxError(word, 'The PaginationToken is not valid for this request.');
  }
  return { PaginationToken: page.token ?? '', ResourceTagMappingList: page.members.map(show) };
}

function demandPlainRequest(input: GetResourcesInput): void {
  const { ResourceARNList, ResourcesPerPage, TagFilters, ResourceTypeFilters, PaginationToken } = input;
  if (ResourcesPerPage !== undefined && (ResourcesPerPage < 1 || ResourcesPerPage > MAX_PAGE)) {
    throw invalid(`ResourcesPerPage must be between 1 and ${MAX_PAGE}`);
  }
  if (ResourceARNList === undefined) return;
  const others = [ResourcesPerPage, TagFilters, ResourceTypeFilters, PaginationToken];
  if (others.some((other) => other !== undefined && other !== '')) {
    throw invalid('ResourceARNList cannot be combined with filters or pagination parameters');
  }
}

function remembered(call: Call, isWanted: (arn: string) => boolean): readonly Tagged[] {
  const { accountId } = call.identity;
  const lagMs = call.settings.tagLagMs * LAG_FACTOR;
  const living = call.estate
    .profilesIn(accountId, call.region)
    .filter(({ arn }) => isWanted(arn))
    .map((holding) => ({ holding, states: readTags(holding, call, lagMs) }))
    .filter(({ holding, states }) => holding.profile.everTagged || states.some((tags) => tags.length > 0))
    .map(({ holding, states }) => ({ arn: holding.arn, tags: states.at(-1) ?? [] }));
  return [...living, ...call.estate.ghostsIn(accountId, call.region).filter(({ arn }) => isWanted(arn))];
}

function matches(filter: TagFilter, tags: readonly WorldTag[]): boolean {
  const values = filter.Values ?? [];
  return tags.some(({ key, value }) => key === filter.Key && (values.length === 0 || values.includes(value)));
}

function show({ arn, tags }: Tagged) {
  return { ResourceARN: arn, Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })) };
}

function invalid(message: string): SandboxError {
  return new SandboxError({ code: 'InvalidParameterException', status: 400 }, message);
}
