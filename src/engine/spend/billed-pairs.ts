import { type Decimal, isZero } from '../../domain/money.ts';

/** An account in a region. */
export interface Pair {
  readonly accountId: string;
  readonly region: string;
}

/** A pair that may be on the bill. */
export interface BilledPair extends Pair {
  /** Something is billed here, or in another region that is switched off: its usage type does not tell which. */
  readonly isUnplaced?: true;
}

/** An amount of the bill by account and usage type. */
export interface UsageAmount {
  readonly accountId: string;
  readonly usageType: string;
  readonly amount: Decimal;
}

/**
 * Which pairs have something on the bill of just their regions, by account and region. If one region was asked for, it
 * is that one. Of several it is told by the word that the usage type begins with (`EUC1-…`, also in the Marketplace form
 * `USW2-MP:USW2_…`). Where that word is not known, or names a region that was not asked for, any pair of the account may
 * be the one.
 */
export function findBilledPairs(
  amounts: readonly UsageAmount[],
  pairs: readonly Pair[],
  prefixes: ReadonlyMap<string, string>,
): readonly BilledPair[] {
  const regions = new Set(pairs.map(({ region }) => region));
  const [only] = regions;
  const placed = new Set<string>();
  const unplaced = new Set<string>();
  for (const { accountId, usageType, amount } of amounts) {
    if (isZero(amount)) continue;
    const region = regions.size === 1 ? only : prefixes.get(usageType.split('-', 1).join(''));
    if (region !== undefined && regions.has(region)) placed.add(keyOf({ accountId, region }));
    else unplaced.add(accountId);
  }
  return pairs
    .flatMap((pair): readonly BilledPair[] => {
      if (placed.has(keyOf(pair))) return [pair];
      return unplaced.has(pair.accountId) ? [{ ...pair, isUnplaced: true }] : [];
    })
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

function keyOf({ accountId, region }: Pair): string {
  return `${accountId}/${region}`;
}
