import type { IsoDate } from './dates.ts';

/** What our dated list says of a region. */
export interface CatalogRegion {
  /** Whether an account must switch the region on before it can be used. */
  readonly optIn: boolean;
  /** Whether Bedrock's control plane has an endpoint there. */
  readonly bedrock: boolean;
  /** By what the bill begins the region's usage types: `USE1` of `USE1-…`; no other region has it. Empty: unknown. */
  readonly usagePrefixes: readonly string[];
}

/** The dated list of regions, `rules/catalog/regions.yaml`. A region that is not in it is unknown, not absent. */
export interface RegionCatalog {
  readonly edition: IsoDate;
  readonly regions: ReadonlyMap<string, CatalogRegion>;
}
