import { createHash } from 'node:crypto';
import type { Account } from '../domain/account.ts';
import type { BillingPort } from '../ports/billing.ts';
import type { InventoryPort } from '../ports/inventory.ts';
import type { OrganizationPort } from '../ports/organization.ts';
import type { RegionStatus, RegionsPort } from '../ports/regions.ts';
import { confirmationForm, type Form, inventoryForm, plain, tagsForm } from './reading-forms.ts';
import type { Readings } from './readings.ts';

/** Who calls is asked in each part anew: that is what says whether it may go on. */
export function resumableOrganization(port: OrganizationPort, readings: Readings): OrganizationPort {
  const listed = async (): Promise<readonly Account[]> => {
    const accounts: Account[] = [];
    for await (const account of port.accounts()) accounts.push(account);
    return accounts;
  };
  return {
    caller: () => port.caller(),
    describe: () =>
      readings.read({
        of: 'organization',
        operation: 'organizations:DescribeOrganization',
        form: plain(),
        ask: () => port.describe(),
      }),
    async *accounts() {
      yield* await readings.read({
        of: 'accounts',
        operation: 'organizations:ListAccounts',
        form: plain<readonly Account[]>(),
        ask: listed,
      });
    },
    tagsOf: (accountId) =>
      readings.read({
        of: `account-tags/${accountId}`,
        operation: 'organizations:ListTagsForResource',
        form: tagsForm,
        ask: () => port.tagsOf(accountId),
      }),
    hasOrganizationalUnit: (id) =>
      readings.read({
        of: `ou/${id}`,
        operation: 'organizations:DescribeOrganizationalUnit',
        form: plain<boolean>(),
        ask: () => port.hasOrganizationalUnit(id),
      }),
  };
}

export function resumableRegions(port: RegionsPort, readings: Readings): RegionsPort {
  // The caller's own account is asked about twice.
  const asked = new Map<string, Promise<readonly RegionStatus[]>>();
  const ask = (account: Account) =>
    readings.read({
      of: `regions/${account.id}`,
      operation: 'account:ListRegions',
      form: plain<readonly RegionStatus[]>(),
      ask: () => port.regionsOf(account),
    });
  return {
    regionsOf(account) {
      const answer = asked.get(account.id) ?? ask(account);
      asked.set(account.id, answer);
      return answer;
    },
  };
}

export function resumableInventory(port: InventoryPort, readings: Readings): InventoryPort {
  return {
    list: (target) =>
      readings.read({
        of: `target/${target.account.id}/${target.region}`,
        operation: 'bedrock:ListInferenceProfiles',
        form: inventoryForm,
        ask: () => port.list(target),
        lackOf: ({ failure }) => failure,
      }),
    confirm: (target, carrier) =>
      readings.read({
        of: `carrier/${carrier.arn}`,
        operation: 'bedrock:ListTagsForResource',
        form: confirmationForm,
        ask: () => port.confirm(target, carrier),
        lackOf: (answer) => ('failure' in answer ? answer.failure : undefined),
      }),
  };
}

export function resumableBilling(port: BillingPort, readings: Readings): BillingPort {
  const paid = <Q, T>(operation: string, ask: (query: Q) => Promise<T>, form: Form<T> = plain()) => {
    return (query: Q) =>
      readings.read({
        of: `bill/${operation}/${digestOf(query)}`,
        operation,
        form,
        ask: () => ask(query),
        requests: port.requests,
      });
  };
  return {
    costs: paid('ce:GetCostAndUsage', port.costs),
    usageTypes: paid('ce:GetDimensionValues', port.usageTypes),
    allocationTags: paid('ce:ListCostAllocationTags', port.allocationTags),
    hasTagValues: paid('ce:GetTags', port.hasTagValues),
    requests: () => readings.earlierRequests() + port.requests(),
  };
}

/** A question can be as long as the organization has accounts. */
function digestOf(query: unknown): string {
  return createHash('sha256').update(JSON.stringify(query)).digest('hex').slice(0, 32);
}
