import type { Scope } from './account.ts';
import type { Agreement, TagSettings } from './agreement.ts';
import type { AlertSettings } from './alerts.ts';
import type { AttributionMethod } from './carrier.ts';
import type { RemediationSettings, Waiver } from './remediation.ts';
import type { SpendSettings } from './spend.ts';

/** The configuration in the domain's words: defaults filled in, every reference resolved. */
export interface Settings {
  readonly auditRole: string;
  /** The only role that writes. */
  readonly remediationRole: string;
  /** Read by it where the caller is not in the management account. */
  readonly managementRole: string;
  readonly externalId?: string;
  readonly include: Scope;
  readonly exclude: Scope;
  /** `enabled`, or the only regions to look at. */
  readonly regions: 'enabled' | readonly string[];
  readonly agreements: readonly Agreement[];
  readonly tag: TagSettings;
  readonly method: AttributionMethod;
  readonly spend: SpendSettings;
  /** Where owners are found; undefined where the configuration has no such section. */
  readonly owners?: OwnerSettings;
  readonly waivers: readonly Waiver[];
  readonly remediation: RemediationSettings;
  readonly alerts: AlertSettings;
  /** SHA-256 over the canonical configuration, 64 hex digits; `remediation.mode`, which changes no verdict and no plan, left out. */
  readonly sha256: string;
}

/** Who is told: a tag of the resource, the same tag of its account, or this map, the first that there is. */
export interface OwnerSettings {
  readonly tagKey: string;
  readonly accounts: Readonly<Record<string, string>>;
}
