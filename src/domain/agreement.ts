import { type Account, isEmptyScope, isNamedBy, type Scope } from './account.ts';
import type { IsoDate } from './dates.ts';

/** Our record of a Migration Program Engagement (MPE). */
export interface Agreement {
  readonly id: string;
  readonly name: string;
  /** The value that `map-migrated` must have: prefix + id, unless configured otherwise. */
  readonly tagValue: string;
  readonly acceptedOn: IsoDate;
  readonly startsOn: IsoDate;
  readonly endsOn: IsoDate;
  readonly scope: Scope;
  /** The management account that the plan is bound to. */
  readonly payerAccountId?: string;
  /** Share of attributed spend that is credited; never assumed. */
  readonly creditPercent?: number;
}

/** The map tag as configured: `map-migrated` and `mig`. */
export interface TagSettings {
  readonly key: string;
  readonly prefix: string;
}

/**
 * Bedrock counts towards agreements accepted after this day; on it is too early.
 * Source: AWS MAP user guide, "Amazon Bedrock" tagging, and the Included Services List.
 */
export const BEDROCK_ELIGIBLE_AFTER: IsoDate = '2024-12-16';

/** Whether the agreement covers the account: an empty scope covers all. */
export function covers(agreement: Agreement, account: Pick<Account, 'id' | 'ouPath'>): boolean {
  return isEmptyScope(agreement.scope) || isNamedBy(agreement.scope, account);
}

/** Whether the day lies in the agreement's term, both ends included. */
export function isInTerm(agreement: Agreement, day: IsoDate): boolean {
  return agreement.startsOn <= day && day <= agreement.endsOn;
}
