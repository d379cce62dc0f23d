import type { Account } from '../domain/account.ts';
import type { IsoDate } from '../domain/dates.ts';
import type { ModelCatalog } from '../domain/model-catalog.ts';
import type { RegionCatalog } from '../domain/region-catalog.ts';
import type { Settings } from '../domain/settings.ts';
import type { BillingPort } from '../ports/billing.ts';
import type { Progress } from '../ports/progress.ts';
import { billedPairs, readSpend, type SpendReading } from './spend.ts';
import type { Pair } from './survey.ts';

export interface MoneyRequest {
  readonly settings: Settings;
  /** Every account of the organization. */
  readonly accounts: readonly Account[];
  /** The only accounts that the run looks at; undefined for all. */
  readonly selected?: readonly string[];
  readonly today: IsoDate;
  readonly catalog: ModelCatalog;
  readonly regions: RegionCatalog;
  /** Targets whose region is switched off, once they are known. */
  readonly disabled: Promise<readonly Pair[]>;
}

/** What the bill says. */
export interface Money {
  readonly reading: SpendReading;
  /** Targets that nobody could read because their region is switched off, and that cost money all the same. */
  readonly billed: readonly Pair[];
  /** What could not be asked, a sentence each. */
  readonly missing: readonly string[];
  readonly requests: number;
}

/** Asks Cost Explorer, within its budget. A bill that cannot be read fails nothing: the spend says so. */
export async function readMoney(billing: BillingPort, request: MoneyRequest, progress: Progress): Promise<Money> {
  const { settings, accounts, selected, today, catalog } = request;
  const reading = await readSpend(billing, {
    settings,
    accounts,
    today,
    catalog,
    note: (text) => progress.note(text),
    ...(selected && { selected }),
  });
  const pairs = await request.disabled;
  if (reading.spend.status === 'unavailable' || pairs.length === 0) {
    return { reading, billed: [], missing: [], requests: billing.requests() };
  }
  const { services, dataTransferTypes } = reading;
  const prefixes = prefixesOf(request.regions);
  const asked = { pairs, services, dataTransferTypes, today, settings, prefixes };
  const { billed, missing } = await billedPairs(billing, asked);
  return { reading, billed, missing: missing === undefined ? [] : [missing], requests: billing.requests() };
}

/** Which region a usage type's beginning stands for. */
function prefixesOf({ regions }: RegionCatalog): ReadonlyMap<string, string> {
  const pairs = [...regions].flatMap(([region, { usagePrefixes }]) =>
    usagePrefixes.map((prefix) => [prefix, region] as const),
  );
  return new Map(pairs);
}
