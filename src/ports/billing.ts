import type { IsoDate } from '../domain/dates.ts';
import type { Decimal } from '../domain/money.ts';
import type { CostAllocationTagState } from '../domain/spend.ts';

/** What Cost Explorer adds up by; at most two at a time. */
export type CostGroup = { readonly dimension: 'LINKED_ACCOUNT' | 'SERVICE' | 'USAGE_TYPE' } | { readonly tag: string };

/** Usage records only (no credits, refunds, tax); every member that is given narrows further. */
export interface CostFilter {
  readonly services?: readonly string[];
  readonly withoutUsageTypes?: readonly string[];
  readonly regions?: readonly string[];
  readonly accounts?: readonly string[];
  /** Only what has no value under the key. */
  readonly withoutTag?: string;
  /** Only what has one of the values under the key. */
  readonly tag?: { readonly key: string; readonly values: readonly string[] };
}

export interface CostQuery {
  readonly start: IsoDate;
  /** Exclusive. */
  readonly end: IsoDate;
  readonly granularity: 'DAILY' | 'MONTHLY';
  readonly metric: string;
  readonly groupBy: readonly CostGroup[];
  readonly filter: CostFilter;
}

/** One group in one period. A tag's key is its value, '' for none; a dimension's is as AWS has it. */
export interface CostRow {
  readonly start: IsoDate;
  readonly keys: readonly string[];
  readonly amount: Decimal;
  readonly unit: string;
  readonly estimated: boolean;
}

/**
 * The organization's bill. Every page costs money; the port never sends more requests than its budget, retries among
 * them. Every method throws AwsError, with the code `RequestBudgetExhausted` where the budget ended it.
 */
export interface BillingPort {
  costs(query: CostQuery): Promise<readonly CostRow[]>;
  /** Usage types that the services billed in the time. */
  usageTypes(query: {
    readonly start: IsoDate;
    readonly end: IsoDate;
    readonly services: readonly string[];
  }): Promise<readonly string[]>;
  /** States of the keys, in their order. */
  allocationTags(keys: readonly string[]): Promise<readonly CostAllocationTagState[]>;
  /** Whether anything on the bill of the time has a value under the key. */
  hasTagValues(query: { readonly start: IsoDate; readonly end: IsoDate; readonly key: string }): Promise<boolean>;
  /** Requests sent so far, retried ones among them. */
  requests(): number;
}
