import type { IsoInstant } from './dates.ts';

/** What can bear the map tag, so that MAP counts the usage that goes through it. */
export const CARRIER_TYPES = ['inference-profile', 'provisioned-throughput', 'iam-principal', 'project'] as const;
export type CarrierType = (typeof CARRIER_TYPES)[number];

/** What a rule can look at. */
export const RESOURCE_TYPES = [...CARRIER_TYPES, 'account', 'target', 'agreement', 'organization', 'waiver'] as const;
export type ResourceType = (typeof RESOURCE_TYPES)[number];

/** Which carriers an account is set to use. */
export const ATTRIBUTION_METHODS = ['inference-profile', 'iam-principal', 'project', 'any'] as const;
export type AttributionMethod = (typeof ATTRIBUTION_METHODS)[number];

/** A map, not an object: `__proto__` is a legal tag key. */
export type Tags = ReadonlyMap<string, string>;

/** Tags in the order of their keys, whichever AWS gave them in. */
export function inKeyOrder(tags: Iterable<readonly [string, string]>): readonly (readonly [string, string])[] {
  return [...tags].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** A foundation model behind a carrier. */
export interface Model {
  /** Without version prefix of a region: `anthropic.claude-sonnet-4-20250514-v1:0`. */
  readonly id: string;
  /** The part of the id before the first dot: `anthropic`. */
  readonly provider: string;
}

/** A carrier as AWS showed it. A member that is left out could not be read: it is unknown, not empty. */
export interface Carrier {
  readonly type: CarrierType;
  readonly arn: string;
  readonly id: string;
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  readonly createdAt?: IsoInstant;
  /** Distinct, sorted by id. */
  readonly models?: readonly Model[];
  readonly tags?: Tags;
}
