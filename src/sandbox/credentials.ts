import { createHash } from 'node:crypto';
import type { Estate } from './estate.ts';
import type { WorldRole } from './world.ts';

/** Who a set of credentials speaks for. */
export interface Identity {
  readonly accountId: string;
  readonly arn: string;
  readonly userId: string;
  /** A session came out of AssumeRole: what it assumes next is chained. */
  readonly isSession: boolean;
  /** Actions that the identity policy allows. */
  readonly actions: readonly string[];
  /** The only keys of tags that it may write; left out: any. */
  readonly tagKeys?: readonly string[];
  readonly accessKeyId: string;
}

export interface Session {
  readonly identity: Identity;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAtMs: number;
}

/** What a user of the SDK is given. */
export interface SandboxCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface SessionRequest {
  readonly accountId: string;
  readonly role: WorldRole;
  readonly sessionName: string;
  readonly expiresAtMs: number;
}

export interface CredentialStore {
  /** What the sandbox hands out, and whom a Bedrock API key speaks for. */
  readonly caller: { readonly identity: Identity; readonly credentials: SandboxCredentials };
  open(request: SessionRequest): Session;
  /** A session by its key; a user's key has none. */
  session(accessKeyId: string): Session | undefined;
  /** The administrator whose long-term key this is. */
  user(accessKeyId: string): Identity | undefined;
}

const USER_NAME = 'finops';

/** Keys carry their account, so that one server can serve all accounts: `AKIA` or `ASIA`, 12 digits, 4 letters. */
export function createCredentialStore(estate: Estate): CredentialStore {
  const sessions = new Map<string, Session>();
  let opened = 0;
  const open = (request: SessionRequest): Session => {
    opened += 1;
    const session = buildSession(request, opened);
    sessions.set(session.identity.accessKeyId, session);
    return session;
  };
  return {
    caller: callerOf(estate, open),
    open,
    session: (accessKeyId) => sessions.get(accessKeyId),
    user(accessKeyId) {
      const accountId = /^AKIA(\d{12})USER$/.exec(accessKeyId)?.[1];
      return accountId === undefined || estate.account(accountId) === undefined ? undefined : userOf(accountId);
    },
  };
}

function userOf(accountId: string): Identity {
  return {
    accountId,
    arn: `arn:aws:iam::${accountId}:user/${USER_NAME}`,
    userId: `AIDA${digest(`user/${accountId}`, 17)}`,
    isSession: false,
    actions: ['*'],
    accessKeyId: `AKIA${accountId}USER`,
  };
}

function buildSession(request: SessionRequest, ordinal: number): Session {
  const { accountId, role, sessionName } = request;
  const accessKeyId = `ASIA${accountId}${ordinal.toString(36).toUpperCase().padStart(4, '0')}`;
  return {
    identity: {
      accountId,
      arn: `arn:aws:sts::${accountId}:assumed-role/${role.name}/${sessionName}`,
      userId: `AROA${digest(`role/${accountId}/${role.name}`, 17)}:${sessionName}`,
      isSession: true,
      actions: role.actions,
      ...(role.tagKeys === undefined ? {} : { tagKeys: role.tagKeys }),
      accessKeyId,
    },
    secretAccessKey: digest(`secret/${accessKeyId}`, 40),
    sessionToken: `IQoJb3JpZ2luX2Vj${digest(`token/${accessKeyId}`, 48)}`,
    expiresAtMs: request.expiresAtMs,
  };
}

function callerOf(estate: Estate, open: (request: SessionRequest) => Session): CredentialStore['caller'] {
  const { accountId, roleName } = estate.world.caller;
  const role = estate.account(accountId)?.roles.find(({ name }) => name === roleName);
  if (roleName === undefined || role === undefined) {
    const identity = userOf(accountId);
    const { accessKeyId } = identity;
    return { identity, credentials: { accessKeyId, secretAccessKey: digest(`secret/${accessKeyId}`, 40) } };
  }
  const session = open({ accountId, role, sessionName: USER_NAME, expiresAtMs: Number.POSITIVE_INFINITY });
  const { identity, secretAccessKey, sessionToken } = session;
  return { identity, credentials: { accessKeyId: identity.accessKeyId, secretAccessKey, sessionToken } };
}

function digest(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').toUpperCase().slice(0, length);
}
