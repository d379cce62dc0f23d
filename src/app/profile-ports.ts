import type { Caller } from '../domain/account.ts';
import type { IsoDate } from '../domain/dates.ts';
import type { ModelCatalog } from '../domain/model-catalog.ts';
import type { Settings } from '../domain/settings.ts';
import type { Rule } from '../engine/compile-rule.ts';
import type { InventoryPort } from '../ports/inventory.ts';
import type { OrganizationPort } from '../ports/organization.ts';
import type { ProfilesPort } from '../ports/profiles.ts';
import type { ReadPorts } from './read-while.ts';

/** What reads and writes profiles of the person's own account, with the person's own credentials. */
export interface ProfilePorts extends ReadPorts {
  readonly organization: Pick<OrganizationPort, 'accounts' | 'describe'>;
  readonly inventory: InventoryPort;
  readonly profiles: ProfilesPort;
}

/** What profiles are judged by, and who asks. */
export interface ProfileContext {
  readonly caller: Caller;
  readonly region: string;
  readonly settings: Settings;
  readonly rules: readonly Rule[];
  readonly catalog: ModelCatalog;
  readonly today: IsoDate;
}
