import { AccountClient, ListRegionsCommand } from '@aws-sdk/client-account';
import type { Account } from '../domain/account.ts';
import { AwsError } from '../domain/errors.ts';
import type { RegionStatus, RegionsPort } from '../ports/regions.ts';
import { checked, malformed, regionsAnswer } from './answers.ts';
import type { Need } from './need.ts';
import { paced } from './paced.ts';
import { pages } from './pages.ts';
import type { Sessions } from './sessions.ts';
import type { Credentials, Transport } from './transport.ts';

const OPERATION = 'account:ListRegions';

/** Of itself, whoever asks; of others, the caller alone. */
export const REGIONS_NEEDS: readonly Need[] = [
  { action: OPERATION, by: ['audit-function', 'audit-role'], on: ['account::{account}:account'] },
  { action: OPERATION, by: ['audit-function'], on: ['account::*:account/o-*/*'] },
];

/** The most that AWS allows a page of regions. */
const PAGE_SIZE = 50;

/** AWS allows 5 calls a second to each calling account. Source: Account Management reference guide, "Quotas". */
const CALLS_A_SECOND = 5;

export interface RegionsOptions {
  readonly homeRegion: string;
  readonly caller: { readonly accountId: string; readonly credentials: Credentials };
  readonly managementAccountId: string;
  readonly sessions: Sessions;
}

/** The two ways to ask for the regions of an account. */
export interface RegionLists {
  /** Of the account that the credentials are of. */
  own(credentials: Credentials): Promise<readonly RegionStatus[]>;
  /** The caller asks on behalf of another account, at the caller's quota. */
  onBehalf(accountId: string): Promise<readonly RegionStatus[]>;
}

export function regionLists(
  transport: Transport,
  { homeRegion, caller }: Pick<RegionsOptions, 'homeRegion' | 'caller'>,
): RegionLists {
  const inTurn = paced(CALLS_A_SECOND);
  const list = async (credentials: Credentials, accountId?: string): Promise<readonly RegionStatus[]> => {
    const client = new AccountClient(transport.clientConfig(homeRegion, credentials));
    const fetch = async (NextToken: string | undefined) => {
      const command = new ListRegionsCommand({ AccountId: accountId, MaxResults: PAGE_SIZE, NextToken });
      const answer = await transport.call(OPERATION, (call) => client.send(command, call));
      return checked(OPERATION, regionsAnswer, answer);
    };
    const statuses = new Map<string, RegionStatus>();
    for await (const page of pages(OPERATION, fetch, ({ NextToken }) => NextToken)) {
      for (const region of page.Regions) {
        if (region?.RegionName) statuses.set(region.RegionName, statusOf(region.RegionName, region.RegionOptStatus));
      }
    }
    // Every account has regions. A list without any would pass off all of them as switched off.
    if (statuses.size === 0) throw malformed(OPERATION, null, 'AWS named no region at all.');
    return [...statuses.values()].sort((a, b) => (a.region < b.region ? -1 : 1));
  };
  return {
    own: (credentials) => list(credentials),
    async onBehalf(accountId) {
      // At the deadline nobody waits for a turn any more: the call itself says that it came too late.
      // A signal of its own for each that waits: Node warns of many listeners on one.
      const deadline = AbortSignal.any([transport.signal]);
      await inTurn(() => Promise.resolve(), { signal: deadline }).catch(() => undefined);
      return list(caller.credentials, accountId);
    },
  };
}

/**
 * Each account is asked about itself, with its own credentials and without naming it: so the quota of five calls a
 * second is each account's own, and no trusted access is needed. Where that is refused, the caller asks on its behalf,
 * at the caller's quota. The management account can never be named in that call; it is only ever asked about itself.
 */
export function createRegions(transport: Transport, options: RegionsOptions): RegionsPort {
  const { caller, sessions } = options;
  const lists = regionLists(transport, options);

  const ask = async (account: Account): Promise<readonly RegionStatus[]> => {
    try {
      return await sessions.use(account.id, (credentials) => lists.own(credentials));
    } catch (error) {
      const mayAskFor = account.id !== caller.accountId && account.id !== options.managementAccountId;
      if (!mayAskFor || !(error instanceof AwsError) || error.failure.outcome === 'not-reached') throw error;
      return lists.onBehalf(account.id);
    }
  };

  // A run asks once: which regions an account has does not change while it is read.
  const asked = new Map<string, Promise<readonly RegionStatus[]>>();
  return {
    regionsOf(account) {
      const answer = asked.get(account.id) ?? ask(account);
      asked.set(account.id, answer);
      return answer;
    },
  };
}

function statusOf(region: string, status: string | undefined): RegionStatus {
  switch (status) {
    case 'ENABLED':
    case 'ENABLED_BY_DEFAULT':
      return { region, state: 'enabled' };
    case 'DISABLED':
      return { region, state: 'disabled' };
    default:
      // ENABLING, DISABLING, and any word that AWS adds: only a call can tell.
      return { region, state: 'changing' };
  }
}
