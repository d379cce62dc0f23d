import type { IsoDate, IsoInstant } from '../domain/dates.ts';

/** What a line is a record of. Real bills have more types; these are the ones that distort a sum of usage. */
export const RECORD_TYPES = ['Usage', 'Credit', 'Refund', 'Tax'] as const;
export type RecordType = (typeof RECORD_TYPES)[number];

/** Metrics of Cost Explorer: five readings of the cost in USD, and two amounts of usage. */
export const COST_METRICS = [
  'AmortizedCost',
  'BlendedCost',
  'NetAmortizedCost',
  'NetUnblendedCost',
  'UnblendedCost',
  'UsageQuantity',
  'NormalizedUsageAmount',
] as const;
export type CostMetric = (typeof COST_METRICS)[number];

/** The principal's tag keys, as billing calls them. */
export const PRINCIPAL_PREFIX = 'iamPrincipal/';

/** What other tools ask for, since AWS does not say: a world uses whichever its cost allocation tags have. */
export const OTHER_PRINCIPAL_PREFIX = 'user:iamPrincipal/';

/** One day of one usage type under one set of tags: what a bill is the sum of. */
export interface UsageLine {
  /** UTC */
  readonly day: IsoDate;
  readonly accountId: string;
  /** As Cost Explorer names it: `Claude Sonnet 4.5 (Amazon Bedrock Edition)`. */
  readonly service: string;
  /** Its prefix tells the region: `USE1-NovaPro-input-tokens`. */
  readonly usageType: string;
  readonly region: string;
  readonly operation: string;
  readonly recordType: RecordType;
  /** Decimal strings of any length, negative for what is given back, among usage too. One left out is zero. */
  readonly amounts: Readonly<Partial<Record<CostMetric, string>>>;
  readonly tags: LineTags;
}

/** The tags at the time of use, whether or not billing shows them: that depends on the cost allocation tags. */
export interface LineTags {
  /** Of the resource, by key. */
  readonly resource: Readonly<Record<string, string>>;
  /** Of the IAM role or user that called, by key without the prefix `iamPrincipal/`. */
  readonly principal: Readonly<Record<string, string>>;
}

/** A tag key that billing knows. One that it does not know is missing from the list. */
export interface WorldAllocationTag {
  /** With one of the two prefixes where it is a principal's. */
  readonly key: string;
  readonly status: 'Active' | 'Inactive';
  /** When the status last changed. An active key has values from this day on, an inactive one never. */
  readonly updatedAt: IsoInstant;
  /** Billing groups by it, and `ListCostAllocationTags` does not name it: AWS does not say that it names principals'. */
  readonly isUnlisted?: boolean;
}

export const NO_TAGS: LineTags = { resource: {}, principal: {} };

/** A line of usage of Amazon Bedrock in us-east-1, untagged, that costs `cost` by every metric; changed as given. */
export function buildUsageLine(
  change: Partial<UsageLine> & Pick<UsageLine, 'day' | 'accountId'>,
  cost = '1',
): UsageLine {
  return {
    service: 'Amazon Bedrock',
    usageType: 'USE1-NovaPro-input-tokens',
    region: 'us-east-1',
    operation: 'InvokeModelInference',
    recordType: 'Usage',
    amounts: costing(cost),
    tags: NO_TAGS,
    ...change,
  };
}

/** The same cost by all five readings. */
export function costing(cost: string): UsageLine['amounts'] {
  return {
    AmortizedCost: cost,
    BlendedCost: cost,
    NetAmortizedCost: cost,
    NetUnblendedCost: cost,
    UnblendedCost: cost,
  };
}
