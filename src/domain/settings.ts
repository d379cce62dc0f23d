import type { Scope } from './account.ts';
import type { Agreement, TagSettings } from './agreement.ts';
import type { AttributionMethod } from './carrier.ts';

/** The configuration in the domain's words: defaults filled in, every reference resolved. */
export interface Settings {
  readonly auditRole: string;
  readonly externalId?: string;
  readonly include: Scope;
  readonly exclude: Scope;
  /** `enabled`, or the only regions to look at. */
  readonly regions: 'enabled' | readonly string[];
  readonly agreements: readonly Agreement[];
  readonly tag: TagSettings;
  readonly method: AttributionMethod;
  /** SHA-256 over the canonical configuration, 64 hex digits. */
  readonly sha256: string;
}
