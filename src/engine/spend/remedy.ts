import type { Failure } from '../../domain/errors.ts';
import type { GapOutcome } from '../../domain/outcome.ts';
import type { Settings } from '../../domain/settings.ts';

type Place = Pick<Settings, 'managementRole' | 'spend'>;

/** What a person does about it, by how the call failed. */
const REMEDIES: Readonly<Record<GapOutcome, (failure: Failure, settings: Place) => string>> = {
  'role-denied': (_, { managementRole }) =>
    `Create the role ${managementRole} in the management account and let it trust the caller, or run the audit there.`,
  'access-denied': ({ operation, message }, { managementRole }) =>
    // AWS says with the same code that nobody may and that nobody switched it on; only the words differ.
    /not enabled/i.test(message)
      ? 'See that Cost Explorer is switched on in the management account, and open to IAM users and roles there; its data is missing for up to a day after that.'
      : `Allow ${operation} to the caller or the role ${managementRole} in the management account.`,
  'scp-denied': ({ operation }, { managementRole }) =>
    `Exempt the role ${managementRole} from the policy that denies ${operation}.`,
  throttled: () => 'Run again when fewer tools ask Cost Explorer: it allows about one request a second.',
  'timed-out': () => UNREACHED(),
  failed: (failure, settings) =>
    (REMEDY_OF_CODE.get(failure.code) ?? (isNetwork(failure) ? UNREACHED : whereUnknown))(failure, settings),
  'not-reached': ({ code }, { spend }) =>
    code === 'RequestBudgetExhausted'
      ? `Raise spend.maxRequests, now ${spend.maxRequests}; each request costs $0.01.`
      : 'Run again with a longer --deadline.',
};

const REFRESHED = () => 'Run again: the bill was refreshed while it was read.';
const NO_ANSWER = () =>
  'Run again; if it recurs, find out what answers in place of Cost Explorer in us-east-1: a proxy, a gateway.';
const UNREACHED = () => 'Run again; if it recurs, check the network path to Cost Explorer in us-east-1: proxy, DNS.';

/** What is known of a code. Source: Cost Explorer API reference, errors; the others are our own and Node's. */
const REMEDY_OF_CODE: ReadonlyMap<string, (failure: Failure, settings: Place) => string> = new Map([
  [
    'DataUnavailableException',
    () => 'Run again; data is missing for up to a day after Cost Explorer was switched on in the management account.',
  ],
  [
    'BillExpirationException',
    (_: Failure, { spend }: Place) =>
      `Lower spend.lookbackDays, now ${spend.lookbackDays}: Cost Explorer does not keep the bill of all these days any more.`,
  ],
  [
    'ValidationException',
    () => 'Do what the message says, in the settings of spend; if they are not to blame, report a bug of mapwarden.',
  ],
  [
    'IdentityMismatch',
    (_: Failure, { managementRole }: Place) =>
      `Find out who answers for the role ${managementRole} of the management account: what it says of the bill is not trusted.`,
  ],
  ['InvalidNextTokenException', REFRESHED],
  ['RequestChangedException', REFRESHED],
  ['MalformedResponse', NO_ANSWER],
  ['SyntaxError', NO_ANSWER],
  ['RepeatedToken', NO_ANSWER],
  ['EndlessPages', NO_ANSWER],
]);

/** Node names what is wrong with a connection so: `ECONNRESET`. */
function isNetwork({ code }: Failure): boolean {
  return /^E[A-Z_]+$/.test(code);
}

function whereUnknown({ requestId }: Failure): string {
  return `Run again; if it recurs, take the ${requestId === null ? 'error code' : `request id ${requestId}`} to AWS Support.`;
}

/** Code units of AWS's own words: enough to know the error by, and to see the remedy behind it. */
const LONGEST_MESSAGE = 200;

/** What AWS said, as half a sentence. */
function whyOf({ message }: Failure): string {
  const why = message.trim().replace(/[.:;\s]+$/, '');
  // Not between the two halves of a character.
  return why.length <= LONGEST_MESSAGE ? why : `${why.slice(0, LONGEST_MESSAGE).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** What a person does about a call to Cost Explorer that failed. */
export function spendRemedy(failure: Failure, settings: Place): string {
  return REMEDIES[failure.outcome](failure, settings);
}

/** A sentence on what could not be read, why, and what to do about it. */
export function failureText(what: string, failure: Failure, settings: Place): string {
  const { operation, code } = failure;
  const why = whyOf(failure);
  return `${what}: ${operation} failed with ${code}${why === '' ? '' : ` (${why})`}. ${spendRemedy(failure, settings)}`;
}

/** The same where the limit on requests left no room for it. */
export function budgetText(what: string, needed: number, left: number, { spend }: Place): string {
  return `${what}: it needs ${needed} more ${needed === 1 ? 'request' : 'requests'}, and ${left} ${left === 1 ? 'is' : 'are'} left. Raise spend.maxRequests, now ${spend.maxRequests}; each request costs $0.01.`;
}
