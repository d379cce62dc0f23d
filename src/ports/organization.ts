import type { Account, Caller, Organization } from '../domain/account.ts';

/** Who asks, and what the organization is made of. Every method throws AwsError. */
export interface OrganizationPort {
  caller(): Promise<Caller>;
  describe(): Promise<Organization>;
  /** Every account, whatever its state, in the order in which AWS gives them. */
  accounts(): AsyncIterable<Account>;
  /** Whether an OU or root of that id exists: a listing of accounts does not show an empty one. */
  hasOrganizationalUnit(id: string): Promise<boolean>;
}
