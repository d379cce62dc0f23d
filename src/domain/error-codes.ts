/** Of the SDK's credential providers: nobody gave any. */
export const NO_CREDENTIALS: ReadonlySet<string> = new Set(['CredentialsProviderError', 'TokenProviderError']);

/** Credentials that were good once. */
export const EXPIRED: ReadonlySet<string> = new Set(['ExpiredToken', 'ExpiredTokenException', 'RequestExpired']);

/** Credentials that AWS does not accept, or a signature that does not fit them. */
export const REJECTED: ReadonlySet<string> = new Set([
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'SignatureDoesNotMatch',
  'InvalidSignatureException',
  'IncompleteSignature',
  'IncompleteSignatureException',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
]);

/** Node's names of what goes wrong below HTTP, and the SDK's of an answer that did not come. */
export function isNetworkCode(code: string): boolean {
  return /^(E[A-Z_]+|TimeoutError)$/.test(code) || /CERT|SSL|TLS/.test(code);
}
