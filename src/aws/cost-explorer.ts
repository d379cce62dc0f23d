import {
  type CostExplorerClient,
  type Dimension,
  type Expression,
  GetCostAndUsageCommand,
  GetDimensionValuesCommand,
  GetTagsCommand,
  type Granularity,
  type GroupDefinition,
  ListCostAllocationTagsCommand,
  type Metric,
} from '@aws-sdk/client-cost-explorer';
import type * as z from 'zod/mini';
import { AwsError } from '../domain/errors.ts';
import type { CostAllocationTagState } from '../domain/spend.ts';
import type { BillingPort, CostFilter, CostGroup, CostQuery, CostRow } from '../ports/billing.ts';
import {
  type AllocationTagAnswer,
  allocationTagsAnswer,
  type CostGroupAnswer,
  type CostPeriodAnswer,
  checked,
  costsAnswer,
  dimensionValuesAnswer,
  malformed,
  tagValuesAnswer,
} from './answers.ts';
import { type Need, NO_BILLING_VIEW, NOT_NAMEABLE } from './need.ts';
import { pages } from './pages.ts';
import type { Transport } from './transport.ts';

const COSTS = 'ce:GetCostAndUsage';
const DIMENSION_VALUES = 'ce:GetDimensionValues';
const ALLOCATION_TAGS = 'ce:ListCostAllocationTags';
const TAG_VALUES = 'ce:GetTags';

/** In the management account, where alone the organization's bill is seen. */
export const BILLING_NEEDS: readonly Need[] = [
  ...[COSTS, DIMENSION_VALUES, TAG_VALUES].map(
    (action): Need => ({ action, by: ['audit-function', 'management-role'], on: NO_BILLING_VIEW }),
  ),
  { action: ALLOCATION_TAGS, by: ['audit-function', 'management-role'], on: NOT_NAMEABLE },
];

/** The most keys that AWS allows a call. */
const PAGE_OF_TAGS = 100;

/**
 * The most values of one list in a filter. AWS says "100 filters" and not what it counts; read so, any number of values
 * fits into one request, as lists that are joined.
 */
const LIST_VALUES = 100;

/** As much of an answer as is checked. */
type Answer = Parameters<typeof checked>[2];

export interface BillingOptions {
  /** Lends a client with credentials of the management account: only they see the whole organization's bill. */
  readonly use: <T>(work: (client: CostExplorerClient) => Promise<T>) => Promise<T>;
  /**
   * The most requests that may be sent, retries among them. A page costs $0.01. AWS does not bill errors, but an answer
   * that was lost on the way may have been billed: each attempt counts, so that no bill has more pages than this.
   */
  readonly maxRequests: number;
}

/** Cost Explorer, page by page and never beyond the budget. The SDK has no paginator for it. */
export function createBilling(transport: Transport, { use, maxRequests }: BillingOptions): BillingPort {
  let requests = 0;

  /** One page. The budget is taken before each attempt: what may not be paid is never sent. */
  const page = <T extends z.ZodMiniObject>(
    operation: string,
    shape: T,
    send: (client: CostExplorerClient, call: { abortSignal: AbortSignal }) => Promise<Answer>,
  ) =>
    use(async (client) => {
      client.middlewareStack.add(
        (next) => async (args) => {
          if (requests >= maxRequests) throw budgetExhausted(operation, maxRequests);
          requests += 1;
          return next(args);
        },
        // After the SDK's retries and its signature, which fails where there are no credentials: just before the wire.
        { step: 'finalizeRequest', priority: 'low', name: 'countAttempts', override: true },
      );
      return checked(operation, shape, await transport.call(operation, (call) => send(client, call)));
    });

  return {
    requests: () => requests,

    async costs(query) {
      const input = {
        TimePeriod: { Start: query.start, End: query.end },
        Granularity: query.granularity as Granularity,
        Metrics: [query.metric as Metric],
        GroupBy: query.groupBy.map(groupDefinition),
        Filter: expressionOf(query.filter),
      };
      const fetch = (NextPageToken: string | undefined) =>
        page(COSTS, costsAnswer, (ce, call) => ce.send(new GetCostAndUsageCommand({ ...input, NextPageToken }), call));
      const rows: CostRow[] = [];
      for await (const { ResultsByTime, requestId } of pages(COSTS, fetch, (answer) => answer.NextPageToken)) {
        for (const period of ResultsByTime) {
          rows.push(...period.Groups.map((group) => rowOf(group, period, query, requestId)));
        }
      }
      return rows;
    },

    async usageTypes({ start, end, services }) {
      const input = {
        TimePeriod: { Start: start, End: end },
        Dimension: 'USAGE_TYPE' as const,
        Filter: oneOf('SERVICE', services),
      };
      const fetch = (NextPageToken: string | undefined) =>
        page(DIMENSION_VALUES, dimensionValuesAnswer, (ce, call) =>
          ce.send(new GetDimensionValuesCommand({ ...input, NextPageToken }), call),
        );
      const types = new Set<string>();
      for await (const { DimensionValues } of pages(DIMENSION_VALUES, fetch, (answer) => answer.NextPageToken)) {
        for (const { Value } of DimensionValues) if (Value) types.add(Value);
      }
      return [...types].sort();
    },

    async allocationTags(keys) {
      const found = new Map<string, CostAllocationTagState>();
      const input = { TagKeys: [...keys], MaxResults: PAGE_OF_TAGS };
      const fetch = (NextToken: string | undefined) =>
        page(ALLOCATION_TAGS, allocationTagsAnswer, (ce, call) =>
          ce.send(new ListCostAllocationTagsCommand({ ...input, NextToken }), call),
        );
      for await (const { CostAllocationTags } of pages(ALLOCATION_TAGS, fetch, (answer) => answer.NextToken)) {
        for (const state of CostAllocationTags.map(stateOf)) found.set(state.key, state);
      }
      return keys.map((key) => found.get(key) ?? { key, status: 'never-seen', updatedAt: null });
    },

    async hasTagValues({ start, end, key }) {
      const input = { TimePeriod: { Start: start, End: end }, TagKey: key };
      const fetch = (NextPageToken: string | undefined) =>
        page(TAG_VALUES, tagValuesAnswer, (ce, call) => ce.send(new GetTagsCommand({ ...input, NextPageToken }), call));
      for await (const { Tags } of pages(TAG_VALUES, fetch, (answer) => answer.NextPageToken)) {
        // What has no value is listed as the empty one.
        if (Tags.some((value) => value !== '')) return true;
      }
      return false;
    },
  };
}

