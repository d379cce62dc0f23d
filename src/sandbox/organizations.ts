import type {
  Account,
  DescribeOrganizationalUnitRequest,
  DescribeOrganizationalUnitResponse,
  DescribeOrganizationResponse,
  ListAccountsRequest,
  ListAccountsResponse,
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
} from '@aws-sdk/client-organizations';
import { type Call, pagingOf } from './call.ts';
import { SandboxError } from './errors.ts';
import { pageOf } from './paging.ts';
import { stateOf } from './states.ts';
import type { World, WorldAccount, WorldAccountState } from './world.ts';

/** Also the default (AWS Organizations API reference, ListAccounts). */
const MAX_PAGE = 20;

/** Answered to every account of the organization. */
export function describeOrganization(_input: unknown, call: Call): DescribeOrganizationResponse {
  const { world } = call.estate;
  const place = `arn:aws:organizations::${world.managementAccountId}`;
  const management = call.estate.account(world.managementAccountId);
  return {
    Organization: {
      Id: world.organizationId,
      Arn: `${place}:organization/${world.organizationId}`,
      FeatureSet: 'ALL',
      MasterAccountArn: `${place}:account/${world.organizationId}/${world.managementAccountId}`,
      MasterAccountId: world.managementAccountId,
      ...(management === undefined ? {} : { MasterAccountEmail: management.email }),
      AvailablePolicyTypes: [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }],
    },
  };
}

export function describeOrganizationalUnit(
  input: DescribeOrganizationalUnitRequest,
  call: Call,
): DescribeOrganizationalUnitResponse {
  demandAdministrator(call);
  const { world } = call.estate;
  const unit = world.organizationalUnits.find(({ id }) => id === input.OrganizationalUnitId);
  if (unit === undefined) {
    const word = { code: 'OrganizationalUnitNotFoundException', status: 400 };
    throw new SandboxError(word, "You specified an organizational unit that doesn't exist.");
  }
  const place = `arn:aws:organizations::${world.managementAccountId}:ou/${world.organizationId}`;
  return {
    OrganizationalUnit: { Id: unit.id, Arn: `${place}/${unit.id}`, Name: unit.name, Path: `${unit.path}/` },
  };
}

export function listAccounts(input: ListAccountsRequest, call: Call): ListAccountsResponse {
  demandAdministrator(call);
  const { world } = call.estate;
  const page = pageOf(world.accounts, pagingOf(call, input.NextToken, input.MaxResults ?? MAX_PAGE, ''));
  if (page === undefined) {
    const word = { code: 'InvalidInputException', status: 400 };
    throw new SandboxError(word, 'You specified an invalid value for nextToken.', { Reason: 'INVALID_NEXT_TOKEN' });
  }
  const accounts = page.members.map((account) => describe(account, stateOf(account, call.faults()), world));
  return { Accounts: accounts, ...(page.token === undefined ? {} : { NextToken: page.token }) };
}

/** `ListTagsForResource`, which takes accounts, OUs, roots and policies; only accounts have tags here. */
export function listAccountTags(input: ListTagsForResourceRequest, call: Call): ListTagsForResourceResponse {
  demandAdministrator(call);
  const { world } = call.estate;
  const id = input.ResourceId ?? '';
  const account = call.estate.account(id);
  const isPlace = id === world.rootId || world.organizationalUnits.some((unit) => unit.id === id);
  if (account === undefined && !isPlace) {
    const word = { code: 'TargetNotFoundException', status: 400 };
    throw new SandboxError(word, "You specified a target that doesn't exist.");
  }
  return { Tags: (account?.tags ?? []).map(({ key, value }) => ({ Key: key, Value: value })) };
}

function describe(account: WorldAccount, state: WorldAccountState, world: World): Account {
  const status = retiredStatus(state);
  const place = `arn:aws:organizations::${world.managementAccountId}:account/${world.organizationId}`;
  return {
    Id: account.id,
    Arn: `${place}/${account.id}`,
    Email: account.email,
    Name: account.name,
    ...(status === undefined ? {} : { Status: status }),
    State: state,
    Paths: [`${account.ouPath}/${account.id}/`],
    JoinedMethod: account.joinedBy,
    JoinedTimestamp: new Date(account.joinedAt),
  };
}

/** `Status`, replaced by `State`, knows fewer words: a closed account is shown as suspended. */
function retiredStatus(state: WorldAccountState): 'ACTIVE' | 'SUSPENDED' | 'PENDING_CLOSURE' | undefined {
  switch (state) {
    case 'ACTIVE':
    case 'SUSPENDED':
    case 'PENDING_CLOSURE':
      return state;
    case 'CLOSED':
      return 'SUSPENDED';
    case 'PENDING_ACTIVATION':
      return undefined;
  }
}

function demandAdministrator(call: Call): void {
  if (call.estate.isAdministrator(call.identity.accountId)) return;
  const word = { code: 'AccessDeniedException', status: 400 };
  throw new SandboxError(word, "You don't have permissions to access this resource.");
}
