import { daysBetween } from '../domain/dates.ts';
import type { Finding } from '../domain/finding.ts';
import type { Decimal } from '../domain/money.ts';
import { type CostAllocationTagState, findingSums, type Spend, type SpendRead } from '../domain/spend.ts';
import { truncate } from './layout.ts';
import { isSome, money } from './money.ts';
import { printable } from './printable.ts';
import { untagged } from './spend-judgement.ts';
import { count } from './words.ts';

/** Days for which findings say what is at risk: contract §4. */
const RISK_DAYS = 30;

export function isRead(spend: Spend): spend is SpendRead {
  return spend.status === 'complete' || spend.status === 'partial';
}

/** The key of the map tag on resources, where billing does not use it: then no tag, however right, is worth anything. */
export function inactiveTag(spend: Spend): CostAllocationTagState | undefined {
  if (!isRead(spend)) return undefined;
  return spend.costAllocationTags?.find(({ key, status }) => !key.includes('iamPrincipal/') && status !== 'active');
}

/** The key as it can be shown; AWS allows no longer ones than that. */
export function keyOf({ key }: CostAllocationTagState): string {
  return truncate(printable(key), 128 + 'user:iamPrincipal/'.length);
}

export function inactiveTagSentence(tag: CostAllocationTagState): string {
  const seen = tag.status === 'never-seen' ? ', and billing has never seen it' : '';
  return `${keyOf(tag)} is not an active cost allocation tag${seen}: no tag reaches the bill.`;
}

/** How much is at stake, in a sentence. */
export function stakesSentence(spend: SpendRead): string {
  const shown = (amount: Decimal) => money(amount, spend.currency);
  const period = `of Bedrock spend in ${windowOf(spend)}`;
  const uncovered = untagged(spend);
  const sums = findingSums(spend);
  if (sums && isSome(sums.lost)) {
    const risk = isSome(sums.atRisk) ? `; ${shown(sums.atRisk)} more is at risk in the next ${RISK_DAYS} days` : '';
    return `${shown(sums.lost)} ${period} carries no valid map tag and cannot be recovered${limitOf(spend)}${risk}.`;
  }
  if (isSome(uncovered)) {
    const risk = sums ? 'no finding puts more at risk' : 'what more is at risk was not judged';
    return `${shown(uncovered)} ${period} carries no valid map tag and cannot be recovered${limitOf(spend)}; ${risk}.`;
  }
  if (!isSome(spend.total)) return `The bill shows no Bedrock spend in ${windowOf(spend)}.`;
  if (!isSome(spend.unknown)) return `All ${shown(spend.total)} ${period} carries a valid map tag.`;
  return `${shown(spend.attributed)} ${period} carries a valid map tag.`;
}

/** What holds only if no principal bears a value, where billing would not say whether it knows a key of theirs. */
export function limitOf({ costAllocationTags, unattributed }: SpendRead): string {
  return costAllocationTags === null && isSome(unattributed) ? ', as far as resource tags tell' : '';
}

/** What the first sentence leaves out, a sentence each. */
export function stakesRemarks(spend: Spend): readonly string[] {
  if (spend.status === 'not-run') return [];
  if (spend.status === 'unavailable') return [`How much money is at stake is unknown. ${printable(spend.reason)}`];
  const shown = (amount: Decimal) => money(amount, spend.currency);
  const rest = spend.belowThreshold;
  const sums = findingSums(spend);
  return [
    ...(sums && isSome(sums.lost) && isSome(rest)
      ? [`${shown(rest)} more of Bedrock spend carries no valid map tag either, and is in no finding.`]
      : []),
    ...(isSome(spend.unknown)
      ? [`Whether ${shown(spend.unknown)} of Bedrock spend carries a valid map tag is unknown.`]
      : []),
    ...(spend.status === 'partial' ? ['The bill was read in part only; the money section says what is missing.'] : []),
  ];
}

/** `30 days`. */
export function windowOf({ start, end }: SpendRead): string {
  return count(daysBetween(start, end), 'day');
}

/** `$1.00 lost`, `$2.00 at risk in the next 30 days`: what a finding costs, as far as it is known. */
export function lossesOf({ lost, atRisk }: Finding): readonly string[] {
  return [
    ...(lost === null ? [] : [`${money(lost.amount, lost.currency)} lost`]),
    ...(atRisk === null
      ? []
      : [`${money(atRisk.amount, atRisk.currency)} at risk in the next ${count(atRisk.days, 'day')}`]),
  ];
}