function stateOf({ TagKey, Status, LastUpdatedDate }: AllocationTagAnswer): CostAllocationTagState {
  return { key: TagKey, status: Status === 'Active' ? 'active' : 'inactive', updatedAt: instantOf(LastUpdatedDate) };
}

function groupDefinition(group: CostGroup): GroupDefinition {
  return 'tag' in group ? { Type: 'TAG', Key: group.tag } : { Type: 'DIMENSION', Key: group.dimension };
}

/** Credits, refunds and tax are records of other types: with them the sums would not be usage. */
function expressionOf(filter: CostFilter): Expression {
  const parts: Expression[] = [{ Dimensions: { Key: 'RECORD_TYPE', Values: ['Usage'] } }];
  if (filter.services) parts.push(oneOf('SERVICE', filter.services));
  if (filter.accounts) parts.push(oneOf('LINKED_ACCOUNT', filter.accounts));
  if (filter.regions) parts.push(oneOf('REGION', filter.regions));
  parts.push(...listsOf('USAGE_TYPE', filter.withoutUsageTypes ?? []).map((list) => ({ Not: list })));
  if (filter.withoutTag !== undefined) {
    parts.push({ Tags: { Key: filter.withoutTag, MatchOptions: ['ABSENT'] } });
  }
  if (filter.tag) {
    const { key, values } = filter.tag;
    parts.push({ Tags: { Key: key, Values: [...values], MatchOptions: ['EQUALS', 'CASE_SENSITIVE'] } });
  }
  const [only] = parts;
  return parts.length === 1 && only ? only : { And: parts };
}

/** One of the values, however many they are. */
function oneOf(key: Dimension, values: readonly string[]): Expression {
  const [first, ...others] = listsOf(key, values);
  if (!first) return { Dimensions: { Key: key, Values: [] } };
  return others.length === 0 ? first : { Or: [first, ...others] };
}

function listsOf(key: Dimension, values: readonly string[]): readonly Expression[] {
  const starts = Array.from({ length: Math.ceil(values.length / LIST_VALUES) }, (_, index) => index * LIST_VALUES);
  return starts.map((start) => ({ Dimensions: { Key: key, Values: values.slice(start, start + LIST_VALUES) } }));
}

function rowOf(
  { Keys, Metrics }: CostGroupAnswer,
  { TimePeriod, Estimated }: CostPeriodAnswer,
  query: CostQuery,
  requestId: string | null,
): CostRow {
  const metric = Metrics[query.metric];
  if (!metric || Keys.length !== query.groupBy.length) {
    throw malformed(COSTS, requestId, 'The answer is not by the metric and groups that were asked for.');
  }
  return {
    start: TimePeriod.Start.slice(0, 10),
    keys: Keys.map((key, index) => keyOf(key, query.groupBy[index], requestId)),
    amount: metric.Amount,
    unit: metric.Unit ?? '',
    estimated: Estimated,
  };
}

/** A tag's group is called `key$value`. A value may have dollar signs; the key cannot. */
function keyOf(key: string, group: CostGroup | undefined, requestId: string | null): string {
  if (!group || !('tag' in group)) return key;
  if (!key.includes('$')) throw malformed(COSTS, requestId, `The group ${JSON.stringify(key)} is not key$value.`);
  return key.slice(key.indexOf('$') + 1);
}

function instantOf(text: string | undefined): string | null {
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

function budgetExhausted(operation: string, maxRequests: number): AwsError {
  const message = `The run may send Cost Explorer ${maxRequests} requests (spend.maxRequests), and they are used up.`;
  return new AwsError({
    outcome: 'not-reached',
    operation,
    code: 'RequestBudgetExhausted',
    requestId: null,
    message,
  });
}
