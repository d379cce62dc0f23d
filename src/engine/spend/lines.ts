import type { Account } from '../../domain/account.ts';
import { compare, type Decimal, isZero, minus, sumOf } from '../../domain/money.ts';
import { type Classification, classify, type SpendContext } from './classify.ts';
import type { Span } from './window.ts';

/** An amount of the bill under one value of the map tag, in one segment and month. */
export interface ValueAmount {
  /** The account's id, or the service's name. */
  readonly key: string;
  /** '' for none. */
  readonly value: string;
  /** The value stands under the principal key; under the resource key there is none. */
  readonly isPrincipals: boolean;
  readonly segment: Span;
  /** `YYYY-MM` */
  readonly month: string;
  readonly amount: Decimal;
}

/** An amount with what became of it. */
export interface SpendLine extends ValueAmount {
  readonly verdict: Classification;
}

/** Accounts that the bill has and the organization does not list any more are judged without name and OUs. */
export function accountOf(id: string, accounts: ReadonlyMap<string, Account>): Account {
  return accounts.get(id) ?? { id, name: '', state: '', ouPath: '' };
}

/** The amounts by account, each with its class. */
export function accountLines(
  amounts: readonly ValueAmount[],
  accounts: ReadonlyMap<string, Account>,
  context: SpendContext,
): readonly SpendLine[] {
  return amounts.map((amount) => ({
    ...amount,
    verdict: classify(amount.value, accountOf(amount.key, accounts), amount.segment, context),
  }));
}

/**
 * The amounts, those without a value split by the values under the principal key. What the split lacks stays without a
 * value, so that the total is untouched; undefined where it has more than there is to split, since then the bill was
 * refreshed between the two answers.
 */
export function splitUntagged(
  amounts: readonly ValueAmount[],
  principals: readonly ValueAmount[],
): readonly ValueAmount[] | undefined {
  if (principals.length === 0) return amounts;
  const told = new Map<string, Decimal[]>();
  for (const each of principals) {
    const place = placeOf(each);
    told.set(place, [...(told.get(place) ?? []), each.amount]);
  }
  const rest: ValueAmount[] = [];
  for (const each of amounts.filter(({ value }) => value === '')) {
    const place = placeOf(each);
    const remainder = minus(each.amount, sumOf(told.get(place) ?? []));
    told.delete(place);
    if (compare(remainder, '0') < 0) return undefined;
    if (!isZero(remainder)) rest.push({ ...each, amount: remainder });
  }
  if (told.size > 0) return undefined;
  return [...amounts.filter(({ value }) => value !== ''), ...principals, ...rest];
}

function placeOf({ key, segment, month }: ValueAmount): string {
  return JSON.stringify([key, segment.start, month]);
}
