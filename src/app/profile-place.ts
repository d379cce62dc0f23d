import type { Agreement } from '../domain/agreement.ts';
import { AwsError, type Failure } from '../domain/errors.ts';
import { type AccountPlace, coverage } from '../engine/profile-obstacles.ts';
import type { OrganizationPort } from '../ports/organization.ts';

/**
 * Where the account is in the organization, asked for only where an agreement's scope makes it matter: AWS tells it to
 * the management account and delegated administrators only. What could not be read is left out, with the reason.
 */
export async function readPlace(
  organization: Pick<OrganizationPort, 'accounts'>,
  id: string,
  agreements: readonly Agreement[],
): Promise<AccountPlace> {
  if (agreements.every((agreement) => coverage(agreement, { id }) !== undefined)) return { id };
  try {
    for await (const account of organization.accounts()) {
      if (account.id === id && account.ouPath !== '') return { id, ouPath: account.ouPath };
    }
    return { id, failure: notListed(id) };
  } catch (error) {
    if (error instanceof AwsError && error.failure.outcome !== 'not-reached') return { id, failure: error.failure };
    throw error;
  }
}

function notListed(id: string): Failure {
  return {
    outcome: 'failed',
    operation: 'organizations:ListAccounts',
    code: 'PathsMissing',
    requestId: null,
    message: `AWS did not say in which OU account ${id} is.`,
  };
}
