import type { Failure } from '../../domain/errors.ts';
import type { GapOutcome } from '../../domain/outcome.ts';
import type { Settings } from '../../domain/settings.ts';

type Place = Pick<Settings, 'managementRole' | 'spend'>;

/** What a person does about it, by how the call failed. */
const REMEDIES: Readonly<Record<GapOutcome, (failure: Failure, settings: Place) => string>> = {
  'role-denied': (_, { managementRole }) =>
    `Create the role ${managementRole} in the management account and let it trust the caller, or run the audit there.`,
  'access-denied': ({ operation }, { managementRole }) =>
    `Allow ${operation} to the caller or the role ${managementRole} in the management account, and see that Cost Explorer is switched on there.`,
  'scp-denied': ({ operation }, { managementRole }) =>
    `Exempt the role ${managementRole} from the policy that denies ${operation}.`,
  throttled: () => 'Run again when fewer tools ask Cost Explorer: it allows about one request a second.',
  'timed-out': () => 'Run again; if it recurs, check the network path to Cost Explorer in us-east-1: proxy, DNS.',
  failed: () =>
    'Run again; data is missing for up to a day after Cost Explorer was switched on in the management account.',
  'not-reached': ({ code }, { spend }) =>
    code === 'RequestBudgetExhausted'
      ? `Raise spend.maxRequests, now ${spend.maxRequests}; each request costs $0.01.`
      : 'Run again with a longer --deadline.',
};

/** A sentence on what could not be read, why, and what to do about it. */
export function failureText(what: string, failure: Failure, settings: Place): string {
  const { operation, code, message, outcome } = failure;
  const why = message.trim().replace(/[.:;\s]+$/, '');
  return `${what}: ${operation} failed with ${code}${why === '' ? '' : ` (${why})`}. ${REMEDIES[outcome](failure, settings)}`;
}

/** The same where the limit on requests left no room for it. */
export function budgetText(what: string, needed: number, left: number, { spend }: Place): string {
  return `${what}: it needs ${needed} more ${needed === 1 ? 'request' : 'requests'}, and ${left} ${left === 1 ? 'is' : 'are'} left. Raise spend.maxRequests, now ${spend.maxRequests}; each request costs $0.01.`;
}
