import type { Account } from '../../domain/account.ts';
import { type Decimal, isZero, sumOf } from '../../domain/money.ts';
import {
  SPEND_CLASSES,
  type SpendAmounts,
  type SpendByAccount,
  type SpendByDefect,
  type SpendByMonth,
  type SpendByOu,
} from '../../domain/spend.ts';
import type { Classification } from './classify.ts';
import { accountOf, type SpendLine } from './lines.ts';

/** What every cut adds up. */
export interface Judged {
  readonly amount: Decimal;
  readonly verdict: Classification;
}

/** Exact sums by class, and in all. */
export function amountsOf(lines: readonly Judged[]): SpendAmounts {
  const classes = SPEND_CLASSES.map(
    (name) => [name, sumOf(lines.filter(({ verdict }) => verdict.class === name).map(({ amount }) => amount))] as const,
  );
  // Object.fromEntries loses the keys' type.
  const byClass = Object.fromEntries(classes) as Record<(typeof SPEND_CLASSES)[number], Decimal>;
  return { total: sumOf(Object.values(byClass)), ...byClass };
}

/** The lines by a key, in its order. */
export function groupBy<L>(
  lines: readonly L[],
  keyOf: (line: L) => string,
): readonly (readonly [string, readonly L[]])[] {
  const groups = new Map<string, L[]>();
  for (const line of lines) {
    const key = keyOf(line);
    const group = groups.get(key);
    if (group) group.push(line);
    else groups.set(key, [line]);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Sums by a key, in its order; without those in which every class is zero. */
export function cutBy<L extends Judged>(
  lines: readonly L[],
  keyOf: (line: L) => string,
): readonly (readonly [string, SpendAmounts])[] {
  return groupBy(lines, keyOf)
    .map(([key, group]) => [key, amountsOf(group)] as const)
    .filter(([, amounts]) => !Object.values(amounts).every(isZero));
}

export function byAccount(
  lines: readonly SpendLine[],
  accounts: ReadonlyMap<string, Account>,
): readonly SpendByAccount[] {
  return cutBy(lines, ({ key }) => key).map(([accountId, amounts]) => ({
    accountId,
    accountName: accountOf(accountId, accounts).name,
    ...amounts,
  }));
}

export function byMonth(lines: readonly SpendLine[], estimated: ReadonlySet<string>): readonly SpendByMonth[] {
  return cutBy(lines, ({ month }) => month).map(([month, amounts]) => ({
    month,
    estimated: estimated.has(month),
    ...amounts,
  }));
}

/** By the path of the account's parent; '' where it is not known. */
export function byOu(lines: readonly SpendLine[], accounts: ReadonlyMap<string, Account>): readonly SpendByOu[] {
  return cutBy(lines, ({ key }) => accountOf(key, accounts).ouPath).map(([ouPath, amounts]) => ({
    ouPath,
    ...amounts,
  }));
}

/** By the defect's name; only those that there are. */
export function byDefect(lines: readonly SpendLine[]): readonly SpendByDefect[] {
  const wrong = lines.flatMap(({ amount, verdict }) =>
    verdict.class === 'misattributed' ? [{ amount, defect: verdict.defect }] : [],
  );
  return groupBy(wrong, ({ defect }) => defect).flatMap(([, group]) => {
    const total = sumOf(group.map(({ amount }) => amount));
    return isZero(total) ? [] : group.slice(0, 1).map(({ defect }) => ({ defect, total }));
  });
}
