import { compare, type Decimal, minus, sumOf } from '../domain/money.ts';
import type { ReportHead } from '../domain/report.ts';
import { SPEND_RULES, type SpendRead } from '../domain/spend.ts';
import { isSome, money, unitOf } from './money.ts';
import { joined } from './words.ts';

/** Why no account was judged by its spend, half a sentence. */
export function whyUnjudged({ rules }: ReportHead, { currency }: SpendRead): string {
  const asked = rules.filter(({ id }) => SPEND_RULES.some((each) => each === id));
  if (asked.length === 0) return 'the rules about spend were not asked in this run';
  if (currency !== 'USD')
    return `the bill is in ${unitOf(currency)}, and the threshold spend.minFindingUsd in US dollars`;
  return asked.some(({ insufficientData }) => insufficientData > 0)
    ? 'what the rules need to know of the last 7 complete days could not be read'
    : 'there was no account to judge';
}

/** Why spend without a valid tag is in no finding, though accounts were judged; all that can have a part in it. */
export function whyInNoFinding(head: ReportHead, spend: SpendRead): string {
  const { currency, belowThreshold } = spend;
  const gone = sumOf(spend.byAccount.filter(({ accountName }) => accountName === '').map(untagged));
  const unasked = SPEND_RULES.filter((id) => head.rules.every((rule) => rule.id !== id));
  const isOfOthers = compare(minus(belowThreshold, gone), '0') > 0;
  return [
    ...(isSome(gone)
      ? [
          `${isOfOthers ? money(gone, currency) : 'it'} is of accounts that the bill has and the organization does not list, which no rule judges`,
        ]
      : []),
    ...(unasked.length > 0 ? [`this run did not ask ${joined(unasked)}`] : []),
    ...(isOfOthers && head.coverage.byOutcome.excluded > 0
      ? ['accounts that the configuration leaves out are not judged']
      : []),
    ...(isOfOthers ? ['rules judge the last 7 complete days only, and amounts from spend.minFindingUsd on'] : []),
  ].join('; ');
}

/** Spend that no agreement counts, for whatever reason. */
export function untagged(amounts: { readonly unattributed: Decimal; readonly misattributed: Decimal }): Decimal {
  return sumOf([amounts.unattributed, amounts.misattributed]);
}
