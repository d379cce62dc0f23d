import type { Call } from './call.ts';
import { SandboxError } from './errors.ts';

/** S3's own errors (S3 API reference, "Error responses"). */
export function noSuchKey(key: string): SandboxError {
  return new SandboxError({ code: 'NoSuchKey', status: 404 }, 'The specified key does not exist.', { Key: key });
}

export function noSuchBucket(bucket: string): SandboxError {
  const message = 'The specified bucket does not exist';
  return new SandboxError({ code: 'NoSuchBucket', status: 404 }, message, { BucketName: bucket });
}

export function invalidArgument(message: string, name: string, value: string): SandboxError {
  const details = { ArgumentName: name, ArgumentValue: value };
  return new SandboxError({ code: 'InvalidArgument', status: 400 }, message, details);
}

/** What the sandbox does not simulate is refused rather than passed over. */
export function notImplemented(what: string): SandboxError {
  const message = `A header you provided implies functionality that is not implemented: ${what}`;
  return new SandboxError({ code: 'NotImplemented', status: 501 }, message);
}

export function preconditionFailed(condition: string): SandboxError {
  const message = 'At least one of the pre-conditions you specified did not hold';
  return new SandboxError({ code: 'PreconditionFailed', status: 412 }, message, { Condition: condition });
}

export function accessDenied(call: Call, action: string, place: string, reason: string): SandboxError {
  const message = `User: ${call.identity.arn} is not authorized to perform: ${action} on resource: "arn:aws:s3:::${place}" ${reason}`;
  return new SandboxError({ code: 'AccessDenied', status: 403 }, message);
}
