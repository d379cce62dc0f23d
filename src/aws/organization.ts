import {
  DescribeOrganizationalUnitCommand,
  DescribeOrganizationCommand,
  ListAccountsCommand,
  ListTagsForResourceCommand,
  type OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import type { Account } from '../domain/account.ts';
import { AwsError } from '../domain/errors.ts';
import type { OrganizationPort } from '../ports/organization.ts';
import {
  accountsAnswer,
  callerAnswer,
  checked,
  type ListedAccount,
  malformed,
  organizationAnswer,
  organizationTagsAnswer,
} from './answers.ts';
import { type Need, NOT_NAMEABLE } from './need.ts';
import { paced } from './paced.ts';
import { pages } from './pages.ts';
import type { Transport } from './transport.ts';

/** The most that AWS allows a page of accounts. */
const PAGE_SIZE = 20;

/** Source: Organizations user guide, "Quotas": ListTagsForResource, 10 a second to an account. */
const TAG_CALLS_A_SECOND = 10;

const LIST_ACCOUNTS = 'organizations:ListAccounts';
const DESCRIBE = 'organizations:DescribeOrganization';
const DESCRIBE_UNIT = 'organizations:DescribeOrganizationalUnit';
const LIST_TAGS = 'organizations:ListTagsForResource';

/** Who the caller is, `sts:GetCallerIdentity` tells everybody. */
export const ORGANIZATION_NEEDS: readonly Need[] = [
  { action: DESCRIBE, by: ['audit-function', 'apply-function'], on: NOT_NAMEABLE },
  { action: LIST_ACCOUNTS, by: ['audit-function'], on: NOT_NAMEABLE },
  { action: DESCRIBE_UNIT, by: ['audit-function'], on: ['organizations::*:ou/o-*/ou-*'] },
  { action: LIST_TAGS, by: ['audit-function'], on: ['organizations::*:account/o-*/*'] },
];

const INCOMPLETE = 'The answer lacks members that AWS documents as always present.';

export function createOrganization(
  clients: { readonly organizations: OrganizationsClient; readonly sts: STSClient },
  transport: Transport,
): OrganizationPort {
  const { organizations, sts } = clients;
  const inTurn = paced(TAG_CALLS_A_SECOND);
  return {
    async caller() {
      const operation = 'sts:GetCallerIdentity';
      const answer = await transport.call(operation, (call) => sts.send(new GetCallerIdentityCommand({}), call));
      const { Arn, Account, requestId } = checked(operation, callerAnswer, answer);
      if (!Arn || !Account) throw malformed(operation, requestId, INCOMPLETE);
      return { arn: Arn, accountId: Account };
    },

    async describe() {
      const command = new DescribeOrganizationCommand({});
      const answer = await transport.call(DESCRIBE, (call) => organizations.send(command, call));
      const { Organization, requestId } = checked(DESCRIBE, organizationAnswer, answer);
      if (!Organization?.Id || !Organization.MasterAccountId) throw malformed(DESCRIBE, requestId, INCOMPLETE);
      return { id: Organization.Id, managementAccountId: Organization.MasterAccountId };
    },

    async *accounts() {
      const fetch = async (NextToken: string | undefined) => {
        const command = new ListAccountsCommand({ MaxResults: PAGE_SIZE, NextToken });
        const answer = await transport.call(LIST_ACCOUNTS, (call) => organizations.send(command, call));
        return checked(LIST_ACCOUNTS, accountsAnswer, answer);
      };
      for await (const page of pages(LIST_ACCOUNTS, fetch, ({ NextToken }) => NextToken)) {
        for (const listed of page.Accounts) yield accountOf(listed, page.requestId);
      }
    },

    async tagsOf(accountId) {
      const fetch = (NextToken: string | undefined) => {
        const command = new ListTagsForResourceCommand({ ResourceId: accountId, NextToken });
        return inTurn(async () =>
          checked(
            LIST_TAGS,
            organizationTagsAnswer,
            await transport.call(LIST_TAGS, (call) => organizations.send(command, call)),
          ),
        );
      };
      const tags = new Map<string, string>();
      for await (const { Tags } of pages(LIST_TAGS, fetch, ({ NextToken }) => NextToken)) {
        for (const tag of Tags) if (tag?.Key !== undefined) tags.set(tag.Key, tag.Value ?? '');
      }
      return tags;
    },

    async hasOrganizationalUnit(id) {
      // A root has no call of its own; every account's path begins with it, so an unseen one does not exist.
      if (!id.startsWith('ou-')) return false;
      const command = new DescribeOrganizationalUnitCommand({ OrganizationalUnitId: id });
      try {
        await transport.call(DESCRIBE_UNIT, (call) => organizations.send(command, call));
        return true;
      } catch (error) {
        const code = error instanceof AwsError ? error.failure.code : '';
        if (code === 'OrganizationalUnitNotFoundException' || code === 'InvalidInputException') return false;
        throw error;
      }
    },
  };
}

function accountOf(listed: ListedAccount | null, requestId: string | null): Account {
  if (!listed?.Id) throw malformed(LIST_ACCOUNTS, requestId, INCOMPLETE);
  // An account has one path: it hangs on one parent.
  const path = listed.Paths[0] ?? '';
  return {
    id: listed.Id,
    name: listed.Name ?? '',
    // `Status` was retired on 2026-09-09; where only it is given, its words mean the same.
    state: listed.State ?? listed.Status ?? '',
    ouPath: path
      .split('/')
      .filter((part) => part !== '' && part !== listed.Id)
      .join('/'),
  };
}
