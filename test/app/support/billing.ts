import { AwsError, type Failure } from '../../../src/domain/errors.ts';
import type { CostAllocationTagState } from '../../../src/domain/spend.ts';
import type { BillingPort, CostFilter, CostQuery, CostRow } from '../../../src/ports/billing.ts';

/** One day's usage of a kind. */
export interface UsageLine {
  readonly day: string;
  readonly accountId: string;
  readonly service: string;
  readonly usageType: string;
  readonly region: string;
  /** Under the resource key, and under the principal key; '' for none. */
  readonly value: string;
  readonly principal: string;
  /** Ten-billionths of a dollar. */
  readonly units: bigint;
}

export interface BillingOptions {
  readonly tags?: readonly CostAllocationTagState[];
  readonly maxRequests?: number;
  /** The key under which the bill has values of principals; the active one among `tags` where left out. */
  readonly shown?: string;
  /** Pages of an answer; one where left out. */
  readonly pages?: (call: Call) => number;
  readonly unit?: (line: UsageLine) => string;
  /** What a call throws instead of answering. */
  readonly fail?: (call: Call) => Failure | undefined;
  /** Changes the books before a call, as AWS does when it refreshes them. */
  readonly refresh?: (call: Call, lines: readonly UsageLine[]) => readonly UsageLine[];
}

/** A call as a test looks at it. */
export type Call =
  | { readonly method: 'allocationTags'; readonly keys: readonly string[] }
  | { readonly method: 'usageTypes'; readonly services: readonly string[] }
  | { readonly method: 'hasTagValues'; readonly key: string }
  | ({ readonly method: 'costs' } & CostQuery);

export const KEY = 'map-migrated';
export const PRINCIPAL_KEY = 'iamPrincipal/map-migrated';
export const OTHER_PRINCIPAL_KEY = 'user:iamPrincipal/map-migrated';

/** A call in few words: what it groups by, and from when. */
export function short(call: Call): string {
  if (call.method !== 'costs') return call.method;
  const groups = call.groupBy.map((group) => ('tag' in group ? group.tag : group.dimension));
  return `${groups.join(' ')} ${call.start}`;
}

export function tagState(key: string, status: CostAllocationTagState['status']): CostAllocationTagState {
  return { key, status, updatedAt: null };
}

/** Both keys are active. */
export const PRINCIPALS_ON = [tagState(KEY, 'active'), tagState(PRINCIPAL_KEY, 'active')];

/** A bill over flat books, that answers every query with one page unless told otherwise. */
export function fakeBilling(
  books: readonly UsageLine[],
  options: BillingOptions = {},
): BillingPort & { calls: Call[] } {
  const { tags = [tagState(KEY, 'active'), tagState(PRINCIPAL_KEY, 'never-seen')], maxRequests = 100 } = options;
  const shown = options.shown ?? tags.find(({ key, status }) => key !== KEY && status === 'active')?.key;
  const tagValueOf = (line: UsageLine, key: string) => (key === KEY ? line.value : key === shown ? line.principal : '');
  const calls: Call[] = [];
  let requests = 0;
  let lines = books;
  const page = (call: Call) => {
    const wanted = requests + (options.pages?.(call) ?? 1);
    requests = Math.min(wanted, maxRequests);
    if (wanted > maxRequests) throw new AwsError(exhausted());
    calls.push(call);
    const failure = options.fail?.(call);
    if (failure) throw new AwsError(failure);
    lines = options.refresh?.(call, lines) ?? lines;
  };
  return {
    calls,
    requests: () => requests,
    allocationTags: async (keys) => {
      page({ method: 'allocationTags', keys });
      return keys.map((key) => tags.find((state) => state.key === key) ?? tagState(key, 'never-seen'));
    },
    usageTypes: async ({ start, end, services }) => {
      page({ method: 'usageTypes', services });
      const billed = lines.filter(({ day, service }) => start <= day && day < end && services.includes(service));
      return [...new Set(billed.map(({ usageType }) => usageType))].sort();
    },
    costs: async (query) => {
      page({ method: 'costs', ...query });
      return costsOf(lines, query, tagValueOf, options.unit ?? (() => 'USD'));
    },
    hasTagValues: async ({ start, end, key }) => {
      page({ method: 'hasTagValues', key });
      return lines.some((line) => start <= line.day && line.day < end && tagValueOf(line, key) !== '');
    },
  };
}

function costsOf(
  books: readonly UsageLine[],
  query: CostQuery,
  tagValueOf: (line: UsageLine, key: string) => string,
  unitOf: (line: UsageLine) => string,
): readonly CostRow[] {
  const { start, end, filter, groupBy } = query;
  const groups = new Map<string, { row: CostRow; units: bigint }>();
  for (const line of books.filter((each) => start <= each.day && each.day < end && passes(each, filter, tagValueOf))) {
    const keys = groupBy.map((group) =>
      'tag' in group ? tagValueOf(line, group.tag) : dimensionOf(line, group.dimension),
    );
    const unit = unitOf(line);
    const first = query.granularity === 'DAILY' ? line.day : `${line.day.slice(0, 7)}-01`;
    const key = JSON.stringify([first, keys, unit]);
    const row = { start: first < start ? start : first, keys, amount: '', unit, estimated: line.day >= '2026-06-01' };
    groups.set(key, { row, units: (groups.get(key)?.units ?? 0n) + line.units });
  }
  return [...groups.values()].map(({ row, units }) => ({ ...row, amount: decimalOf(units) }));
}

function passes(line: UsageLine, filter: CostFilter, tagValueOf: (line: UsageLine, key: string) => string): boolean {
  const { services, accounts, regions, withoutUsageTypes, withoutTag, tag } = filter;
  for (const values of [regions, tag?.values]) {
    if (values && (values.length === 0 || values.length > 100)) throw new TypeError('AWS refuses such a filter');
  }
  if (accounts?.length === 0) throw new TypeError('AWS refuses such a filter');
  return (
    (services?.includes(line.service) ?? true) &&
    (accounts?.includes(line.accountId) ?? true) &&
    (regions?.includes(line.region) ?? true) &&
    !withoutUsageTypes?.includes(line.usageType) &&
    (withoutTag === undefined || tagValueOf(line, withoutTag) === '') &&
    (tag === undefined || tag.values.includes(tagValueOf(line, tag.key)))
  );
}

function dimensionOf(line: UsageLine, dimension: 'LINKED_ACCOUNT' | 'SERVICE' | 'USAGE_TYPE'): string {
  return { LINKED_ACCOUNT: line.accountId, SERVICE: line.service, USAGE_TYPE: line.usageType }[dimension];
}

export function decimalOf(units: bigint): string {
  const sign = units < 0n ? '-' : '';
  const digits = String(units < 0n ? -units : units).padStart(11, '0');
  return `${sign}${digits.slice(0, -10)}.${digits.slice(-10)}`;
}

function exhausted(): Failure {
  return {
    outcome: 'not-reached',
    operation: 'ce:GetCostAndUsage',
    code: 'RequestBudgetExhausted',
    requestId: null,
    message: 'used up',
  };
}
