import type { Account } from '../../domain/account.ts';
import { type Agreement, BEDROCK_ELIGIBLE_AFTER, covers, isInTerm, type TagSettings } from '../../domain/agreement.ts';
import type { AttributionMethod } from '../../domain/carrier.ts';
import type { SpendDefect } from '../../domain/spend.ts';
import { defectOfUnknownValue } from '../map-value.ts';
import type { Span } from './window.ts';

export interface SpendContext {
  readonly agreements: readonly Agreement[];
  readonly tag: TagSettings;
  /** What has no value may bear one under a principal key that was not asked. */
  readonly isUntold: boolean;
}

/** What became of an amount under one value, in one account and segment. */
export type Classification =
  | { readonly class: 'attributed'; readonly agreementId: string }
  | { readonly class: 'misattributed'; readonly defect: SpendDefect }
  | { readonly class: 'unattributed' }
  | { readonly class: 'unknown' };

type Place = Pick<Account, 'id' | 'ouPath'>;

/**
 * Classifies an amount by the value under which it was billed; '' for none. Total, and each amount has one class.
 * A configured value that does not count fails at the first of: it covers the account, it was accepted after the day on
 * which Bedrock joined MAP, the segment lies in its term. So each defect names what must be put right first: an
 * agreement of others stays one whatever its dates, and no day lies in a useful term of one that can never count.
 */
export function classify(value: string, account: Place, segment: Span, context: SpendContext): Classification {
  if (value === '') return { class: context.isUntold ? 'unknown' : 'unattributed' };
  const candidates = context.agreements.filter(({ tagValue }) => tagValue === value);
  if (candidates.length === 0) {
    return { class: 'misattributed', defect: defectOfUnknownValue(value, context.agreements, context.tag) };
  }
  const covering = candidates.filter((agreement) => covers(agreement, account));
  if (covering.length === 0) return { class: 'misattributed', defect: 'agreement-out-of-scope' };
  const inTime = covering.filter(isAcceptedInTime);
  if (inTime.length === 0) return { class: 'misattributed', defect: 'accepted-too-early' };
  const [first] = inTime.filter((agreement) => isInTerm(agreement, segment.start)).sort(byId);
  return first ? { class: 'attributed', agreementId: first.id } : { class: 'misattributed', defect: 'outside-term' };
}

/** The agreements that count what the account tags with their value in the segment, by id. */
export function validAgreements(account: Place, segment: Span, agreements: readonly Agreement[]): readonly Agreement[] {
  return agreements
    .filter((each) => isAcceptedInTime(each) && isInTerm(each, segment.start) && covers(each, account))
    .sort(byId);
}

/** Whether accounts of the method may show their value under the principal key only. */
export function mayUsePrincipals(method: AttributionMethod): boolean {
  return method === 'iam-principal' || method === 'any';
}

/** Whether Bedrock can count under the agreement at all. */
export function isAcceptedInTime({ acceptedOn }: Agreement): boolean {
  return acceptedOn > BEDROCK_ELIGIBLE_AFTER;
}

function byId(a: Agreement, b: Agreement): number {
  return a.id < b.id ? -1 : 1;
}
