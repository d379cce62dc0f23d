import { inspect } from 'node:util';
import { AwsError, type Failure } from '../domain/errors.ts';
import type { GapOutcome } from '../domain/outcome.ts';
import { isSilence, isThrottling } from './patience.ts';

/** Names under which AWS services refuse a call for lack of permission. STS has no class for its own: compare names. */
const DENIED = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AccessDeniedForDependencyException',
  'AuthorizationError',
  'AuthorizationErrorException',
  'ForbiddenException',
  'NotAuthorizedException',
  'UnauthorizedException',
  'UnauthorizedOperation',
]);

const EXPIRED = new Set(['ExpiredToken', 'ExpiredTokenException', 'RequestExpired']);

const MESSAGE_LIMIT = 1_000;

/** Turns whatever a client threw into what the ledger says of it. The one place where errors of AWS are classified. */
export function awsError(operation: string, error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  const outcome = outcomeOf(error);
  const isAnswered = (outcome !== 'failed' && outcome !== 'timed-out') || isRefusal(error);
  const failure: Failure = {
    outcome,
    operation,
    code: codeOf(error),
    requestId: requestIdOf(error),
    message: messageOf(error),
    ...(!isAnswered && { unanswered: true }),
  };
  return new AwsError(failure, { cause: error });
}

function outcomeOf(error: unknown): GapOutcome {
  if (isThrottling(error)) return 'throttled';
  if (isSilence(error) || nameOf(error) === 'AbortError') return 'timed-out';
  if (DENIED.has(nameOf(error))) return isScpDeny(textOf(error)) ? 'scp-denied' : 'access-denied';
  return 'failed';
}

/**
 * The only thing read from a message: AWS puts the kind of policy that denied nowhere else. Wording: IAM user guide,
 * "Troubleshoot access denied error messages" (explicit deny, and the implicit one by an allow-list SCP).
 */
function isScpDeny(message: string): boolean {
  return /explicit deny in (a )?service control policy|because no service control policy allows/i.test(message);
}

/** Whether the credentials behind the call have run out, so that fresh ones may help. */
export function isExpired(error: unknown): boolean {
  return error instanceof AwsError && EXPIRED.has(error.failure.code);
}

/**
 * Whether the service itself said that it did not do what was asked for. Whatever else a call ends with, such as
 * silence, a broken connection, a 5xx or a page of a proxy, it may have been done.
 */
export function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof SyntaxError) return false;
  const status = statusOf(error) ?? 0;
  return isThrottling(error) || (status >= 400 && status < 500 && status !== 408);
}

function nameOf(error: unknown): string {
  // The SDK takes over whatever AWS sent as the type, text or not.
  return error instanceof Error && typeof error.name === 'string' ? error.name : '';
}

/** A reset comes as `TimeoutError` with code `ECONNRESET`: the code says more. */
function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string' && /^E[A-Z_]+$/.test(error.code)) {
    return error.code;
  }
  return nameOf(error) || 'Unknown';
}

function requestIdOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return null;
  const metadata = error.$metadata;
  if (typeof metadata !== 'object' || metadata === null || !('requestId' in metadata)) return null;
  return typeof metadata.requestId === 'string' && metadata.requestId !== '' ? metadata.requestId : null;
}

function messageOf(error: unknown): string {
  if (error instanceof SyntaxError) {
    const status = statusOf(error);
    return `The answer${status === undefined ? '' : ` with status ${status}`} is not in the service's format.`;
  }
  const text = textOf(error);
  return text.length > MESSAGE_LIMIT ? `${text.slice(0, MESSAGE_LIMIT)} …` : text;
}

/** The SDK takes over whatever AWS sent as the message, text or not, and adds a hint for programmers. */
function textOf(error: unknown): string {
  const said: unknown = error instanceof Error ? error.message : error;
  const text = typeof said === 'string' ? said : inspect(said, { depth: 1, breakLength: Number.POSITIVE_INFINITY });
  return text.replace(/\n\s*Deserialization error: to see the raw response[^\n]*/, '');
}

function statusOf(error: object): number | undefined {
  const metadata = '$metadata' in error ? error.$metadata : undefined;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}
