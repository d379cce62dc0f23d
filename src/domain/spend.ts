import type { IsoDate, IsoInstant } from './dates.ts';
import type { Defect } from './finding.ts';
import type { Decimal } from './money.ts';

/** What became of a dollar: disjoint, so that the four sum to the total. */
export const SPEND_CLASSES = ['attributed', 'misattributed', 'unattributed', 'unknown'] as const;
export type SpendClass = (typeof SPEND_CLASSES)[number];

/** Why spend under a value is misattributed: the value's own defect, or a configured agreement that does not count it. */
export type SpendDefect = Defect | 'outside-term' | 'accepted-too-early';

export type SpendAmounts = { readonly total: Decimal } & { readonly [C in SpendClass]: Decimal };

/** Whether MAP's list of models has what a service bills, and since when. */
export interface SpendEligibility {
  readonly listed: Decimal;
  /** The agreement was accepted on or before the model's own date. */
  readonly tooEarly: Decimal;
  /** Unknown, not ineligible. */
  readonly notListed: Decimal;
}

export interface SpendByAgreement {
  readonly agreementId: string;
  readonly tagValue: string;
  /** Attributed to it. */
  readonly total: Decimal;
  /** `creditPercent` of the total; null where it is not configured. */
  readonly creditEarned: Decimal | null;
  /** `creditPercent` of what accounts that only this agreement covers did not attribute; null likewise. */
  readonly creditMissed: Decimal | null;
}

export type SpendByAccount = { readonly accountId: string; readonly accountName: string } & SpendAmounts;
export type SpendByService = { readonly service: string } & SpendAmounts;
/** `YYYY-MM`; `estimated` where AWS calls some of the month an estimate still. */
export type SpendByMonth = { readonly month: string; readonly estimated: boolean } & SpendAmounts;
export type SpendByOu = { readonly ouPath: string } & SpendAmounts;
export interface SpendByDefect {
  readonly defect: SpendDefect;
  readonly total: Decimal;
}

/** State of a cost allocation tag: without it no tag value reaches the bill. */
export interface CostAllocationTagState {
  readonly key: string;
  /** `never-seen`: billing does not know the key yet. */
  readonly status: 'active' | 'inactive' | 'never-seen';
  /** When the status last changed: for an active key, what was spent before cannot carry it. */
  readonly updatedAt: IsoInstant | null;
}

/**
 * What billing may call a key of IAM principals' tags. The first is documented for the bill (AWS Billing user guide, IAM
 * principals); others were seen to use the second.
 */
export function principalKeys(key: string): readonly [documented: string, other: string] {
  return [`iamPrincipal/${key}`, `user:iamPrincipal/${key}`];
}

/** What the money part could be read of. */
export type Spend = SpendNotRun | SpendUnavailable | SpendRead;

export interface SpendNotRun {
  readonly status: 'not-run';
}

export interface SpendUnavailable {
  readonly status: 'unavailable';
  /** A sentence: what is missing and what to do. */
  readonly reason: string;
  readonly requests: number;
}

export interface SpendRead extends SpendAmounts {
  readonly status: 'complete' | 'partial';
  /** What a partial one lacks, a sentence each; empty when complete. */
  readonly missing: readonly string[];
  readonly currency: string;
  readonly start: IsoDate;
  /** Exclusive. */
  readonly end: IsoDate;
  /** The last day of the judged week, after which Cost Explorer is still adding up. */
  readonly dataThrough: IsoDate;
  readonly metric: string;
  /** AWS calls some of it an estimate still. */
  readonly estimated: boolean;
  /** Requests to Cost Explorer, retried ones among them: the most pages that the run can have paid for. */
  readonly requests: number;
  /** Sum of the findings' `lost`; null where nobody was judged. */
  readonly lost: Decimal | null;
  /** Sum of the findings' `atRisk`; null likewise. */
  readonly atRisk: Decimal | null;
  /** Unattributed and misattributed spend that is in no finding. */
  readonly belowThreshold: Decimal;
  /** A rule about spend judged an account. */
  readonly judged: boolean;
  /** Null where the cut by service is missing. */
  readonly eligibility: SpendEligibility | null;
  /** Every configured agreement, by id. */
  readonly byAgreement: readonly SpendByAgreement[];
  /** By id; only accounts with spend. */
  readonly byAccount: readonly SpendByAccount[];
  /** By name; null where the cut is missing. */
  readonly byService: readonly SpendByService[] | null;
  readonly byMonth: readonly SpendByMonth[];
  readonly byOu: readonly SpendByOu[];
  readonly byDefect: readonly SpendByDefect[];
  /** Services whose names look like Bedrock models, though nothing says that they are: shown, not counted. */
  readonly unclassedServices: readonly { readonly service: string; readonly total: Decimal }[];
  readonly costAllocationTags: readonly CostAllocationTagState[] | null;
}

/** What findings sum to. */
export interface FindingSums {
  readonly lost: Decimal;
  readonly atRisk: Decimal;
}

/** Undefined where nobody was judged. Runs of before that was null have zeros there, and say so by `judged`. */
export function findingSums({ judged, lost, atRisk }: SpendRead): FindingSums | undefined {
  return judged === false || lost === null || atRisk === null ? undefined : { lost, atRisk };
}

/** One account's part of the judged week and of the window: what its rules see and its findings say. */
export interface AccountSpend {
  /** The last seven complete days. */
  readonly week: SpendFacts;
  /** The whole window. */
  readonly window: SpendFacts;
}

export interface SpendFacts {
  readonly total: Decimal;
  /** Left out where only the principal key could tell, and it was not read. */
  readonly unattributed?: Decimal;
  /** Under a value that is no configured agreement's. */
  readonly underNoAgreement: Decimal;
  /** Under an agreement out of its term, accepted too early, or that does not cover the account. */
  readonly underInvalidAgreement: Decimal;
}

/** The rules that judge an account's spend; each looks at a part of it, and the parts are disjoint. */
export const SPEND_RULES = ['map-spend-agreement-unknown', 'map-spend-outside-term', 'map-spend-unattributed'] as const;

export interface SpendSettings {
  readonly enabled: boolean;
  readonly lookbackDays: number;
  readonly metric: string;
  readonly maxRequests: number;
  readonly minFindingUsd: Decimal;
}
