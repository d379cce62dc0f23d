import type { IsoDate } from '../domain/dates.ts';
import type { RegionCatalog } from '../domain/region-catalog.ts';
import type { Settings } from '../domain/settings.ts';
import { type BilledPair, findBilledPairs, type Pair } from '../engine/spend/billed-pairs.ts';
import { spendWindow } from '../engine/spend/window.ts';
import type { BillingPort } from '../ports/billing.ts';
import { type BedrockUsage, usageFilter } from './bill.ts';
import type { Parts } from './parts.ts';

export interface PairsRequest {
  /** Accounts in regions that are switched off there. */
  readonly pairs: readonly Pair[];
  readonly usage: BedrockUsage;
  readonly today: IsoDate;
  readonly settings: Settings;
  readonly regions: RegionCatalog;
}

/** More accounts than these are not named: what is billed elsewhere does no harm, and an answer has it on few pages. */
const MOST_NAMED = 100;
const WHAT = 'Whether Bedrock bills anything in regions that are switched off is not known';

/** The pairs in which something is billed all the same, by account and region, with one request. */
export async function readBilledPairs(
  billing: BillingPort,
  parts: Parts,
  { pairs, usage, today, settings, regions: catalog }: PairsRequest,
): Promise<readonly BilledPair[]> {
  if (pairs.length === 0) return [];
  const accounts = [...new Set(pairs.map(({ accountId }) => accountId))].sort();
  const regions = [...new Set(pairs.map(({ region }) => region))].sort();
  const isFiltered = accounts.length <= MOST_NAMED;
  const rows = await parts.optional(WHAT, 1, () =>
    billing.costs({
      ...spendWindow(today, settings.spend.lookbackDays).window,
      granularity: 'MONTHLY',
      metric: settings.spend.metric,
      groupBy: [{ dimension: 'LINKED_ACCOUNT' }, { dimension: 'USAGE_TYPE' }],
      filter: { ...usageFilter(usage), regions, ...(isFiltered && { accounts }) },
    }),
  );
  const amounts = (rows ?? []).map(({ keys: [accountId = '', usageType = ''], amount }) => ({
    accountId,
    usageType,
    amount,
  }));
  return findBilledPairs(amounts, pairs, prefixesOf(catalog));
}

/** Regions by the words that usage types begin with: `EUC1`. */
function prefixesOf({ regions }: RegionCatalog): ReadonlyMap<string, string> {
  const pairs = [...regions].flatMap(([region, { usagePrefixes }]) =>
    usagePrefixes.map((prefix) => [prefix, region] as const),
  );
  return new Map(pairs);
}
