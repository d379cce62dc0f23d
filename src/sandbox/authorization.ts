import { type Call, strikes } from './call.ts';
import { DIALECTS } from './dialect.ts';
import { SandboxError } from './errors.ts';
import type { FaultKind } from './faults.ts';
import type { WorldAccount, WorldPolicy } from './world.ts';

/** Faults that take a permission away, and which. */
const DENYING: readonly { readonly kind: FaultKind; readonly actions: readonly string[] }[] = [
  { kind: 'access-denied', actions: ['bedrock:*'] },
  { kind: 'tags-denied', actions: ['bedrock:ListTagsForResource', 'tag:GetResources'] },
  { kind: 'bulk-tags-denied', actions: ['tag:GetResources'] },
  { kind: 'regions-denied', actions: ['account:ListRegions'] },
  { kind: 'ce-denied', actions: ['ce:*'] },
];

/** Actions that IAM never asks anybody for, or that the operation itself decides. */
const UNASKED: readonly string[] = ['sts:GetCallerIdentity', 'sts:AssumeRole'];

/**
 * Throws AWS's denial unless the caller may do this. An explicit deny in a service control policy comes first, as in
 * IAM's order of evaluation. `resource` is the ARN that the message names, where AWS names one.
 */
export function authorize(call: Call, resource: string | undefined, subjectAccountId?: string): void {
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
  if (isTaken || !isAllowed(call, call.action)) {
    throw denied(call, resource, `because no identity-based policy allows the ${call.action} action`);
  }
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
  const account = call.estate.account(call.identity.accountId);
  if (account === undefined || account.id === call.estate.world.managementAccountId) return undefined;
  return call.estate.world.serviceControlPolicies.find((policy) => forbids(policy, account, call))?.id;
}

function forbids(policy: WorldPolicy, account: WorldAccount, call: Call): boolean {
  const places = [...account.ouPath.split('/'), account.id];
  return (
    policy.targets.some((target) => places.includes(target)) &&
    (policy.regions.length === 0 || policy.regions.includes(call.region)) &&
    matchesAny(policy.denies, call.action)
  );
}

function denied(call: Call, resource: string | undefined, reason: string): SandboxError {
  const on = resource === undefined ? '' : ` on resource: ${resource}`;
  const message = `User: ${call.identity.arn} is not authorized to perform: ${call.action}${on} ${reason}`;
  return new SandboxError(DIALECTS[call.service].accessDenied, message);
}
