import { CommanderError } from '@commander-js/extra-typings';
import { CannotRunError } from '../compose/cannot-run-error.ts';
import { isCutOff } from '../domain/cut-off.ts';
import { EXPIRED, isNetworkCode, NO_CREDENTIALS, REJECTED } from '../domain/error-codes.ts';
import { AwsError, ConfigError, type Failure, formatProblem, requestWords } from '../domain/errors.ts';
import { printable } from '../report/printable.ts';
import type { ExitCode, Io } from './io.ts';

/** Tells the person what went wrong and what to do, and gives the exit code for it. */
export function reportFailure(error: unknown, io: Io, verbose: boolean): ExitCode {
  // Commander has already written its message, or the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  // What comes from AWS or a file must not steer the terminal, nor look like a line of ours.
  const say = (line: string) => io.stderr.write(`${printable(line)}\n`);
  if (error instanceof ConfigError) {
    for (const problem of error.problems) say(formatProblem(problem));
    return 2;
  }
  if (error instanceof CannotRunError) say(error.message);
  else if (error instanceof AwsError) say(awsSentence(error.failure, isOfStore(error) ? STORE : AUDIT));
  else if (isSystemError(error)) say(systemSentence(error));
  else sayUnexpected(error, say, verbose);
  return 3;
}

function sayUnexpected(error: unknown, say: (line: string) => void, verbose: boolean): void {
  const message = error instanceof Error ? error.message : String(error);
  say(`An unexpected failure: ${sentence(message)} This is a defect of mapwarden.`);
  if (!verbose) say('Run it again with --verbose to see where it happened.');
  else if (error instanceof Error) for (const line of (error.stack ?? '').split('\n')) say(line);
}

type SystemError = Error & { readonly code: string };

/** What the operating system refused, as Node tells it. */
function isSystemError(error: unknown): error is SystemError {
  return error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string';
}

/** Node's message names the path: `ENOTDIR: not a directory, mkdir '/x/runs'`. */
function systemSentence({ message, code }: SystemError): string {
  return `mapwarden could not run: ${sentence(message)} ${SYSTEM_REMEDIES.get(code) ?? 'Correct that and run it again.'}`;
}

const SYSTEM_REMEDIES: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'Choose a place that may be written to, or a port above 1023.'],
  ['EPERM', 'Choose a place that may be written to.'],
  ['EROFS', 'Choose a place that may be written to.'],
  ['ENOTDIR', 'Move what is in the way, or choose another folder with --out.'],
  ['EEXIST', 'Move what is in the way, or choose another folder with --out.'],
  ['ENOSPC', 'Make room on the disk and run it again.'],
  ['EADDRINUSE', 'Choose another --port.'],
]);

/** How a command tells that AWS did not do its part. */
export interface Wording {
  /** Begins the sentence: `The audit could not run`. */
  readonly failed: string;
  readonly interrupted: string;
  /** What a person does about it; undefined where nothing but the usual is to be said. */
  readonly remedy?: (failure: Failure) => string | undefined;
}

const AUDIT: Wording = {
  failed: 'The audit could not run',
  interrupted:
    'The audit was interrupted, or its deadline passed, before the organization was known. Nothing was audited.',
};

/** Nothing but the store is in S3. */
function isOfStore({ failure }: AwsError): boolean {
  return failure.operation.startsWith('s3:');
}

const STORE: Wording = {
  failed: 'The store in S3 could not be used',
  interrupted: 'The store in S3 could not be used: the command was interrupted, or its deadline passed.',
  remedy: ({ code }) => (code === 'NoSuchBucket' ? 'Create the bucket, or correct store.bucket.' : undefined),
};

/** A failed call to AWS in sentences for the person, with what to do. */
export function awsSentence(failure: Failure, wording: Wording = AUDIT): string {
  const { failed } = wording;
  if (isCutOff(failure)) return wording.interrupted;
  const { operation, code, requestId, message } = failure;
  if (NO_CREDENTIALS.has(code)) {
    return `${failed}: there are no usable AWS credentials. ${sentence(message)} Log in, for example with aws sso login, or set AWS_PROFILE.`;
  }
  const remedied = wording.remedy?.(failure) ?? remedy(failure);
  return `${failed}: ${operation} failed with ${code}${requestWords(requestId)}: ${sentence(message)} ${remedied}`;
}

/** What a person does about it. Codes come from the SDK's credential providers, from AWS, or from the system. */
function remedy({ operation, code, outcome }: Failure): string {
  if (EXPIRED.has(code)) return 'The credentials have expired: log in again.';
  if (REJECTED.has(code)) {
    return 'AWS does not accept these credentials: log in again, check the clock of this machine and, for GovCloud or China, set AWS_REGION to a region there.';
  }
  if (code === 'AWSOrganizationsNotInUseException') return 'Use credentials of an account in the organization.';
  if (outcome === 'throttled') return 'Wait a minute and run it again.';
  if (outcome === 'access-denied' || outcome === 'scp-denied') return deniedRemedy(operation);
  if (isNetworkCode(code)) return 'Check the network, the DNS, the proxy and every AWS_ENDPOINT_URL setting.';
  return 'Check the credentials, the region and the network, then run it again.';
}

function deniedRemedy(operation: string): string {
  const who = operation.startsWith('organizations:')
    ? 'Use credentials of the management account or of a delegated administrator'
    : 'Use credentials';
  return `${who} that may call ${operation}; docs/permissions.md has the policy.`;
}

/** With a full stop, which messages of AWS often lack. */
function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
