/** States of an account in AWS Organizations (the `State` member; `Status` is retired). */
export const ACCOUNT_STATES = ['PENDING_ACTIVATION', 'ACTIVE', 'SUSPENDED', 'PENDING_CLOSURE', 'CLOSED'] as const;

/** A member account, or the management account, of the organization. */
export interface Account {
  readonly id: string;
  readonly name: string;
  /** One of {@link ACCOUNT_STATES}, or a word that AWS added since; '' where AWS gave none. */
  readonly state: string;
  /** From the organization down to the parent: `o-x/r-y/ou-a/ou-b`; '' where AWS gave none. */
  readonly ouPath: string;
}

/** Who runs the audit, as STS sees it. */
export interface Caller {
  readonly arn: string;
  readonly accountId: string;
}

export interface Organization {
  readonly id: string;
  readonly managementAccountId: string;
}

/**
 * Accounts that still run, and still spend: a pending closure stops nothing yet. An account of which AWS gave no state
 * is audited too, since not knowing is no reason to leave it out.
 */
export function isAudited(account: Account): boolean {
  return account.state === 'ACTIVE' || account.state === 'PENDING_CLOSURE' || account.state === '';
}

/** A set of accounts: everything below the OUs, and the accounts by id. */
export interface Scope {
  readonly ous: readonly string[];
  readonly accounts: readonly string[];
}

export function isEmptyScope(scope: Scope): boolean {
  return scope.ous.length === 0 && scope.accounts.length === 0;
}

/** Whether the account is named by the scope, itself or through an OU above it. An empty scope names none. */
export function isNamedBy(scope: Scope, account: Pick<Account, 'id' | 'ouPath'>): boolean {
  const parents = account.ouPath.split('/');
  return scope.accounts.includes(account.id) || scope.ous.some((ou) => parents.includes(ou));
}
