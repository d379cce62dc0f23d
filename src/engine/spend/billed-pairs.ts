import { type Decimal, isZero } from '../../domain/money.ts';

/** An account in a region. */
export interface Pair {
  readonly accountId: string;
  readonly region: string;
}

/** An amount of the bill by account and usage type. */
export interface UsageAmount {
  readonly accountId: string;
  readonly usageType: string;
  readonly amount: Decimal;
}

export interface PairsFound {
  /** By account and region. */
  readonly billed: readonly Pair[];
  /** Usage types of which it is not known where they are billed, sorted. */
  readonly unplaced: readonly string[];
}

/**
 * Which pairs have something on the bill of just their regions. The region of a usage type is the word that it begins
 * with (`EUC1-…`, also in the Marketplace form `USW2-MP:USW2_…`); where that word is not known, it can only be told if no
 * more than one region was asked for.
 */
export function findBilledPairs(
  amounts: readonly UsageAmount[],
  pairs: readonly Pair[],
  prefixes: ReadonlyMap<string, string>,
): PairsFound {
  const regions = new Set(pairs.map(({ region }) => region));
  const [only] = regions;
  const asked = new Set(pairs.map(({ accountId }) => accountId));
  const billed = new Set<string>();
  const unplaced = new Set<string>();
  for (const { accountId, usageType, amount } of amounts) {
    if (isZero(amount) || !asked.has(accountId)) continue;
    const region = prefixes.get(usageType.split('-', 1).join('')) ?? (regions.size === 1 ? only : undefined);
    if (region === undefined) unplaced.add(usageType);
    else billed.add(keyOf({ accountId, region }));
  }
  return {
    billed: pairs.filter((pair) => billed.has(keyOf(pair))).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
    unplaced: [...unplaced].sort(),
  };
}

function keyOf({ accountId, region }: Pair): string {
  return `${accountId}/${region}`;
}
