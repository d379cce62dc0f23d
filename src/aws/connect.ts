import { CostExplorerClient } from '@aws-sdk/client-cost-explorer';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { STSClient } from '@aws-sdk/client-sts';
import type { Caller, Organization } from '../domain/account.ts';
import type { Digest } from '../domain/alerts.ts';
import { parseArn } from '../domain/arn.ts';
import type { IsoInstant } from '../domain/dates.ts';
import type { AlertPort, ReceiverPort } from '../ports/alerts.ts';
import type { BillingPort } from '../ports/billing.ts';
import type { InventoryPort } from '../ports/inventory.ts';
import type { OrganizationPort } from '../ports/organization.ts';
import type { ProbedRole, ProbePort } from '../ports/probes.ts';
import type { ProfilesPort } from '../ports/profiles.ts';
import type { RegionsPort } from '../ports/regions.ts';
import type { TaggingPort } from '../ports/tagging.ts';
import { type AlertTools, createAlerts, createReceivers } from './alerts.ts';
import { createBilling } from './cost-explorer.ts';
import { createInventory } from './inventory.ts';
import { createOrganization } from './organization.ts';
import { PATIENCE, type Patience } from './patience.ts';
import { createProbes } from './probes.ts';
import { createProfiles } from './profiles.ts';
import { createRegions } from './regions.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { createTagging } from './tagging.ts';
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

/** How tags are written: under a role of its own, so that the audit's never can. */
export interface WriteAccess extends Pick<MemberAccess, 'role' | 'externalId' | 'sessionName' | 'epochMs'> {
  /** Calls to one account and region; five where left out. */
  readonly callsASecond?: number;
}

/** The roles that are tried before an audit, and how. */
export interface ProbeAccess extends Pick<MemberAccess, 'externalId' | 'sessionName' | 'epochMs'> {
  readonly roles: Readonly<Record<ProbedRole, string>>;
}

/** AWS behind the ports: first the organization, then, once it is known who asks, the accounts in it. */
export interface Aws {
  readonly organization: OrganizationPort;
  /** Where the caller is at home by option or by the SDK's conventions; undefined where neither names a region. */
  readonly region: string | undefined;
  /** The caller's own account in one region, with the caller's own credentials and no role. */
  own(caller: Caller, region: string, now: () => IsoInstant): OwnPorts;
  accounts(caller: Caller, organization: Organization, access: MemberAccess): AccountPorts;
  tagging(caller: Caller, access: WriteAccess): TaggingPort;
  probes(caller: Caller, access: ProbeAccess): ProbePort;
  /** `check` throws AwsError where a text is no address of a webhook that may be posted to. */
  receivers(check: (url: string) => void): ReceiverPort;
  /**
   * Sends with the caller's own credentials, until the signal: the run's own deadline, which may be why there is
   * something to tell, does not end it.
   */
  alerts<T extends { readonly id: string } = Digest>(tools: AlertTools<T>, signal: AbortSignal): AlertPort<T>;
  close(): void;
}

export interface OwnPorts {
  readonly inventory: InventoryPort;
  readonly profiles: ProfilesPort;
  readonly tagging: TaggingPort;
}

export interface AccountPorts {
  readonly billing: BillingPort;
  readonly regions: RegionsPort;
  readonly inventory: InventoryPort;
}

export async function connectAws(options: AwsOptions): Promise<Aws> {
  const transport = createTransport(options);
  const transports = [transport];
  const region = options.homeRegion ?? (await conventionalRegion(options));
  const homeRegion = region ?? DEFAULT_HOME_REGION;
  const sts = new STSClient({
    ...transport.clientConfig(homeRegion, options.credentials),
    // Tokens of the global endpoint are not valid in opt-in regions.
    useGlobalEndpoint: false,
  });
  // One client resolves the default chain and remembers: a hundred regional ones would each start it anew.
  const credentials: Credentials = sts.config.credentials;
  const organizations = new OrganizationsClient(transport.clientConfig(homeRegion, credentials));
  const sessionOf = ({ accountId, arn }: Caller) => ({
    callerAccountId: accountId,
    callerCredentials: credentials,
    partition: parseArn(arn)?.partition ?? 'aws',
  });
  return {
    organization: createOrganization({ organizations, sts }, transport),
    region,
    own({ accountId }, place, now) {
      const sessions = ownSessions(accountId, credentials);
      return {
        inventory: createInventory(transport, { sessions, now }),
        profiles: createProfiles(transport, { accountId, region: place, credentials }),
        tagging: createTagging(transport, { sessions }),
      };
    },
    accounts(caller, organization, access) {
      const session = { ...access, ...sessionOf(caller) };
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
    tagging(caller, { callsASecond, ...access }) {
      const sessions = createSessions(sts, transport, { ...access, ...sessionOf(caller) });
      return createTagging(transport, { sessions, ...(callsASecond !== undefined && { callsASecond }) });
    },
    probes(caller, { roles, ...access }) {
      const sessionsFor = (role: string) => createSessions(sts, transport, { ...access, ...sessionOf(caller), role });
      return createProbes(transport, {
        homeRegion,
        caller: { accountId: caller.accountId, credentials },
        sessions: {
          audit: sessionsFor(roles.audit),
          management: sessionsFor(roles.management),
          remediation: sessionsFor(roles.remediation),
        },
      });
    },
    receivers: (check) => createReceivers(transport, check, credentials),
    alerts(tools, signal) {
      const own = createTransport({ ...options, signal, patience: onceOnly(options.patience) });
      transports.push(own);
      return createAlerts(own, tools, { credentials, homeRegion });
    },
    close() {
      for (const each of transports) each.close();
    },
  };
}

/** What ends without a clear answer may have been accepted: sending it again at once would be a repeat each time. */
function onceOnly(patience: Patience = PATIENCE): Patience {
  return { ...patience, transientAttempts: 1, silentAttempts: 1 };
}

/** Whoever asks for another account here has made a mistake: no role is assumed. */
function ownSessions(own: string, credentials: Credentials): Sessions {
  return {
    async use(accountId, work) {
      if (accountId !== own) throw new TypeError(`asked for account ${accountId} with the credentials of ${own}`);
      return work(credentials);
    },
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
