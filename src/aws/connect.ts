import { CostExplorerClient } from '@aws-sdk/client-cost-explorer';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { STSClient } from '@aws-sdk/client-sts';
import type { Caller, Organization } from '../domain/account.ts';
import { parseArn } from '../domain/arn.ts';
import type { IsoInstant } from '../domain/dates.ts';
import type { BillingPort } from '../ports/billing.ts';
import type { InventoryPort } from '../ports/inventory.ts';
import type { OrganizationPort } from '../ports/organization.ts';
import type { RegionsPort } from '../ports/regions.ts';
import { createBilling } from './cost-explorer.ts';
import { createInventory } from './inventory.ts';
import { createOrganization } from './organization.ts';
import { createRegions } from './regions.ts';
import { createSessions } from './sessions.ts';
import { type Credentials, createTransport, type TransportOptions } from './transport.ts';

/** Where the SDK's conventions name no region. Any region would do: it is where the tokens come from. */
const DEFAULT_HOME_REGION = 'us-east-1';

export interface AwsOptions extends TransportOptions {
  /** The caller's; the SDK's default chain where left out. */
  readonly credentials?: Credentials;
  /** Where STS is asked; the SDK's conventions where left out. */
  readonly homeRegion?: string;
}

export interface MemberAccess {
  readonly role: string;
  /** The role in the management account through which the bill is read, where the caller is elsewhere. */
  readonly managementRole: string;
  /** The most pages of Cost Explorer that may be asked for. */
  readonly maxRequests: number;
  readonly externalId?: string;
  /** Carries the run id, so that CloudTrail in a member account names the run. */
  readonly sessionName: string;
  readonly now: () => IsoInstant;
  readonly epochMs: () => number;
}

/** AWS behind the ports: first the organization, then, once it is known who asks, the accounts in it. */
export interface Aws {
  readonly organization: OrganizationPort;
  accounts(caller: Caller, organization: Organization, access: MemberAccess): AccountPorts;
  close(): void;
}

export interface AccountPorts {
  readonly billing: BillingPort;
  readonly regions: RegionsPort;
  readonly inventory: InventoryPort;
}

export async function connectAws(options: AwsOptions): Promise<Aws> {
  const transport = createTransport(options);
  const homeRegion = options.homeRegion ?? (await conventionalRegion(options)) ?? DEFAULT_HOME_REGION;
  const sts = new STSClient({
    ...transport.clientConfig(homeRegion, options.credentials),
    // Tokens of the global endpoint are not valid in opt-in regions.
    useGlobalEndpoint: false,
  });
  // One client resolves the default chain and remembers: a hundred regional ones would each start it anew.
  const credentials: Credentials = sts.config.credentials;
  const organizations = new OrganizationsClient(transport.clientConfig(homeRegion, credentials));
  return {
    organization: createOrganization({ organizations, sts }, transport),
    accounts(caller, organization, access) {
      const session = {
        ...access,
        callerAccountId: caller.accountId,
        callerCredentials: credentials,
        partition: parseArn(caller.arn)?.partition ?? 'aws',
      };
      const sessions = createSessions(sts, transport, session);
      // The bill is read under a role of its own choosing: the audit role of the management account need not see money.
      const isOwnRole = access.managementRole !== access.role;
      const payer = isOwnRole ? createSessions(sts, transport, { ...session, role: access.managementRole }) : sessions;
      const billing = createBilling(transport, {
        maxRequests: access.maxRequests,
        use: (work) =>
          payer.use(organization.managementAccountId, (payerCredentials) =>
            work(new CostExplorerClient(transport.clientConfig(homeRegion, payerCredentials))),
          ),
      });
      const regions = createRegions(transport, {
        homeRegion,
        caller: { accountId: caller.accountId, credentials },
        managementAccountId: organization.managementAccountId,
        sessions,
      });
      return { billing, regions, inventory: createInventory(transport, { sessions, now: access.now }) };
    },
    close: () => transport.close(),
  };
}

/** AWS_REGION, or the profile's region; undefined where there is neither. */
async function conventionalRegion(options: AwsOptions): Promise<string | undefined> {
  if (options.endpoint !== undefined && options.credentials !== undefined) return undefined;
  try {
    return await new STSClient({}).config.region();
  } catch {
    // The SDK's "Region is missing".
    return undefined;
  }
}
