import type { Account } from '../../domain/account.ts';
import { type Asked, isAnswered } from '../../domain/asked.ts';
import type { Check, CheckId } from '../../domain/checkup.ts';
import type { Failure } from '../../domain/errors.ts';

/** What a check is about; the rest is its result. */
export interface About {
  readonly id: CheckId;
  /** True where left out. */
  readonly required?: boolean;
  readonly account?: Pick<Account, 'id' | 'name'>;
  readonly regions?: readonly string[];
  readonly subject?: string;
}

export function okCheck(about: About, message: string): Check {
  return { ...bare(about, message), state: 'ok' };
}

/** No part of what is configured or asked for; the message says why. */
export function skippedCheck(about: About, message: string): Check {
  return { ...bare({ ...about, required: false }, message), state: 'skipped' };
}

/** Could not be found out, since something before it failed. */
export function untriedCheck(about: About, message: string): Check {
  return { ...bare(about, message), state: 'unknown' };
}

/** Wrong by what AWS answered, though no call failed. */
export function wrongCheck(about: About, message: string, remedy: string): Check {
  return { ...bare(about, message), state: 'failed', remedy };
}

export function failureCheck(about: About, message: string, failure: Failure, remedy: string): Check {
  const { operation, code, requestId, message: said } = failure;
  return {
    ...bare(about, message),
    state: stateOf(failure),
    remedy,
    failure: { operation, code, requestId, message: said },
  };
}

/** How both ends of a question are told. */
export interface Telling {
  readonly ok: string;
  readonly failed: (failure: Failure) => { readonly message: string; readonly remedy: string };
}

export function askedCheck<T>(about: About, result: Asked<T>, { ok, failed }: Telling): Check {
  if (isAnswered(result)) return okCheck(about, ok);
  const { message, remedy } = failed(result.failure);
  return failureCheck(about, message, result.failure, remedy);
}

function bare({ id, required = true, account, regions = [], subject }: About, message: string): Omit<Check, 'state'> {
  return {
    id,
    required,
    accountId: account?.id ?? null,
    accountName: account?.name ?? null,
    regions,
    subject: subject ?? null,
    message,
    remedy: null,
    failure: null,
  };
}

/** No answer of a service, and yet nothing that could be otherwise in a minute. */
const DEFINITE: ReadonlySet<string> = new Set([
  'CredentialsProviderError',
  'TokenProviderError',
  'IdentityMismatch',
  'InvalidSecret',
  'InvalidTarget',
  'InvalidWebhook',
]);

/** A refusal is an answer. Load, silence and what is broken on the way say nothing about what was asked. */
export function stateOf({ outcome, code, unanswered }: Pick<Failure, 'outcome' | 'code' | 'unanswered'>) {
  if (DEFINITE.has(code)) return 'failed';
  if (outcome === 'role-denied' || outcome === 'access-denied' || outcome === 'scp-denied') return 'failed';
  return outcome === 'failed' && unanswered !== true ? 'failed' : 'unknown';
}
