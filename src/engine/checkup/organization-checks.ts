import type { Caller } from '../../domain/account.ts';
import { type Asked, isAnswered } from '../../domain/asked.ts';
import type { Check } from '../../domain/checkup.ts';
import type { Failure } from '../../domain/errors.ts';
import { askedCheck, skippedCheck, untriedCheck } from './check.ts';
import type { Examination, Known } from './examination.ts';
import { endOf, remedyOf } from './remedies.ts';

const MEMBERS =
  'AWS answers the management account and delegated administrators only: call from one, or register the account of the caller as a delegated administrator.';

/** Who asks. */
export function credentialsCheck(caller: Asked<Caller>): Check {
  const ok = isAnswered(caller) ? `The caller is ${caller.answer.arn} in account ${caller.answer.accountId}.` : '';
  return askedCheck({ id: 'credentials' }, caller, {
    ok,
    failed: (failure) => ({
      message: `AWS did not say who is asking: ${failure.operation} ${endOf(failure)}.`,
      remedy: remedyOf(failure, 'the caller'),
    }),
  });
}

/** The organization, its list of accounts, and what the configuration names of it. */
export function organizationChecks({ organization, accounts, scopes }: Known): readonly Check[] {
  const told = isAnswered(organization) ? organization.answer : undefined;
  const number = isAnswered(accounts) ? accounts.answer : 0;
  const failed = (failure: Failure) => ({
    message: `${failure.operation} ${endOf(failure)}: the audit ends without it.`,
    remedy:
      failure.outcome === 'access-denied'
        ? `${remedyOf(failure, 'the caller')} ${MEMBERS}`
        : remedyOf(failure, 'the caller'),
  });
  return [
    askedCheck({ id: 'organization' }, organization, {
      ok: `The organization is ${told?.id}; its management account is ${told?.managementAccountId}.`,
      failed,
    }),
    askedCheck({ id: 'accounts' }, accounts, {
      ok: number === 1 ? 'AWS listed one account.' : `AWS listed ${number} accounts.`,
      failed,
    }),
    scopes === undefined
      ? untriedCheck(
          { id: 'scopes' },
          'Not tried: without the list of accounts nobody can tell whether what is named in the configuration exists.',
        )
      : askedCheck({ id: 'scopes' }, scopes, {
          ok: 'Every account and OU that the configuration names exists.',
          failed,
        }),
  ];
}

/** Whether the caller may ask for the regions of others, and whether anybody needs that. */
export function trustedAccessCheck({ trustedAccess, looks }: Known): Check {
  const isNeeded = looks.some(({ ownRegions }) => ownRegions !== undefined && !isAnswered(ownRegions));
  const about = { id: 'trusted-access', required: isNeeded } as const;
  if (trustedAccess === undefined) {
    return skippedCheck(about, 'No account was looked at on whose behalf the caller could ask for regions.');
  }
  const use = isNeeded
    ? 'An account that did not answer for itself needs it.'
    : 'Nobody needs it: every account answered for itself.';
  return askedCheck(about, trustedAccess.regions, {
    ok: `The caller may ask for the regions of other accounts. ${use}`,
    failed: (failure) => ({
      message: `account:ListRegions on behalf of ${trustedAccess.accountId} ${endOf(failure)}. ${use}`,
      remedy:
        failure.outcome === 'access-denied' || failure.outcome === 'failed'
          ? 'Allow account:ListRegions to the caller. If that is done, enable trusted access from the management account: aws organizations enable-aws-service-access --service-principal account.amazonaws.com; then call from there, or from the delegated administrator of that service.'
          : remedyOf(failure, 'the caller'),
    }),
  });
}

/** Whether a run could be kept. */
export function storeCheck({ place, attempt }: Examination['store']): Check {
  const about = { id: 'store', subject: place } as const;
  const isBucket = place.startsWith('s3://');
  return askedCheck(about, attempt, {
    ok: isBucket
      ? 'An object was written, read back, listed for and removed.'
      : 'The folder, or where it does not exist yet the one that it would be made in, may be written to.',
    failed: (failure) => ({
      message: `Runs could not be kept there: ${failure.operation} ${endOf(failure)}.`,
      remedy: isBucket ? bucketRemedy(failure) : 'Choose a folder that may be written to, with --out or store.path.',
    }),
  });
}

function bucketRemedy(failure: Failure): string {
  if (failure.code === 'NoSuchBucket') return 'Create the bucket, or correct store.bucket.';
  if (failure.outcome !== 'access-denied') return remedyOf(failure, 'the caller');
  return `Allow ${failure.operation} on the bucket to the caller, and the use of its key where it has one of its own; docs/permissions.md has the policy under "The store in S3".`;
}
