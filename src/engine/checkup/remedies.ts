import { EXPIRED, isNetworkCode, NO_CREDENTIALS, REJECTED } from '../../domain/error-codes.ts';
import type { Failure } from '../../domain/errors.ts';

/** What a person does about a call that failed. `who` made it: `the role MapwardenAudit of the account`. */
export function remedyOf(failure: Failure, who: string): string {
  const { outcome, operation } = failure;
  switch (outcome) {
    case 'role-denied':
    case 'access-denied':
      return `Allow ${operation} to ${who}; docs/permissions.md has the policy.`;
    case 'scp-denied':
      return `Exempt ${who} from ${policyOf(failure)}, which denies ${operation}; or leave out knowingly what it closes, with organization.exclude or organization.regions.`;
    case 'throttled':
      return 'Run doctor again when fewer tools call AWS, or with a lower --concurrency.';
    case 'timed-out':
      return 'Run doctor again; if it recurs, check the network path: proxy, VPC endpoint, DNS.';
    case 'not-reached':
      return 'Run doctor again with a longer --deadline, or for fewer accounts with --account.';
    case 'failed':
      return remedyOfCode(failure, who);
    default:
      return outcome satisfies never;
  }
}

function remedyOfCode({ code, requestId }: Failure, who: string): string {
  if (NO_CREDENTIALS.has(code)) return 'Log in, for example with aws sso login, or set AWS_PROFILE.';
  if (EXPIRED.has(code) || REJECTED.has(code)) {
    return 'Log in again, check the clock of this machine and, for GovCloud or China, set AWS_REGION to a region there.';
  }
  if (code === 'AWSOrganizationsNotInUseException') return 'Use credentials of an account in the organization.';
  if (code === 'IdentityMismatch') return `Find out who answers for ${who}: nothing of it is trusted.`;
  if (isNetworkCode(code)) {
    return 'Check the network, the DNS, the proxy and every AWS_ENDPOINT_URL setting.';
  }
  const evidence = requestId === null ? 'error code' : `request id ${requestId}`;
  return `Run doctor again; if it recurs, take the ${evidence} to AWS Support.`;
}

/** AWS names the policy in its message, if at all; only the caller of the organization may look it up. */
export function policyOf({ message }: Pick<Failure, 'message'>): string {
  const id = /service_control_policy\/(p-[a-z0-9]{8,128})\b/.exec(message)?.[1];
  return `the service control policy${id === undefined ? '' : ` ${id}`}`;
}

/** Whether a service control policy is what denied it. */
export function isByScp({ outcome, deniedByScp }: Failure): boolean {
  return outcome === 'scp-denied' || deniedByScp === true;
}

/** How a call ended, as half a sentence: `was denied by a service control policy`. */
export function endOf(failure: Failure): string {
  if (isByScp(failure)) return 'is denied by a service control policy';
  switch (failure.outcome) {
    case 'role-denied':
    case 'access-denied':
    case 'scp-denied':
      return 'is denied';
    case 'throttled':
      return 'was throttled to the last attempt';
    case 'timed-out':
      return 'got no answer in time';
    case 'not-reached':
      return 'was not reached before the end';
    case 'failed':
      return `failed with ${failure.code}`;
    default:
      return failure.outcome satisfies never;
  }
}
