import type {
  DimensionValuesWithAttributes,
  GetCostAndUsageRequest,
  GetCostAndUsageResponse,
  GroupDefinition,
  MetricValue,
  ResultByTime,
} from '@aws-sdk/client-cost-explorer';
import Big from 'big.js';
import { COST_METRICS, type CostMetric, type UsageLine } from './books.ts';
import { type Call, pagingOf } from './call.ts';
import { dimensionReader, GROUP_DIMENSIONS, isSeenBy } from './cost-dimensions.ts';
import { demandSimulated, invalidCost, wrongToken } from './cost-errors.ts';
import { compileFilter } from './cost-filter.ts';
import { addMonths, bucketsOf, type Period, periodOf } from './cost-period.ts';
import { pageOf } from './paging.ts';

const MAX_GROUPINGS = 2;

interface Group {
  readonly keys: readonly string[];
  readonly sums: Map<CostMetric, Big>;
}

/** One group of one bucket; without a group where the bucket is empty, so that it is still named. */
interface Entry {
  readonly bucket: Period;
  readonly group: Group | undefined;
}

/** Sums of the lines by bucket and group. A page is so many groups, and may end in the middle of a bucket. */
export function getCostAndUsage(input: GetCostAndUsageRequest, call: Call): GetCostAndUsageResponse {
  const { NextPageToken, ...question } = input;
  demandSimulated({ BillingViewArn: input.BillingViewArn });
  const { today, costPageSize } = call.settings;
  const buckets = bucketsOf(periodOf(input.TimePeriod, today), input.Granularity);
  const metrics = metricsOf(input.Metrics);
  const definitions = input.GroupBy ?? [];
  const readers = readersOf(definitions, call);
  const accepts = compileFilter(input.Filter, call);
  const isSeen = isSeenBy(call);
  const entries = buckets.flatMap((bucket): readonly Entry[] => {
    const lines = call.estate.bill.linesBetween(bucket.start, bucket.end);
    const groups = sumUp(lines, (line) => isSeen(line) && accepts(line), readers, metrics);
    return groups.length === 0 ? [{ bucket, group: undefined }] : groups.map((group) => ({ bucket, group }));
  });
  const page = pageOf(entries, pagingOf(call, NextPageToken, costPageSize, JSON.stringify(question)));
  if (page === undefined) throw wrongToken(NextPageToken);
  return {
    ...(page.token === undefined ? {} : { NextPageToken: page.token }),
    ...(definitions.length === 0 ? {} : { GroupDefinitions: [...definitions] }),
    ResultsByTime: resultsOf(page.members, metrics, definitions.length > 0, today),
    DimensionValueAttributes: attributesOf(page.members, definitions, call),
  };
}

function metricsOf(names: readonly string[] | undefined): readonly CostMetric[] {
  const metrics = (names ?? []).map((name) => {
    const metric = COST_METRICS.find((known) => known === name);
    if (metric === undefined) throw invalidCost(`Metric ${name} is not valid; valid are ${COST_METRICS.join(', ')}`);
    return metric;
  });
  if (metrics.length === 0) throw invalidCost('At least one metric must be given');
  return metrics;
}

/** The key of a group is a dimension's value, or the tag's key and value with a dollar between. */
function readersOf(definitions: readonly GroupDefinition[], call: Call): readonly ((line: UsageLine) => string)[] {
  if (definitions.length > MAX_GROUPINGS) throw invalidCost(`Can only specify up to ${MAX_GROUPINGS} GroupBy entries`);
  if (new Set(definitions.map(({ Type, Key }) => `${Type}/${Key}`)).size < definitions.length) {
    throw invalidCost('GroupBy entries must differ');
  }
  return definitions.map(({ Type, Key = '' }) => {
    if (Type === 'TAG' && Key !== '') return (line) => `${Key}$${call.estate.bill.tagValue(line, Key)}`;
    const read = GROUP_DIMENSIONS.includes(Key) ? dimensionReader(Key) : undefined;
    if (Type !== 'DIMENSION' || read === undefined) {
      throw invalidCost(`GroupBy ${Type} ${Key} is not valid; valid dimensions are ${GROUP_DIMENSIONS.join(', ')}`);
    }
    return (line) => read(line, call);
  });
}

/** Groups that have a line, in the order of their keys. */
function sumUp(
  lines: Iterable<UsageLine>,
  accepts: (line: UsageLine) => boolean,
  readers: readonly ((line: UsageLine) => string)[],
  metrics: readonly CostMetric[],
): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const line of lines) {
    if (!accepts(line)) continue;
    const keys = readers.map((read) => read(line));
    const id = keys.join('\n');
    const group = groups.get(id) ?? { keys, sums: new Map() };
    groups.set(id, group);
    for (const metric of metrics) {
      group.sums.set(metric, (group.sums.get(metric) ?? new Big(0)).plus(line.amounts[metric] ?? 0));
    }
  }
  return [...groups].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, group]) => group);
}

function resultsOf(
  entries: readonly Entry[],
  metrics: readonly CostMetric[],
  isGrouped: boolean,
  today: string,
): ResultByTime[] {
  const results = new Map<Period, Group[]>();
  for (const { bucket, group } of entries) {
    const groups = results.get(bucket) ?? [];
    if (group !== undefined) groups.push(group);
    results.set(bucket, groups);
  }
  return [...results].map(([bucket, groups]) => ({
    TimePeriod: { Start: bucket.start, End: bucket.end },
    Total: isGrouped ? {} : amountsOf(groups[0], metrics),
    Groups: isGrouped ? groups.map((group) => ({ Keys: [...group.keys], Metrics: amountsOf(group, metrics) })) : [],
    // The month that is not over has no invoice yet.
    Estimated: bucket.start >= addMonths(today, 0),
  }));
}

function amountsOf(group: Group | undefined, metrics: readonly CostMetric[]): Record<string, MetricValue> {
  return Object.fromEntries(
    metrics.map((metric) => {
      const unit = metric === 'UsageQuantity' || metric === 'NormalizedUsageAmount' ? 'N/A' : 'USD';
      return [metric, { Amount: writeAmount(group?.sums.get(metric) ?? new Big(0)), Unit: unit }];
    }),
  );
}

/** AWS writes decimals as Java does: below a millionth with an exponent, `1.2E-7`. */
function writeAmount(amount: Big): string {
  return amount.eq(0) || amount.abs().gte('0.000001') ? amount.toFixed() : amount.toExponential().toUpperCase();
}

/** AWS adds the names of the accounts that an answer groups by. */
function attributesOf(
  entries: readonly Entry[],
  definitions: readonly GroupDefinition[],
  call: Call,
): DimensionValuesWithAttributes[] {
  const index = definitions.findIndex(({ Type, Key }) => Type === 'DIMENSION' && Key === 'LINKED_ACCOUNT');
  const ids = new Set(entries.flatMap(({ group }) => group?.keys[index] ?? []));
  return [...ids].map((id) => ({
    Value: id,
    Attributes: { description: call.estate.account(id)?.name ?? '' },
  }));
}
