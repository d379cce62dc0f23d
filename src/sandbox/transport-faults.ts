import { type Call, strikes } from './call.ts';
import { DIALECTS, type ServiceName } from './dialect.ts';
import { type ErrorWord, SandboxError } from './errors.ts';
import type { FaultKind } from './faults.ts';
import { WRITES } from './holding-tags.ts';
import type { WireRequest, WireResponse } from './wire.ts';

/** How a request ends: with an answer, with a cut connection, or not at all. */
export type Ending = { readonly kind: 'answer'; readonly response: WireResponse } | Broken;
type Broken = { readonly kind: 'reset' } | { readonly kind: 'hang' };

export function answer(response: WireResponse): Ending {
  return { kind: 'answer', response };
}

// The page comes from a load balancer, which knows no request ids.
const HTML =
  '<!DOCTYPE html>\n<html><head><title>503 Service Temporarily Unavailable</title></head><body><h1>503</h1></body></html>\n';
const HTML_ANSWER: WireResponse = { status: 503, headers: { 'content-type': 'text/html' }, body: HTML };

/** AWS's own sentences. Cost Explorer has no error of its own for an account that never opened it. */
const NOT_ENABLED = { code: 'AccessDeniedException', message: 'User not enabled for cost explorer access' };
const UNAVAILABLE = {
  code: 'DataUnavailableException',
  message:
    'Data is not available. Please try to adjust the time period. If just enabled Cost Explorer, data might not be ingested yet',
};

/**
 * What becomes of a call that never reaches its service, or whose answer never reaches the client. Only the data plane
 * is struck: a fault of one account must not break STS and Organizations. Throws AWS's errors.
 */
export function sufferFaults(call: Call, request: WireRequest, requestId: string): Ending | undefined {
  if (call.faults().length === 0) return undefined;
  if (call.service === 'ce') return sufferCostFaults(call);
  throwSlowed(call);
  if (call.service !== 'bedrock' && call.service !== 'tagging') return undefined;
  if (strikes(call, 'reset')) return { kind: 'reset' };
  if (strikes(call, 'hang')) return { kind: 'hang' };
  if (strikes(call, 'html-error')) {
    return answer(HTML_ANSWER);
  }
  if (strikes(call, 'malformed')) {
    const headers = { 'content-type': 'application/json', 'x-amzn-requestid': requestId };
    return answer({ status: 200, headers, body: '{"inferenceProfileSummaries":[{"infer' });
  }
  throwStruck(call, request);
  return undefined;
}

/** Throttled for ever, each by a fault of its own. */
const SLOWED: Readonly<Partial<Record<ServiceName, FaultKind>>> = { s3: 's3-slow-down', sns: 'sns-throttled' };

function throwSlowed(call: Call): void {
  const kind = SLOWED[call.service];
  const { throttled, throttleMessage } = DIALECTS[call.service];
  if (kind !== undefined && strikes(call, kind)) throw new SandboxError(throttled, throttleMessage);
}

/** Calls that happen although their answer is lost, and by which fault. */
const LOSING: readonly { readonly kind: FaultKind; readonly actions: readonly string[] }[] = [
  { kind: 'lost-write-answer', actions: WRITES },
  { kind: 'sns-lost-answer', actions: ['sns:Publish'] },
  { kind: 's3-lost-answer', actions: ['s3:CopyObject', 's3:DeleteObject', 's3:DeleteObjects', 's3:PutObject'] },
];

/** Whether the connection is cut once the call has done its work. */
export function losesAnswer(call: Call): boolean {
  return LOSING.some(({ kind, actions }) => actions.includes(call.action) && strikes(call, kind));
}

function sufferCostFaults(call: Call): Ending | undefined {
  if (strikes(call, 'ce-html')) return answer(HTML_ANSWER);
  const { throttled, throttleMessage } = DIALECTS.ce;
  if (strikes(call, 'ce-throttled')) throw new SandboxError(throttled, throttleMessage);
  if (strikes(call, 'ce-not-enabled')) throw costError(NOT_ENABLED);
  if (strikes(call, 'ce-unavailable') && call.operation !== 'ListCostAllocationTags') throw costError(UNAVAILABLE);
  return undefined;
}

function costError({ code, message }: { readonly code: string; readonly message: string }): SandboxError {
  return new SandboxError({ code, status: 400 }, message);
}

function throwStruck(call: Call, request: WireRequest): void {
  const dialect = DIALECTS[call.service];
  const errors: readonly (readonly [FaultKind, ErrorWord, string])[] = [
    ['throttled', dialect.throttled, dialect.throttleMessage],
    ['throttled-other', dialect.throttledOther, 'Rate exceeded'],
    ['server-error', dialect.serverError, 'An internal server error occurred. Retry your request.'],
  ];
  for (const [kind, word, message] of errors) {
    if (strikes(call, kind)) throw new SandboxError(word, message);
  }
  if (call.action === 'bedrock:TagResource' || call.action === 'bedrock:UntagResource') throttleWrites(call);
  if (isFirstAttempt(request) && strikes(call, 'throttled-once')) {
    throw new SandboxError(dialect.throttled, dialect.throttleMessage);
  }
}

/** So many writes of a target are throttled before the first one passes. */
const THROTTLED_WRITES = 3;

function throttleWrites(call: Call): void {
  if (!strikes(call, 'tag-writes-throttled')) return;
  const strike = call.countStrike('tag-writes-throttled', `${call.identity.accountId}/${call.region}`);
  const { throttled, throttleMessage } = DIALECTS[call.service];
  if (strike <= THROTTLED_WRITES) throw new SandboxError(throttled, throttleMessage);
}

/** The SDK says so itself: `amz-sdk-request: attempt=1; max=3`. */
function isFirstAttempt(request: WireRequest): boolean {
  const header = request.headers['amz-sdk-request'];
  return typeof header !== 'string' || /\battempt=1\b/.test(header);
}
