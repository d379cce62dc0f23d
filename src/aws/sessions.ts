import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import { formatArn, parseArn } from '../domain/arn.ts';
import { AwsError } from '../domain/errors.ts';
import { checked, malformed, roleAnswer, unbelievable } from './answers.ts';
import { isExpired } from './errors.ts';
import type { Need } from './need.ts';
import type { Credentials, Transport } from './transport.ts';

const OPERATION = 'sts:AssumeRole';

export const SESSION_NEEDS: readonly Need[] = [
  { action: OPERATION, by: ['audit-function'], on: ['iam::*:role/{auditRole}', 'iam::*:role/{managementRole}'] },
  { action: OPERATION, by: ['apply-function'], on: ['iam::*:role/{remediationRole}'] },
];

/** A session that is this close to its end is renewed before it is used. */
const RENEW_BEFORE_MS = 5 * 60_000;

/** Role chaining, as from a Lambda function, allows no more. Source: IAM user guide, "Roles terms and concepts". */
const DURATION_SECONDS = 3_600;

export interface SessionOptions {
  readonly callerAccountId: string;
  readonly callerCredentials: Credentials;
  readonly partition: string;
  /** The role's name, with its path if it has one. */
  readonly role: string;
  readonly externalId?: string;
  readonly sessionName: string;
  /** The machine's clock in epoch milliseconds: tokens end by it, whatever `--now` says. */
  readonly epochMs: () => number;
}

/** Credentials for one account at a time: the caller's own in the caller's account, a role's in every other one. */
export interface Sessions {
  /** Runs `work` with credentials of the account, and once more with fresh ones where they ran out under it. */
  use<T>(accountId: string, work: (credentials: Credentials) => Promise<T>): Promise<T>;
}

interface Session {
  readonly credentials: Credentials;
  readonly expiresAtMs: number;
}

/** One AssumeRole an account, also where many targets ask at once and where it is denied. */
export function createSessions(client: STSClient, transport: Transport, options: SessionOptions): Sessions {
  const sessions = new Map<string, Promise<Session>>();

  const assume = (accountId: string): Promise<Session> => {
    const session = assumeRole(client, transport, options, accountId);
    // Each user of the session sees the rejection; this only keeps Node from calling it unhandled until then.
    session.catch(() => undefined);
    sessions.set(accountId, session);
    return session;
  };

  /** The session to use now; `stale` is one that AWS has already refused. */
  const current = async (accountId: string, stale?: Session): Promise<Session> => {
    const known = sessions.get(accountId);
    if (!known) return assume(accountId);
    const session = await known;
    const over = session === stale || session.expiresAtMs - options.epochMs() < RENEW_BEFORE_MS;
    // Another user may have renewed it while this one waited.
    return over && sessions.get(accountId) === known ? assume(accountId) : (sessions.get(accountId) ?? known);
  };

  return {
    async use(accountId, work) {
      if (accountId === options.callerAccountId) return work(options.callerCredentials);
      const session = await current(accountId);
      try {
        return await work(session.credentials);
      } catch (error) {
        if (!isExpired(error)) throw error;
        return work((await current(accountId, session)).credentials);
      }
    },
  };
}

async function assumeRole(
  client: STSClient,
  transport: Transport,
  options: SessionOptions,
  accountId: string,
): Promise<Session> {
  const RoleArn = roleArn(options, accountId);
  const command = new AssumeRoleCommand({
    RoleArn,
    RoleSessionName: options.sessionName,
    DurationSeconds: DURATION_SECONDS,
    ...(options.externalId !== undefined && { ExternalId: options.externalId }),
  });
  let answer: Awaited<ReturnType<typeof send>>;
  const send = () => transport.call(OPERATION, (call) => client.send(command, call));
  try {
    answer = await send();
  } catch (error) {
    throw asRoleDenied(error);
  }
  const { AssumedRoleUser, Credentials, requestId } = checked(OPERATION, roleAnswer, answer);
  verifyIdentity(AssumedRoleUser?.Arn, accountId, options.role, requestId);
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken) {
    throw malformed(OPERATION, requestId, 'STS answered without credentials.');
  }
  return {
    credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken },
    expiresAtMs: Expiration?.getTime() ?? options.epochMs() + DURATION_SECONDS * 1_000,
  };
}

function roleArn(options: SessionOptions, accountId: string): string {
  const resource = `role/${options.role.replace(/^\//, '')}`;
  return formatArn({ partition: options.partition, service: 'iam', region: '', accountId, resource });
}

/** STS refuses a missing role and a role that does not trust the caller alike; of an SCP it says so. */
function asRoleDenied(error: unknown): unknown {
  if (!(error instanceof AwsError)) return error;
  const { failure } = error;
  if (failure.outcome !== 'access-denied' && failure.outcome !== 'scp-denied') return error;
  const byScp = failure.outcome === 'scp-denied' && ({ deniedByScp: true } as const);
  return new AwsError({ ...failure, outcome: 'role-denied', ...byScp }, { cause: error });
}

/** Whoever answers as another account or role must not be taken for the account that was asked for. */
function verifyIdentity(arn: string | undefined, accountId: string, role: string, requestId: string | null): void {
  const identity = arn === undefined ? undefined : parseArn(arn);
  const roleName = role.slice(role.lastIndexOf('/') + 1);
  const isExpected = identity?.accountId === accountId && identity.resource.startsWith(`assumed-role/${roleName}/`);
  if (isExpected) return;
  const message = `The role in account ${accountId} turned out to be ${arn ?? 'nobody: STS named no identity'}.`;
  throw unbelievable(OPERATION, 'IdentityMismatch', requestId, message);
}
