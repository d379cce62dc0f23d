import type { LostMoney, MoneyAtRisk } from '../../domain/finding.ts';
import { type Decimal, scaled } from '../../domain/money.ts';
import type { AccountSpend, SpendFacts } from '../../domain/spend.ts';
import type { Span } from './window.ts';

/** Money in a finding. */
export interface FindingMoney {
  readonly lost: LostMoney;
  readonly atRisk: MoneyAtRisk;
}

const DAYS_AHEAD = 30;
const WEEK_DAYS = 7;

/** Which part of an account's spend each rule is about. The parts are disjoint, so that findings add up. */
const PART_OF: ReadonlyMap<string, (facts: SpendFacts) => Decimal | undefined> = new Map([
  ['map-spend-unattributed', ({ unattributed }: SpendFacts) => unattributed],
  ['map-spend-agreement-unknown', ({ underNoAgreement }: SpendFacts) => underNoAgreement],
  ['map-spend-outside-term', ({ underInvalidAgreement }: SpendFacts) => underInvalidAgreement],
]);

/**
 * What a finding about an account's spend says of money: lost is the rule's part of the whole window, which no tag can
 * recover, since tags do not work backwards; at risk is what 30 days cost at the mean rate of the judged week. Null for
 * every other rule. Findings about profiles say nothing of money either: Cost Explorer has no resource level for
 * Bedrock, and what a profile spent is part of what its account's finding says already.
 */
export function findingMoney(
  ruleId: string,
  spend: AccountSpend | undefined,
  window: Span,
  currency: string,
): FindingMoney | null {
  const partOf = PART_OF.get(ruleId);
  const lost = spend && partOf?.(spend.window);
  const week = spend && partOf?.(spend.week);
  if (lost === undefined || week === undefined) return null;
  return {
    lost: { amount: lost, currency, start: window.start, end: window.end },
    atRisk: {
      amount: scaled(week, DAYS_AHEAD, WEEK_DAYS),
      currency,
      days: DAYS_AHEAD,
      basis: 'mean of the last 7 complete days',
    },
  };
}
