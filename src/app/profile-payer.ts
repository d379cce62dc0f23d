import { AwsError, type Failure } from '../domain/errors.ts';
import type { Settings } from '../domain/settings.ts';
import type { OrganizationPort } from '../ports/organization.ts';
import { checkPayer } from './payer-check.ts';
import type { PlaceOf } from './scope-check.ts';

/**
 * Whether the organization is that of the payer to which agreements are bound, as an audit asks; asked only where one is.
 * Gives the reason where AWS does not say. Throws ConfigError where it is another payer.
 */
export async function payerFailure(
  organization: Pick<OrganizationPort, 'describe'>,
  settings: Settings,
  placeOf: PlaceOf,
): Promise<Failure | null> {
  if (settings.agreements.every(({ payerAccountId }) => payerAccountId === undefined)) return null;
  try {
    checkPayer(await organization.describe(), settings, placeOf);
    return null;
  } catch (error) {
    if (error instanceof AwsError && error.failure.outcome !== 'not-reached') return error.failure;
    throw error;
  }
}
