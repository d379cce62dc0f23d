import type { AssumeRoleRequest, AssumeRoleResponse, GetCallerIdentityResponse } from '@aws-sdk/client-sts';
import { parseArn } from '../domain/arn.ts';
import { isAllowed } from './authorization.ts';
import { type Call, strikes } from './call.ts';
import { SandboxError } from './errors.ts';
import { stateOf } from './states.ts';
import type { WorldAccount, WorldRole } from './world.ts';

const DEFAULT_DURATION_S = 3600;
/** A session that was itself assumed gives at most an hour (IAM user guide, "Role chaining"). */
const MAX_CHAINED_S = 3600;

export function getCallerIdentity(_input: unknown, call: Call): GetCallerIdentityResponse {
  const { accountId, arn, userId } = call.identity;
  return { UserId: userId, Account: accountId, Arn: arn };
}

/** A missing role, a trust that does not hold and a suspended account look alike, so that nobody can probe. */
export function assumeRole(input: AssumeRoleRequest, call: Call): AssumeRoleResponse {
  const durationS = input.DurationSeconds ?? DEFAULT_DURATION_S;
  if (call.identity.isSession && durationS > MAX_CHAINED_S) {
    const word = { code: 'ValidationError', status: 400 };
    const message = 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining';
    throw new SandboxError(word, message);
  }
  const arn = input.RoleArn ?? '';
  const found = findRole(arn, call);
  if (found === undefined || !trusts(found, input.ExternalId, call)) throw denied(arn, call);
  const expiresAtMs = call.wallMs() + durationS * 1000;
  const { identity, secretAccessKey, sessionToken } = call.credentials.open({
    accountId: sessionAccountId(found, call),
    role: found.role,
    sessionName: input.RoleSessionName ?? '',
    expiresAtMs,
  });
  return {
    Credentials: {
      AccessKeyId: identity.accessKeyId,
      SecretAccessKey: secretAccessKey,
      SessionToken: sessionToken,
      Expiration: new Date(expiresAtMs),
    },
    AssumedRoleUser: { AssumedRoleId: identity.userId, Arn: identity.arn },
  };
}

interface FoundRole {
  readonly account: WorldAccount;
  readonly role: WorldRole;
}

function findRole(arn: string, call: Call): FoundRole | undefined {
  const parsed = parseArn(arn);
  if (parsed?.service !== 'iam' || !parsed.resource.startsWith('role/')) return undefined;
  const account = call.estate.account(parsed.accountId);
  const role = account?.roles.find(({ name }) => `role/${name}` === parsed.resource);
  return account === undefined || role === undefined ? undefined : { account, role };
}

function trusts({ account, role }: FoundRole, externalId: string | undefined, call: Call): boolean {
  const state = stateOf(account, call.faults());
  const isOpen = state === 'ACTIVE' || state === 'PENDING_CLOSURE';
  const { accountId } = call.identity;
  const isTrusted =
    role.trusts.length > 0
      ? role.trusts.includes(accountId)
      : call.estate.isAdministrator(accountId) || accountId === call.estate.world.caller.accountId;
  const isExpected = role.externalId === undefined || role.externalId === externalId;
  return (
    isOpen && isTrusted && isExpected && isAllowed(call, 'sts:AssumeRole') && !strikes(call, 'role-denied', account.id)
  );
}

/** The account of the role or, where that goes wrong, the first other one. */
function sessionAccountId({ account, role }: FoundRole, call: Call): string {
  if (role.sessionAccountId !== undefined) return role.sessionAccountId;
  if (!strikes(call, 'identity-mismatch', account.id)) return account.id;
  return call.estate.world.accounts.find(({ id }) => id !== account.id)?.id ?? '999999999999';
}

function denied(arn: string, call: Call): SandboxError {
  const message = `User: ${call.identity.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`;
  return new SandboxError({ code: 'AccessDenied', status: 403 }, message);
}
