import type { InvocationRequest, InvocationResponse } from '@aws-sdk/client-lambda';
import type { Call } from './call.ts';
import { SandboxError } from './errors.ts';
import { parseJson } from './json-text.ts';

/** Bytes of an event that is to run by itself (Lambda quotas, "Invocation payload"). */
const MOST_EVENT_BYTES = 1_048_576;
const MOST_CALL_BYTES = 6_291_456;

/** Takes an event for a function, which the sandbox does not have: it keeps the event, and runs nothing. */
export function invoke(input: InvocationRequest, call: Call): InvocationResponse {
  const arn = functionArn(input.FunctionName ?? '', call);
  if (!call.estate.world.functions.some((known) => known.arn === arn)) {
    throw new SandboxError({ code: 'ResourceNotFoundException', status: 404 }, `Function not found: ${arn}`, {
      Type: 'User',
    });
  }
  const isLater = input.InvocationType === 'Event';
  const bytes = input.Payload instanceof Uint8Array ? input.Payload : new Uint8Array();
  const most = isLater ? MOST_EVENT_BYTES : MOST_CALL_BYTES;
  if (bytes.length > most) {
    const message = `Request must be smaller than ${most} bytes for the InvokeFunction operation`;
    throw new SandboxError({ code: 'RequestTooLargeException', status: 413 }, message, { Type: 'User' });
  }
  const event = bytes.length === 0 ? null : parseJson(Buffer.from(bytes).toString());
  if (event === undefined) {
    const message = 'Could not parse request body into json: could not parse payload into json';
    throw new SandboxError({ code: 'InvalidRequestContentException', status: 400 }, message, { Type: 'User' });
  }
  if (input.InvocationType === 'DryRun') return { StatusCode: 204 };
  call.arrivals.invocations.append({ arn, isLater, event });
  return isLater ? { StatusCode: 202 } : { StatusCode: 200, ExecutedVersion: '$LATEST', Payload: Buffer.from('null') };
}

/** By name, by part of an ARN, or by ARN; what comes behind the name is a version. */
function functionArn(name: string, { region, identity }: Call): string {
  const [, arn, bare] =
    /^(arn:aws[\w-]*:lambda:[^:]+:\d{12}:function:[\w-]+)|^(?:\d{12}:function:|function:)?([\w-]+)/.exec(name) ?? [];
  return arn ?? `arn:aws:lambda:${region}:${identity.accountId}:function:${bare ?? name}`;
}
