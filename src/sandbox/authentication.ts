import type { Surroundings } from './call.ts';
import type { Identity, Session } from './credentials.ts';
import { DIALECTS, isServiceName, type ServiceName } from './dialect.ts';
import { SandboxError } from './errors.ts';
import { hasFault } from './faults.ts';
import { credentialIn, refuseExpiredLink, tokenIn } from './presigned.ts';
import type { WireRequest } from './wire.ts';

/** Where a request belongs, read off its signature. */
export interface Scope {
  readonly service: ServiceName;
  readonly region: string;
  /** `*` for a Bedrock API key, which names no account. */
  readonly accessKeyId: string;
}

/** A Bedrock API key carries no scope; without a host name to go by, this is its region. */
const BEARER_REGION = 'us-east-1';

const CREDENTIAL = /Credential=([A-Za-z0-9]+)\/\d{8}\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request/;

/** Reads service, region and key from the credential scope; undefined where the request is not signed. */
export function scopeOf(request: WireRequest): Scope | undefined {
  const authorization = request.headers['authorization'] ?? credentialIn(request);
  if (typeof authorization !== 'string') return undefined;
  if (authorization.startsWith('Bearer ')) return { service: 'bedrock', region: BEARER_REGION, accessKeyId: '*' };
  const [, accessKeyId, region, service] = CREDENTIAL.exec(authorization) ?? [];
  if (accessKeyId === undefined || region === undefined || service === undefined) return undefined;
  return isServiceName(service) ? { service, region, accessKeyId } : undefined;
}

export interface Authenticator {
  /** Who signed; throws AWS's errors for keys it does not know and tokens that are wrong or over. */
  identify(scope: Scope, request: WireRequest): Identity;
  /** Forgets which sessions the fault `expired-token` has struck. */
  reset(): void;
}

/** So many calls does a session live under the fault `expired-token`: long enough to be in the middle of a target. */
const CALLS_BEFORE_EXPIRY = 3;

/** Signatures are not verified: what matters here is whose key signed, with which token, for which region. */
export function createAuthenticator(
  surroundings: Pick<Surroundings, 'credentials' | 'faults' | 'wallMs'>,
): Authenticator {
  const struck = new Map<string, { readonly accessKeyId: string; calls: number }>();
  const isStruck = (session: Session, region: string): boolean => {
    const { accountId, accessKeyId } = session.identity;
    if (!hasFault(surroundings.faults(), 'expired-token', accountId, region)) return false;
    const first = struck.get(accountId) ?? { accessKeyId, calls: 0 };
    struck.set(accountId, first);
    if (first.accessKeyId !== accessKeyId) return false;
    first.calls += 1;
    return first.calls > CALLS_BEFORE_EXPIRY;
  };
  return {
    identify(scope, request) {
      const { credentials } = surroundings;
      // An API key speaks for the account it was made in: the caller's, whatever role the client had assumed.
      if (scope.accessKeyId === '*') return credentials.caller.identity;
      const token = request.headers['x-amz-security-token'] ?? tokenIn(request);
      refuseExpiredLink(request, surroundings.wallMs());
      const user = credentials.user(scope.accessKeyId);
      if (user !== undefined && token === undefined) return user;
      const session = credentials.session(scope.accessKeyId);
      if (session === undefined || session.sessionToken !== token) {
        const message = 'The security token included in the request is invalid.';
        throw new SandboxError(DIALECTS[scope.service].invalidToken, message);
      }
      if (session.expiresAtMs <= surroundings.wallMs() || isStruck(session, scope.region)) {
        const message = 'The security token included in the request is expired';
        throw new SandboxError(DIALECTS[scope.service].expiredToken, message);
      }
      return session.identity;
    },
    reset: () => struck.clear(),
  };
}
