import { AwsError, type Failure } from '../../../src/domain/errors.ts';
import type { CostAllocationTagState } from '../../../src/domain/spend.ts';
import type { BillingPort, CostFilter, CostGroup, CostQuery, CostRow } from '../../../src/ports/billing.ts';

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
  | ({ readonly method: 'costs' } & CostQuery);

export const KEY = 'map-migrated';
export const PRINCIPAL_KEY = 'iamPrincipal/map-migrated';

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

/** A bill over flat books, that answers every query with one page. */
export function fakeBilling(
  books: readonly UsageLine[],
  options: BillingOptions = {},
): BillingPort & { calls: Call[] } {
  const { tags = [tagState(KEY, 'active'), tagState(PRINCIPAL_KEY, 'never-seen')], maxRequests = 100 } = options;
  const calls: Call[] = [];
  let lines = books;
  const page = (call: Call) => {
    if (calls.length >= maxRequests) throw new AwsError(exhausted());
    calls.push(call);
    const failure = options.fail?.(call);
    if (failure) throw new AwsError(failure);
    lines = options.refresh?.(call, lines) ?? lines;
  };
  return {
    calls,
    requests: () => calls.length,
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
      return costsOf(lines, query, options.unit ?? (() => 'USD'));
    },
  };
}

function costsOf(
  books: readonly UsageLine[],
  query: CostQuery,
  unitOf: (line: UsageLine) => string,
): readonly CostRow[] {
  const { start, end, filter, groupBy } = query;
  const groups = new Map<string, { row: CostRow; units: bigint }>();
  for (const line of books.filter((each) => start <= each.day && each.day < end && passes(each, filter))) {
    const keys = groupBy.map((group) => keyOf(line, group));
    const unit = unitOf(line);
    const key = JSON.stringify([line.day.slice(0, 7), keys, unit]);
    const first = `${line.day.slice(0, 7)}-01`;
    const row = { start: first < start ? start : first, keys, amount: '', unit, estimated: line.day >= '2026-06-01' };
    groups.set(key, { row, units: (groups.get(key)?.units ?? 0n) + line.units });
  }
  return [...groups.values()].map(({ row, units }) => ({ ...row, amount: decimalOf(units) }));
}

function passes(line: UsageLine, filter: CostFilter): boolean {
  const { services, accounts, regions, withoutUsageTypes, withoutTag, tag } = filter;
  for (const values of [services, accounts, regions, tag?.values]) {
    if (values && (values.length === 0 || values.length > 100)) throw new TypeError('AWS refuses such a filter');
  }
  return (
    (services?.includes(line.service) ?? true) &&
    (accounts?.includes(line.accountId) ?? true) &&
    (regions?.includes(line.region) ?? true) &&
    !withoutUsageTypes?.includes(line.usageType) &&
    (withoutTag === undefined || tagValueOf(line, withoutTag) === '') &&
    (tag === undefined || tag.values.includes(tagValueOf(line, tag.key)))
  );
}

function keyOf(line: UsageLine, group: CostGroup): string {
  if ('tag' in group) return tagValueOf(line, group.tag);
  return { LINKED_ACCOUNT: line.accountId, SERVICE: line.service, USAGE_TYPE: line.usageType }[group.dimension];
}

function tagValueOf(line: UsageLine, key: string): string {
  return key === KEY ? line.value : key === PRINCIPAL_KEY ? line.principal : '';
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
