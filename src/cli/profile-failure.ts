import { CannotRunError } from '../compose/cannot-run-error.ts';
import { AwsError, type Failure, LostAnswerError } from '../domain/errors.ts';
import type { RegionCatalog } from '../domain/region-catalog.ts';
import { UNREAD_OU_REMEDY } from '../engine/profile-obstacles.ts';
import { awsSentence, type Wording } from './failure.ts';

const CREATE = 'bedrock:CreateInferenceProfile';
const SECTION = 'docs/permissions.md has the statement under "Creating and tagging profiles by hand"';

const WORDING: Wording = {
  failed: 'It could not be done',
  interrupted: 'It was interrupted, or its deadline passed.',
  remedy: remedyOf,
};

/** What may explain a failure. */
interface Circumstances {
  readonly region?: string | undefined;
  readonly catalog?: RegionCatalog;
  /** A sentence about another likely cause; '' for none. */
  readonly hint?: string;
}

/** The same error for a person who works with profiles; what is no error of AWS is given back as it is. */
export function profileFailure(error: unknown, { region, catalog, hint = '' }: Circumstances = {}): unknown {
  if (!(error instanceof AwsError)) return error;
  const { failure } = error;
  const rejected = REJECTED.has(failure.code) && region !== undefined ? rejectedIn(region, catalog) : undefined;
  const wording = rejected === undefined ? WORDING : { ...WORDING, remedy: () => rejected };
  const lost = error instanceof LostAnswerError ? (LOST[failure.operation] ?? LOST_ELSE) : '';
  const sentences = [awsSentence(failure, wording), lost, hint].filter((sentence) => sentence !== '');
  return new CannotRunError(sentences.join(' '), { cause: error });
}

/** How AWS calls a token of another partition, or in a region that its account has not switched on. */
const REJECTED: ReadonlySet<string> = new Set(['UnrecognizedClientException', 'InvalidClientTokenId']);

/** Regions of the partitions beside the commercial one. */
const APART = /^(cn|us-gov|us-iso[a-z]?|eu-isoe|eusc)-/;

function rejectedIn(region: string, catalog: RegionCatalog | undefined): string | undefined {
  if (APART.test(region)) {
    return `${region} is in a partition of its own and takes credentials of an account in that partition only: use such, or log in again if these are.`;
  }
  // Every region that is younger than our list has to be switched on.
  if (catalog?.regions.get(region)?.optIn === false) return undefined;
  return `An account can use ${region} only once it is switched on there, and until then AWS rejects its credentials in it: switch ${region} on in the settings of the account, or choose another region. If it is on, log in again.`;
}

/** What to say where the payer of the organization cannot be read. */
export function unknownPayerSentence(failure: Failure): string {
  const failed = 'Whether the organization has the payer that agreements are bound to (payerAccountId) is not known';
  return awsSentence(failure, { ...WORDING, failed });
}

/** What to say where only part could not be read. */
export function unreadSentence(failure: Failure): string {
  return awsSentence(failure, { ...WORDING, failed: 'Not everything could be read' });
}

function remedyOf(failure: Failure): string | undefined {
  // AWS tells it to two kinds of accounts only: a permission of its own would not help any other.
  const isOuUnread = failure.operation === 'organizations:ListAccounts' && failure.outcome !== 'throttled';
  if (isOuUnread) return UNREAD_OU_REMEDY;
  return DENIALS[failure.outcome]?.(failure) ?? REMEDIES[failure.code]?.(failure);
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
