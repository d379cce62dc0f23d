import type { Failure } from '../../domain/errors.ts';
import { endOf, isByScp, policyOf, remedyOf } from './remedies.ts';

export interface RoleTried {
  /** As the configuration has it. */
  readonly role: string;
  /** Where the configuration names it: `organization.auditRole`. */
  readonly setting: string;
  readonly hasExternalId: boolean;
  /** Other accounts that let the caller in, in just this way. */
  readonly elsewhere: number;
}

/** A role that could not be assumed. AWS tells no reason, so that nobody can probe; what other accounts did narrows it. */
export function roleWords(failure: Failure, tried: RoleTried): { readonly message: string; readonly remedy: string } {
  const { role, setting, hasExternalId, elsewhere } = tried;
  const way = hasExternalId ? 'with organization.externalId' : 'without an external id, since none is configured';
  const begin = `The role ${role} was tried ${way}; sts:AssumeRole ${endOf(failure)}.`;
  if (failure.outcome !== 'role-denied') return { message: begin, remedy: remedyOf(failure, `the role ${role}`) };
  if (isByScp(failure)) {
    const remedy = `Exempt the caller from ${policyOf(failure)}, which denies it sts:AssumeRole.`;
    return { message: begin, remedy };
  }
  const alike =
    'AWS answers alike for a role that does not exist, a trust policy that leaves the caller out, another external id, and a caller that may not call sts:AssumeRole.';
  if (elsewhere > 0) {
    const others = elsewhere === 1 ? 'One other account lets' : `${elsewhere} other accounts let`;
    return {
      message: `${begin} ${alike} ${others} the caller in just so, so what is wrong is likely in this account.`,
      remedy: `Create the role ${role} in the account, or compare its trust policy with docs/permissions.md: the principal, aws:PrincipalOrgID, ${externalId(hasExternalId)}. A service-managed StackSet skips the management account.`,
    };
  }
  return {
    message: `${begin} ${alike} No account that was tried lets the caller in.`,
    remedy: `Look first at what all accounts share: may the caller call sts:AssumeRole on role/${role}, is ${setting} the name that was deployed, and do the trust policies name the caller and ${externalId(hasExternalId)}? docs/permissions.md has both policies.`,
  };
}

function externalId(isConfigured: boolean): string {
  return isConfigured
    ? 'sts:ExternalId, which must equal organization.externalId'
    : 'sts:ExternalId, which may not be demanded while organization.externalId is not set';
}
