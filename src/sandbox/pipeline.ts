import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Authenticator, type Scope, scopeOf } from './authentication.ts';
import { authorize } from './authorization.ts';
import type { Call, Surroundings } from './call.ts';
import { type Breach, breachesOf } from './constraints.ts';
import { DIALECTS, isGlobal } from './dialect.ts';
import { type ErrorWord, SandboxError } from './errors.ts';
import { isWrite, logRefusedWrite } from './holding-tags.ts';
import type { RecordedRequest, Recorder } from './metrics.ts';
import type { RateLimiter } from './rate-limits.ts';
import { requestIdOf } from './request-id.ts';
import type { Input, Operation } from './services.ts';
import { isUsable, regionStatusOf } from './states.ts';
import { answer, type Ending, losesAnswer, sufferFaults } from './transport-faults.ts';
import { readInput, route, type WireRequest, writeError, writeOutput } from './wire.ts';
import type { WorldTag } from './world.ts';

/**
 * Looks at each call and gives the error that answers it; undefined lets it pass. `nth` counts the calls of the
 * operation, retries among them, from 1 and since the metrics were last reset.
 */
export type FailCall = (
  request: RecordedRequest,
  nth: number,
) => (ErrorWord & { readonly message?: string }) | undefined;

export interface Pipeline {
  readonly surroundings: Surroundings;
  readonly authenticator: Authenticator;
  readonly recorder: Recorder;
  /** Undefined: no quotas. */
  readonly rateLimiter: RateLimiter | undefined;
  readonly latencyMs: number;
  readonly failCall: FailCall | undefined;
  /** Undefined: answers are not checked. */
  readonly onBreach: ((text: string) => void) | undefined;
}

/** Serves one request to AWS as AWS would. Never throws for what a client can send. */
export async function serve(request: WireRequest, pipeline: Pipeline): Promise<Ending> {
  const scope = scopeOf(request);
  if (scope === undefined) {
    const error = new SandboxError(
      { code: 'MissingAuthenticationTokenException', status: 403 },
      'Missing Authentication Token',
    );
    return answer(writeError('bedrock', error, requestIdOf({ ...NOBODY, input: request.path })));
  }
  let requestId = requestIdOf({ ...NOBODY, service: scope.service, region: scope.region, input: request.path });
  let operation: Operation | undefined;
  let refuse: ((code: string) => void) | undefined;
  try {
    const routed = route(scope.service, request);
    operation = routed.operation;
    const input = readInput(routed, request);
    const accountId = accountIdIn(scope, pipeline);
    const { name } = operation;
    const key = { service: scope.service, operation: name, region: scope.region, accountId, input: digested(input) };
    requestId = requestIdOf(key);
    const recorded = { ...key, requestId };
    const calls = pipeline.recorder.called(operation.action, recorded);
    if (pipeline.latencyMs > 0) await sleep(pipeline.latencyMs);
    const call = open(scope, operation, request, pipeline);
    if (isWrite(call.action)) refuse = (code) => logRefusedWrite(call, input, code);
    const failure = pipeline.failCall?.(recorded, calls);
    if (failure !== undefined) throw new SandboxError(failure, failure.message ?? 'Made to fail.');
    return sufferFaults(call, request, requestId) ?? run(call, operation, input, requestId, pipeline);
  } catch (error) {
    const expected = asSandboxError(error, scope, pipeline);
    refuse?.(expected.code);
    checkError(scope, operation, expected, pipeline);
    return answer(writeError(scope.service, expected, requestId));
  }
}

/** A request is remembered by the hash of what it carries: an object can be large. */
function digested(input: Input): Input {
  const large = Object.entries(input).filter(([, value]) => value instanceof Uint8Array);
  const hashed = large.map(([name, bytes]) => [
    name,
    `sha256:${createHash('sha256')
      .update(bytes as Uint8Array)
      .digest('hex')}`,
  ]);
  return { ...input, ...Object.fromEntries(hashed) };
}

const NOBODY = { service: '', operation: '', region: '', accountId: '' };

/** The key names its account, known or not: ids of refused requests must not depend on what sessions there are. */
function accountIdIn(scope: Scope, { surroundings }: Pipeline): string {
  if (scope.accessKeyId === '*') return surroundings.credentials.caller.identity.accountId;
  return /^A[KS]IA(\d{12})/.exec(scope.accessKeyId)?.[1] ?? '';
}

function open(scope: Scope, operation: Operation, request: WireRequest, pipeline: Pipeline): Call {
  const identity = pipeline.authenticator.identify(scope, request);
  const { service, region } = scope;
  return { ...pipeline.surroundings, service, region, identity, operation: operation.name, action: operation.action };
}

