import type { GapOutcome } from './outcome.ts';

/** What went wrong in a call to AWS, in the ledger's words. */
export interface Failure {
  readonly outcome: GapOutcome;
  /** IAM's name of the call, such as `bedrock:ListInferenceProfiles`. */
  readonly operation: string;
  /** AWS's error code or, where AWS gave none, the name of the local error. */
  readonly code: string;
  readonly requestId: string | null;
  readonly message: string;
  /** That a service control policy denied it, where the outcome does not say so: of a role that could not be assumed. */
  readonly deniedByScp?: true;
  /** That AWS gave no answer, or none that can be believed: it has refused nothing. */
  readonly unanswered?: true;
}

/** A call to AWS that did not give what was asked for. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly failure: Failure;

  constructor(failure: Failure, options?: ErrorOptions) {
    super(`${failure.operation} failed with ${failure.code}: ${failure.message}`, options);
    this.failure = failure;
  }
}

/** Behind what AWS answered, where it gave a request id. */
export function requestWords(requestId: string | null): string {
  return requestId === null ? '' : ` (request id ${requestId})`;
}

/** What went wrong, for a note: of a function, notes go into its log, where the words of AWS do not belong. */
export function noteWords(error: Error): string {
  if (!(error instanceof AwsError)) return error.message;
  const { operation, code, requestId } = error.failure;
  return `${operation} failed with ${code}${requestWords(requestId)}`;
}

/** A write that may have happened all the same: no answer came, or none that can be believed. */
export class LostAnswerError extends AwsError {}

/** One mistake in what the user gave, with its place. */
export interface Problem {
  /** The file, with line and column counted from 1 where they are known: `mapwarden.yaml:3:5`; or the flag: `--region`. */
  readonly place: string;
  /** Where inside the document: `agreements[0].endsOn`; empty where there is no inside. */
  readonly path: string;
  /** What is wrong, what was expected, what was found: `problem; expected …; got …`. */
  readonly text: string;
}

/** Mistakes of the user: every problem at once. Ends in exit code 2. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(formatProblem).join('\n'));
    this.problems = problems;
  }
}

/** A problem as one line: `mapwarden.yaml:3:5 agreements[0].endsOn: problem; expected …; got …`. */
export function formatProblem(problem: Problem): string {
  const where = problem.path === '' ? problem.place : `${problem.place} ${problem.path}`;
  return `${where}: ${problem.text}`;
}
