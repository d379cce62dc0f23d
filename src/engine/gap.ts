import type { Failure } from '../domain/errors.ts';
import type { GapOutcome } from '../domain/outcome.ts';
import type { CoverageGap, Target } from '../domain/target.ts';

/** A target that was not read, with what a person does about it. */
export function coverageGap(target: Target, failure: Failure, auditRole: string): CoverageGap {
  return {
    accountId: target.account.id,
    accountName: target.account.name,
    region: target.region,
    outcome: failure.outcome,
    operation: failure.operation,
    code: failure.code,
    requestId: failure.requestId,
    message: failure.message,
    remedy: remedyFor(failure, target, auditRole),
  };
}

/** The gap names its account; the sentences do not, so that gaps of one cause share one. */
const REMEDIES: Readonly<Record<GapOutcome, (failure: Failure, region: string, role: string) => string>> = {
  'role-denied': (_, _region, role) =>
    `Create the role ${role} in the account, or let it trust the caller; a service-managed StackSet skips the management account.`,
  'access-denied': ({ operation }, _, role) =>
    `Allow ${operation} to the role ${role} of the account, or to the caller where the account is the caller's own.`,
  'scp-denied': ({ operation }, region, role) =>
    `Exempt the role ${role} from the service control policy that denies ${operation} in ${region}, or exclude the account knowingly.`,
  throttled: () => 'Run again with a lower --concurrency, or at a time when fewer tools call AWS.',
  'timed-out': (_, region) => `Run again; if it recurs, check the network path to ${region}: proxy, VPC endpoint, DNS.`,
  failed: ({ code, requestId }, _, role) =>
    code === 'IdentityMismatch'
      ? `Find out who answers for the role ${role} of the account: what was read there is not trusted.`
      : `Run again; if it recurs, take the ${requestId === null ? 'error code' : `request id ${requestId}`} to AWS Support.`,
  'not-reached': ({ code }, region) =>
    code === 'RegionDisabledWithSpend'
      ? `Switch ${region} on in the account and run again, or delete there what still runs.`
      : 'Run again with a longer --deadline, a higher --concurrency, or a selection of accounts.',
};

function remedyFor(failure: Failure, target: Target, role: string): string {
  return REMEDIES[failure.outcome](failure, target.region, role);
}
