import type { IsoDate } from './dates.ts';

/** One model, or one provider's models as a whole, of AWS's list of services that MAP includes. */
export interface CatalogEntry {
  /** As AWS prints it. */
  readonly name: string;
  /** Agreements must have been accepted after this day. */
  readonly eligibleAfter: IsoDate;
  /** Product codes on the bill; empty where AWS gives none. */
  readonly productCodes: readonly string[];
  /** Beginnings of model ids: `anthropic.claude-sonnet-4-5`; a provider as a whole ends with its dot: `amazon.`. */
  readonly modelIds: readonly string[];
  /** Words by which a service on the bill is this model, without order and case: `claude sonnet 4.5`. */
  readonly serviceNames: readonly string[];
}

/** The dated list of models that MAP covers: `rules/catalog/models.yaml`, or the operator's. */
export interface ModelCatalog {
  readonly edition: IsoDate;
  readonly source: string;
  /** SHA-256 of the file, 64 hex digits. */
  readonly sha256: string;
  readonly entries: readonly CatalogEntry[];
}

/** AWS publishes a new list about every month: beyond this age, one in force is likely to lack models and dates. */
export const STALE_CATALOG_DAYS = 120;

/** Where AWS keeps the newest edition of its list. */
export const INCLUDED_SERVICES_LIST =
  'https://s3-us-west-2.amazonaws.com/map-2.0-customer-documentation/included-services/MAP_Included_Services_List.pdf';
