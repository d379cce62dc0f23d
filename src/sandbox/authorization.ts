import { type Call, strikes } from './call.ts';
import { DIALECTS } from './dialect.ts';
import { SandboxError } from './errors.ts';
import type { FaultKind } from './faults.ts';
import type { WorldAccount, WorldPolicy } from './world.ts';

const TAG_WRITES: readonly string[] = ['bedrock:TagResource', 'bedrock:UntagResource'];

/** Faults that take a permission away, and which. */
const DENYING: readonly { readonly kind: FaultKind; readonly actions: readonly string[] }[] = [
  { kind: 'access-denied', actions: ['bedrock:*'] },
  { kind: 'tags-denied', actions: ['bedrock:ListTagsForResource', 'tag:GetResources'] },
  { kind: 'bulk-tags-denied', actions: ['tag:GetResources'] },
  { kind: 'regions-denied', actions: ['account:ListRegions'] },
  { kind: 'ce-denied', actions: ['ce:*'] },
  { kind: 'tag-writes-denied', actions: TAG_WRITES },
  { kind: 'sns-denied', actions: ['sns:Publish'] },
  { kind: 's3-denied', actions: ['s3:*'] },
];

/** What a request is about, as far as policies ask. */
interface Matter {
  /** The ARN that a denial names, where AWS names one. */
  readonly resource: string | undefined;
  /** Where it is another account than the caller's. */
  readonly subjectAccountId: string | undefined;
  /** Of the tags that are to be written or removed. */
  readonly tagKeys: readonly string[];
}

/** Operations that need a permission of another name (service authorization reference). */
const PERMISSIONS: Readonly<Record<string, string>> = {
  'lambda:Invoke': 'lambda:InvokeFunction',
  's3:CopyObject': 's3:PutObject',
  's3:DeleteObjects': 's3:DeleteObject',
  's3:HeadObject': 's3:GetObject',
  's3:ListObjectsV2': 's3:ListBucket',
};

/** Actions that IAM never asks anybody for, or that the operation itself decides. */
const UNASKED: readonly string[] = ['sts:GetCallerIdentity', 'sts:AssumeRole'];

/**
 * Throws AWS's denial unless the caller may do this. An explicit deny in a service control policy comes first, as in
 * IAM's order of evaluation.
 */
export function authorize(call: Call, { resource, subjectAccountId, tagKeys }: Matter): void {
  if (UNASKED.includes(call.action)) return;
  const policyId = denyingPolicy(call);
  if (policyId !== undefined) {
    const { organizationId, managementAccountId } = call.estate.world;
    const place = `arn:aws:organizations::${managementAccountId}:policy/${organizationId}`;
    const arn = `${place}/service_control_policy/${policyId}`;
    throw denied(call, resource, `with an explicit deny in a service control policy: ${arn}`);
  }
  const isTaken = DENYING.some(
    ({ kind, actions }) => matchesAny(actions, call.action) && strikes(call, kind, subjectAccountId),
  );
  if (isTaken || isEveryOther(call, resource) || !isAllowed(call, permissionOf(call)) || !mayWriteKeys(call, tagKeys)) {
    const permission = permissionOf(call);
    throw denied(call, resource, `because no identity-based policy allows the ${permission} action`);
  }
}

function permissionOf({ action }: Call): string {
  return PERMISSIONS[action] ?? action;
}

/** The fault goes by the order in which the world has its profiles, so that half of any of them is denied. */
function isEveryOther(call: Call, resource: string | undefined): boolean {
  if (!TAG_WRITES.includes(call.action) || !strikes(call, 'every-other-write-denied')) return false;
  const profile = call.estate.profile(resource ?? '');
  return profile !== undefined && profile.ordinal % 2 === 0;
}

/** `ForAllValues:StringEquals` on `aws:TagKeys`, which is case-sensitive. */
function mayWriteKeys(call: Call, tagKeys: readonly string[]): boolean {
  const allowed = call.identity.tagKeys;
  return allowed === undefined || tagKeys.every((key) => allowed.includes(key));
}

/** Whether the identity policy of the caller allows the action. */
export function isAllowed(call: Call, action: string): boolean {
  return matchesAny(call.identity.actions, action);
}

/** Whether one of the patterns is the action, or ends in a star and begins it. */
function matchesAny(patterns: readonly string[], action: string): boolean {
  return patterns.some((pattern) =>
    pattern.endsWith('*') ? action.startsWith(pattern.slice(0, -1)) : pattern === action,
  );
}

function denyingPolicy(call: Call): string | undefined {
  const isDataPlane = call.service === 'bedrock' || call.service === 'tagging';
  if (isDataPlane && strikes(call, 'scp-denied')) return 'p-sandboxfault';
  if (TAG_WRITES.includes(call.action) && strikes(call, 'tag-writes-scp-denied')) return 'p-sandboxfault';
  const account = call.estate.account(call.identity.accountId);
  if (account === undefined || account.id === call.estate.world.managementAccountId) return undefined;
  return call.estate.world.serviceControlPolicies.find((policy) => forbids(policy, account, call))?.id;
}

function forbids(policy: WorldPolicy, account: WorldAccount, call: Call): boolean {
  const places = [...account.ouPath.split('/'), account.id];
  return (
    policy.targets.some((target) => places.includes(target)) &&
    (policy.regions.length === 0 || policy.regions.includes(call.region)) &&
    matchesAny(policy.denies, permissionOf(call))
  );
}

function denied(call: Call, resource: string | undefined, reason: string): SandboxError {
  const { service, region, identity, operation } = call;
  // Cost Explorer has no resources of its own, and AWS names the operation as one.
  const named = resource ?? (service === 'ce' ? `arn:aws:ce:${region}:${identity.accountId}:/${operation}` : undefined);
  const on = named === undefined ? '' : ` on resource: ${named}`;
  const message = `User: ${identity.arn} is not authorized to perform: ${permissionOf(call)}${on} ${reason}`;
  return new SandboxError(DIALECTS[call.service].accessDenied, message);
}
