import type {
  Expression,
  GetDimensionValuesRequest,
  GetDimensionValuesResponse,
  GetTagsRequest,
  GetTagsResponse,
  ListCostAllocationTagsRequest,
  ListCostAllocationTagsResponse,
} from '@aws-sdk/client-cost-explorer';
import type { UsageLine } from './books.ts';
import { type Call, pagingOf } from './call.ts';
import { dimensionReader, isSeenBy } from './cost-dimensions.ts';
import { demandSimulated, invalidCost, wrongToken } from './cost-errors.ts';
import { compileFilter } from './cost-filter.ts';
import { type Period, periodOf } from './cost-period.ts';
import { SandboxError } from './errors.ts';
import { type Page, pageOf } from './paging.ts';

/** Also the default (Cost Explorer API reference, ListCostAllocationTags). */
const ALLOCATION_TAGS_PAGE = 100;

/** Values that the caller's lines have in the period, in alphabetical order; never one that is empty. */
export function getDimensionValues(input: GetDimensionValuesRequest, call: Call): GetDimensionValuesResponse {
  const context = input.Context === 'COST_AND_USAGE' ? undefined : input.Context;
  demandSimulated({ Context: context, SortBy: input.SortBy, BillingViewArn: input.BillingViewArn });
  const period = periodOf(input.TimePeriod, call.settings.today);
  const read = dimensionReader(input.Dimension);
  if (read === undefined) throw invalidCost(`The sandbox does not simulate the dimension ${input.Dimension}.`);
  const all = valuesIn(period, input.Filter, call, (line) => [read(line, call)]).filter((value) => value !== '');
  const { page, total } = pageOfValues(all, input, call);
  return {
    DimensionValues: page.members.map((value) => ({ Value: value, Attributes: attributesOf(value, input, call) })),
    ReturnSize: page.members.length,
    TotalSize: total,
    ...(page.token === undefined ? {} : { NextPageToken: page.token }),
  };
}

function attributesOf(value: string, input: GetDimensionValuesRequest, call: Call): Record<string, string> {
  const name = input.Dimension === 'LINKED_ACCOUNT' ? call.estate.account(value)?.name : undefined;
  return name === undefined ? {} : { description: name };
}

/**
 * Without a key the keys that have values, with one its values. The empty value of untagged lines is among them, but
 * never alone: a key that nothing bears has no values, whether billing knows it or not.
 */
export function getTags(input: GetTagsRequest, call: Call): GetTagsResponse {
  demandSimulated({ SortBy: input.SortBy, BillingViewArn: input.BillingViewArn });
  const period = periodOf(input.TimePeriod, call.settings.today);
  const { bill, world } = call.estate;
  const { TagKey: key } = input;
  const read =
    key === undefined
      ? (line: UsageLine) => world.allocationTags.map((tag) => tag.key).filter((known) => bill.tagValue(line, known))
      : (line: UsageLine) => [bill.tagValue(line, key)];
  const values = valuesIn(period, input.Filter, call, read);
  const { page, total } = pageOfValues(values.some((value) => value !== '') ? values : [], input, call);
  return {
    Tags: [...page.members],
    ReturnSize: page.members.length,
    TotalSize: total,
    ...(page.token === undefined ? {} : { NextPageToken: page.token }),
  };
}

function valuesIn(
  period: Period,
  filter: Expression | undefined,
  call: Call,
  read: (line: UsageLine) => readonly string[],
): readonly string[] {
  const accepts = compileFilter(filter, call);
  const isSeen = isSeenBy(call);
  const values = new Set<string>();
  for (const line of call.estate.bill.linesBetween(period.start, period.end)) {
    if (isSeen(line) && accepts(line)) for (const value of read(line)) values.add(value);
  }
  return [...values].sort();
}

function pageOfValues(
  values: readonly string[],
  input: GetDimensionValuesRequest | GetTagsRequest,
  call: Call,
): { readonly page: Page<string>; readonly total: number } {
  const { NextPageToken, ...question } = input;
  const text = input.SearchString?.toLowerCase() ?? '';
  const found = values.filter((value) => value.toLowerCase().includes(text));
  const size = Math.min(input.MaxResults ?? call.settings.costPageSize, call.settings.costPageSize);
  const page = pageOf(found, pagingOf(call, NextPageToken, size, JSON.stringify(question)));
  if (page === undefined) throw wrongToken(NextPageToken);
  return { page, total: found.length };
}

/** Of the organization, and told to its management account only. */
export function listCostAllocationTags(
  input: ListCostAllocationTagsRequest,
  call: Call,
): ListCostAllocationTagsResponse {
  if (call.identity.accountId !== call.estate.world.managementAccountId) {
    const word = { code: 'AccessDeniedException', status: 400 };
    throw new SandboxError(word, "Linked account doesn't have access to cost allocation tags.");
  }
  const { NextToken, ...question } = input;
  const tags = call.estate.world.allocationTags
    .filter(({ isUnlisted }) => isUnlisted !== true)
    .filter(({ key }) => input.TagKeys?.includes(key) ?? true)
    .filter(({ status }) => input.Status === undefined || input.Status === status)
    .filter(() => input.Type !== 'AWSGenerated');
  const paging = pagingOf(call, NextToken, input.MaxResults ?? ALLOCATION_TAGS_PAGE, JSON.stringify(question));
  const page = pageOf(tags, paging);
  if (page === undefined) throw wrongToken(undefined);
  return {
    CostAllocationTags: page.members.map(({ key, status, updatedAt }) => ({
      TagKey: key,
      Type: 'UserDefined',
      Status: status,
      // Without milliseconds, unlike every other instant here.
      LastUpdatedDate: updatedAt.replace(/\.\d{3}Z$/, 'Z'),
    })),
    ...(page.token === undefined ? {} : { NextToken: page.token }),
  };
}
