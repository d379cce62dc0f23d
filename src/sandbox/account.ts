import type { ListRegionsRequest, ListRegionsResponse } from '@aws-sdk/client-account';
import { type Call, pagingOf } from './call.ts';
import { SandboxError } from './errors.ts';
import { pageOf } from './paging.ts';
import { regionStatusOf } from './states.ts';
import type { WorldAccount } from './world.ts';

/** Also the default (AWS Account Management API reference, ListRegions). */
const MAX_PAGE = 50;

/** Regions of the caller's own account or, for the organization's administrators, of another one. */
export function listRegions(input: ListRegionsRequest, call: Call): ListRegionsResponse {
  const account = subjectOf(input.AccountId, call);
  const wanted = input.RegionOptStatusContains ?? [];
  const regions = account.regions
    .map(({ region, status }) => ({
      RegionName: region,
      RegionOptStatus: regionStatusOf(account, region, call.faults()) ?? status,
    }))
    .filter(({ RegionOptStatus }) => wanted.length === 0 || wanted.includes(RegionOptStatus));
  const filter = [account.id, ...wanted].join(',');
  const page = pageOf(regions, pagingOf(call, input.NextToken, input.MaxResults ?? MAX_PAGE, filter));
  if (page === undefined) throw invalid('The value for nextToken is invalid.', 'fieldValidationFailed');
  return { Regions: [...page.members], ...(page.token === undefined ? {} : { NextToken: page.token }) };
}

/** The management account must not name itself: only the standalone form answers about it. */
function subjectOf(accountId: string | undefined, call: Call): WorldAccount {
  const { world } = call.estate;
  if (accountId !== undefined && accountId === world.managementAccountId) {
    throw invalid('The management account cannot specify its own AccountId.', 'invalidRegionOptTarget');
  }
  if (accountId !== undefined && !call.estate.isAdministrator(call.identity.accountId)) {
    throw denied(
      `User: ${call.identity.arn} is not authorized to perform: account:ListRegions (Your organization must first enable trusted access with AWS Account Management.)`,
    );
  }
  const account = call.estate.account(accountId ?? call.identity.accountId);
  if (account === undefined) throw denied(`Account ${accountId} is not a member of your organization.`);
  return account;
}

function invalid(message: string, reason: string): SandboxError {
  return new SandboxError({ code: 'ValidationException', status: 400 }, message, { reason });
}

function denied(message: string): SandboxError {
  return new SandboxError({ code: 'AccessDeniedException', status: 403 }, message);
}
