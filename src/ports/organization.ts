import type { Account, Caller, Organization } from '../domain/account.ts';
import type { Tags } from '../domain/carrier.ts';

/** Who asks, and what the organization is made of. Every method throws AwsError. */
export interface OrganizationPort {
  caller(): Promise<Caller>;
  describe(): Promise<Organization>;
  /** Every account, whatever its state, in the order in which AWS gives them. */
  accounts(): AsyncIterable<Account>;
  /** Tags of an account; AWS allows about ten such calls a second. */
  tagsOf(accountId: string): Promise<Tags>;
  /** Whether an OU or root of that id exists: a listing of accounts does not show an empty one. */
  hasOrganizationalUnit(id: string): Promise<boolean>;
}