function run(call: Call, operation: Operation, input: Input, requestId: string, pipeline: Pipeline): Ending {
  const unreachable = refuseRegion(call);
  if (unreachable !== undefined) return unreachable;
  if (pipeline.rateLimiter?.take(call.action, callerOf(call)) === false) {
    const { throttled, throttleMessage } = DIALECTS[call.service];
    throw new SandboxError(throttled, throttleMessage);
  }
  refuseInvalid(call, operation, input);
  authorize(call, {
    resource: resourceIn(input),
    subjectAccountId: subjectIn(input),
    tagKeys: isWrite(call.action) ? tagKeysIn(input) : [],
  });
  const output = operation.run(input, call);
  if (operation.model.output !== undefined) {
    const breaches = pipeline.onBreach && breachesOf(call.service, operation.model.output, output);
    for (const breach of breaches ?? []) pipeline.onBreach?.(`${call.action} answers ${describe(breach)}`);
  }
  if (losesAnswer(call)) return { kind: 'reset' };
  return answer(writeOutput(operation, output, requestId));
}

/** Quotas count by account, and by region where the service is regional. */
function callerOf(call: Call): string {
  return isGlobal(call.service) ? call.identity.accountId : `${call.identity.accountId}/${call.region}`;
}

/**
 * A token is worth nothing where its account has not switched the region on. Where AWS runs no Bedrock there is not
 * even a host: the nearest thing on one port is a cut connection.
 */
function refuseRegion(call: Call): Ending | undefined {
  if (isGlobal(call.service)) return undefined;
  const account = call.estate.account(call.identity.accountId);
  const status = account && regionStatusOf(account, call.region, call.faults());
  if (!isUsable(status)) {
    const message = 'The security token included in the request is invalid.';
    throw new SandboxError(DIALECTS[call.service].invalidToken, message);
  }
  const hasBedrock = !call.estate.world.regionsWithoutBedrock.includes(call.region);
  return call.service === 'bedrock' && !hasBedrock ? { kind: 'reset' } : undefined;
}

function refuseInvalid(call: Call, operation: Operation, input: Input): void {
  if (operation.model.input === undefined) return;
  const breaches = breachesOf(call.service, operation.model.input, input);
  if (breaches.length === 0) return;
  const wrongType = breaches.find(({ rule }) => rule === 'type');
  if (wrongType !== undefined) {
    const word = { code: 'SerializationException', status: 400 };
    throw new SandboxError(word, `Unexpected value at '${wrongType.path}': ${wrongType.constraint}`);
  }
  const noun = breaches.length === 1 ? 'error' : 'errors';
  const text = `${breaches.length} validation ${noun} detected: ${breaches.map(describe).join('; ')}`;
  throw new SandboxError(DIALECTS[call.service].invalidInput, text, invalidDetails(call, breaches));
}

function invalidDetails(call: Call, breaches: readonly Breach[]): Readonly<Record<string, string>> {
  if (call.service === 'account') return { reason: 'fieldValidationFailed' };
  if (call.service !== 'organizations') return {};
  const reasons = {
    required: 'INPUT_REQUIRED',
    'unknown-member': 'INVALID_PATTERN',
    type: 'INVALID_PATTERN',
    enum: 'INVALID_ENUM',
    pattern: 'INVALID_PATTERN',
    min: 'MIN_VALUE_EXCEEDED',
    max: 'MAX_VALUE_EXCEEDED',
  };
  return { Reason: reasons[breaches[0]?.rule ?? 'pattern'] };
}

function describe(breach: Breach): string {
  const value = breach.value === null ? 'null' : `'${String(breach.value)}'`;
  return `Value ${value} at '${breach.path}' failed to satisfy constraint: ${breach.constraint}`;
}

/** The ARN or the name that a denial names. */
function resourceIn(input: Input): string | undefined {
  const { resourceARN, inferenceProfileIdentifier, TopicArn, SecretId, FunctionName, Name, Bucket } = input;
  const named = resourceARN ?? inferenceProfileIdentifier ?? TopicArn ?? SecretId ?? FunctionName ?? Name ?? Bucket;
  return typeof named === 'string' ? named : undefined;
}

/** As far as a write has it; its constraints were checked before. */
interface TagInput {
  readonly tags?: readonly WorldTag[];
  readonly tagKeys?: readonly string[];
}

/** What `aws:TagKeys` holds: the keys that a request names, whether it writes or removes them. */
function tagKeysIn({ tags = [], tagKeys = [] }: TagInput): readonly string[] {
  return [...tagKeys, ...tags.map(({ key }) => key)];
}

/** The account that a call is about, where it is not the caller's. */
function subjectIn(input: Input): string | undefined {
  const { AccountId: accountId } = input;
  return typeof accountId === 'string' ? accountId : undefined;
}

/** Anything but an expected error is a bug of the sandbox: told, and answered as AWS answers its own. */
function asSandboxError(error: unknown, scope: Scope, pipeline: Pipeline): SandboxError {
  if (error instanceof SandboxError) return error;
  pipeline.onBreach?.(`${scope.service} failed inside: ${error instanceof Error ? error.stack : String(error)}`);
  return new SandboxError(DIALECTS[scope.service].serverError, 'The sandbox failed.');
}

/** A modelled code must come with its modelled status. */
function checkError(scope: Scope, operation: Operation | undefined, error: SandboxError, pipeline: Pipeline): void {
  const modelled = operation?.model.errors[error.code];
  if (modelled !== undefined && modelled !== error.status) {
    pipeline.onBreach?.(`${scope.service} answers ${error.code} with status ${error.status} instead of ${modelled}`);
  }
}
