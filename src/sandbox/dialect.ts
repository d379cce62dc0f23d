import type { ErrorWord } from './errors.ts';

export type ServiceName =
  | 'account'
  | 'bedrock'
  | 'ce'
  | 'events'
  | 'lambda'
  | 'organizations'
  | 's3'
  | 'scheduler'
  | 'secretsmanager'
  | 'sns'
  | 'ssm'
  | 'sts'
  | 'tagging';
export type Protocol = 'restJson' | 'restXml' | 'awsJson' | 'awsQuery';

/** How one service words what all services have to say. */
export interface Dialect {
  readonly protocol: Protocol;
  /** The prefix of its IAM actions. */
  readonly prefix: string;
  readonly accessDenied: ErrorWord;
  readonly invalidInput: ErrorWord;
  readonly invalidToken: ErrorWord;
  readonly expiredToken: ErrorWord;
  readonly throttled: ErrorWord;
  /** The other spelling that clients must know. */
  readonly throttledOther: ErrorWord;
  readonly serverError: ErrorWord;
  readonly throttleMessage: string;
}

const word = (code: string, status: number): ErrorWord => ({ code, status });

/** What the newer services with JSON have in common. */
const COMMON_JSON = {
  protocol: 'awsJson',
  accessDenied: word('AccessDeniedException', 400),
  invalidInput: word('ValidationException', 400),
  invalidToken: word('UnrecognizedClientException', 400),
  expiredToken: word('ExpiredTokenException', 400),
  throttled: word('ThrottlingException', 400),
  throttledOther: word('ThrottlingException', 400),
  throttleMessage: 'Rate exceeded',
} as const;

/** And those whose operations are paths. */
const COMMON_REST = {
  protocol: 'restJson',
  accessDenied: word('AccessDeniedException', 403),
  invalidInput: word('ValidationException', 400),
  invalidToken: word('UnrecognizedClientException', 403),
  expiredToken: word('ExpiredTokenException', 403),
  throttled: word('ThrottlingException', 429),
  throttledOther: word('TooManyRequestsException', 429),
  throttleMessage: 'Rate exceeded',
} as const;

/** Codes and statuses: botocore models for the modelled ones, the common errors of each protocol for the rest. */
export const DIALECTS: Readonly<Record<ServiceName, Dialect>> = {
  account: {
    ...COMMON_REST,
    prefix: 'account',
    throttled: word('TooManyRequestsException', 429),
    serverError: word('InternalServerException', 500),
  },
  bedrock: {
    ...COMMON_REST,
    prefix: 'bedrock',
    serverError: word('InternalServerException', 500),
    throttleMessage: 'Too many requests, please wait before trying again.',
  },
  ce: {
    protocol: 'awsJson',
    prefix: 'ce',
    accessDenied: word('AccessDeniedException', 400),
    invalidInput: word('ValidationException', 400),
    invalidToken: word('UnrecognizedClientException', 400),
    expiredToken: word('ExpiredTokenException', 400),
    throttled: word('LimitExceededException', 400),
    throttledOther: word('LimitExceededException', 400),
    serverError: word('InternalFailure', 500),
    throttleMessage: 'Rate exceeded',
  },
  events: { ...COMMON_JSON, prefix: 'events', serverError: word('InternalException', 500) },
  lambda: {
    ...COMMON_REST,
    prefix: 'lambda',
    throttled: word('TooManyRequestsException', 429),
    serverError: word('ServiceException', 500),
    throttleMessage: 'Rate Exceeded.',
  },
  organizations: {
    protocol: 'awsJson',
    prefix: 'organizations',
    accessDenied: word('AccessDeniedException', 400),
    invalidInput: word('InvalidInputException', 400),
    invalidToken: word('UnrecognizedClientException', 400),
    expiredToken: word('ExpiredTokenException', 400),
    throttled: word('TooManyRequestsException', 400),
    throttledOther: word('TooManyRequestsException', 400),
    serverError: word('ServiceException', 500),
    throttleMessage: 'Rate exceeded',
  },
  s3: {
    protocol: 'restXml',
    prefix: 's3',
    accessDenied: word('AccessDenied', 403),
    invalidInput: word('InvalidArgument', 400),
    invalidToken: word('InvalidAccessKeyId', 403),
    expiredToken: word('ExpiredToken', 400),
    throttled: word('SlowDown', 503),
    throttledOther: word('SlowDown', 503),
    serverError: word('InternalError', 500),
    throttleMessage: 'Please reduce your request rate.',
  },
  scheduler: {
    ...COMMON_REST,
    prefix: 'scheduler',
    throttledOther: word('ThrottlingException', 429),
    serverError: word('InternalServerException', 500),
  },
  secretsmanager: { ...COMMON_JSON, prefix: 'secretsmanager', serverError: word('InternalServiceError', 500) },
  sns: {
    protocol: 'awsQuery',
    prefix: 'sns',
    accessDenied: word('AuthorizationError', 403),
    invalidInput: word('ValidationError', 400),
    invalidToken: word('InvalidClientTokenId', 403),
    expiredToken: word('ExpiredToken', 403),
    throttled: word('Throttled', 429),
    throttledOther: word('Throttling', 400),
    serverError: word('InternalError', 500),
    throttleMessage: 'Rate exceeded',
  },
  ssm: { ...COMMON_JSON, prefix: 'ssm', serverError: word('InternalServerError', 500) },
  sts: {
    protocol: 'awsQuery',
    prefix: 'sts',
    accessDenied: word('AccessDenied', 403),
    invalidInput: word('ValidationError', 400),
    invalidToken: word('InvalidClientTokenId', 403),
    expiredToken: word('ExpiredToken', 403),
    throttled: word('Throttling', 400),
    throttledOther: word('Throttling', 400),
    serverError: word('InternalFailure', 500),
    throttleMessage: 'Rate exceeded',
  },
  tagging: {
    protocol: 'awsJson',
    prefix: 'tag',
    accessDenied: word('AccessDeniedException', 400),
    invalidInput: word('InvalidParameterException', 400),
    invalidToken: word('UnrecognizedClientException', 400),
    expiredToken: word('ExpiredTokenException', 400),
    throttled: word('ThrottlingException', 400),
    throttledOther: word('ThrottledException', 400),
    serverError: word('InternalServiceException', 500),
    throttleMessage: 'Rate exceeded',
  },
};

/** One endpoint for all regions: what a caller may do there does not depend on a region. */
export function isGlobal(service: ServiceName): boolean {
  return service === 'account' || service === 'ce' || service === 'organizations';
}

export function isServiceName(text: string): text is ServiceName {
  return Object.hasOwn(DIALECTS, text);
}
