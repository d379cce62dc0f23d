import { AwsError, type Failure, LostAnswerError } from '../domain/errors.ts';
import { awsSentence, CannotRunError, type Wording } from './failure.ts';

const CREATE = 'bedrock:CreateInferenceProfile';
const SECTION = 'docs/permissions.md has the statement under "Creating and tagging profiles by hand"';

const WORDING: Wording = {
  failed: 'It could not be done',
  interrupted: 'It was interrupted, or its deadline passed.',
  remedy: (failure) => DENIALS[failure.outcome]?.(failure) ?? REMEDIES[failure.code]?.(failure),
};

/** The same error for a person who works with profiles; what is no error of AWS is given back as it is. */
export function profileFailure(error: unknown): unknown {
  if (!(error instanceof AwsError)) return error;
  const lost = error instanceof LostAnswerError ? ` ${LOST[error.failure.operation] ?? LOST_ELSE}` : '';
  return new CannotRunError(`${awsSentence(error.failure, WORDING)}${lost}`, { cause: error });
}

/** What to say where only part could not be read. */
export function unreadSentence(failure: Failure): string {
  return awsSentence(failure, { ...WORDING, failed: 'Not everything could be read' });
}

const LOST_ELSE = 'It may have happened all the same: look with mapwarden profile show.';
const LOST: Readonly<Record<string, string>> = {
  [CREATE]: 'The profile may have been created all the same: run the same command again, which makes no second one.',
};

const DENIALS: Partial<Record<Failure['outcome'], (failure: Failure) => string>> = {
  'scp-denied': ({ operation }) =>
    `A service control policy of the organization denies ${operation}; no permission of your own changes that. Ask who keeps the policy to exempt you.`,
  'access-denied': ({ operation }) =>
    operation === CREATE
      ? `You need ${CREATE} and, for the tag in the same call, bedrock:TagResource; ${SECTION}.`
      : `You need ${operation}; ${SECTION}.`,
};

/** Codes of the service model of Bedrock. The quota: AWS general reference, "Amazon Bedrock endpoints and quotas". */
const REMEDIES: Readonly<Record<string, (failure: Failure) => string>> = {
  ServiceQuotaExceededException: () =>
    'An account has 1,000 inference profiles a region unless it asked for more: ask for more in Service Quotas (L-40EC9882), or delete some that nobody uses.',
  TooManyTagsException: () => 'A resource can bear 50 tags: remove one that is not needed.',
  ValidationException: ({ operation }) =>
    operation === CREATE
      ? 'Correct what AWS names. A model that is offered only across regions needs its system-defined profile as --from, such as us.amazon.nova-pro-v1:0.'
      : 'Correct what AWS names.',
  ResourceNotFoundException: ({ operation }) =>
    operation === CREATE
      ? 'AWS offers no such model or profile in this region; aws bedrock list-foundation-models and aws bedrock list-inference-profiles show what it offers.'
      : 'There is no such profile in this account and region: check the ARN or the id. One that was just created can take a moment.',
};
