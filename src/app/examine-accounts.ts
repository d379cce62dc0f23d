import pLimit from 'p-limit';
import { type Account, type Caller, isAudited, isEmptyScope, isNamedBy } from '../domain/account.ts';
import { type Asked, isAnswered } from '../domain/asked.ts';
import type { RegionCatalog } from '../domain/region-catalog.ts';
import type { Settings } from '../domain/settings.ts';
import type { AccountLook, Known } from '../engine/checkup/examination.ts';
import { isExcluded, type RegionState, settledOutcome, showsDisabledRegion } from '../engine/targets.ts';
import type { ProbePort } from '../ports/probes.ts';
import type { Progress } from '../ports/progress.ts';
import type { RegionStatus } from '../ports/regions.ts';
import { asked } from './asked.ts';

export interface AccountPorts {
  readonly probes: ProbePort;
  readonly progress: Progress;
}

export interface AccountsRequest {
  readonly settings: Settings;
  readonly regionCatalog: RegionCatalog;
  readonly caller: Caller;
  /** Undefined where AWS did not say. */
  readonly managementAccountId: string | undefined;
  /** By id. */
  readonly accounts: readonly Account[];
  readonly concurrency: number;
}

/** Looks into every account as an audit would, with one listing a target. */
export async function examineAccounts(
  ports: AccountPorts,
  request: AccountsRequest,
): Promise<Pick<Known, 'looks' | 'trustedAccess'>> {
  const { accounts, concurrency } = request;
  ports.progress.planned(accounts.length);
  const limit = pLimit(concurrency);
  const onBehalf = onceOnBehalf(ports.probes);
  const candidate = accounts.find((account) => isLookedInto(account, request) && mayBeNamed(account, request));
  const [looks, trusted] = await Promise.all([
    Promise.all(
      accounts.map((account) =>
        limit(async () => {
          const look = await examineAccount(ports.probes, onBehalf, request, account);
          ports.progress.finished();
          return look;
        }),
      ),
    ),
    candidate && onBehalf(candidate.id),
  ]);
  return {
    looks,
    trustedAccess: candidate && trusted && { accountId: candidate.id, regions: withoutAnswer(trusted) },
  };
}

type Regions = Asked<readonly RegionStatus[]>;
type OnBehalf = (accountId: string) => Promise<Regions>;

/** At most one such call an account: AWS allows the caller five a second. */
function onceOnBehalf(probes: ProbePort): OnBehalf {
  const known = new Map<string, Promise<Regions>>();
  return (accountId) => {
    const answer = known.get(accountId) ?? asked(() => probes.regionsOnBehalf(accountId));
    known.set(accountId, answer);
    return answer;
  };
}

/** The management account can never be named in that call, and for itself the caller asks without a name. */
function mayBeNamed({ id }: Account, { caller, managementAccountId }: AccountsRequest): boolean {
  return id !== caller.accountId && id !== managementAccountId;
}

function isLookedInto(account: Account, { settings }: AccountsRequest): boolean {
  return isAudited(account) && !isExcluded(account, settings);
}

async function examineAccount(
  probes: ProbePort,
  onBehalf: OnBehalf,
  request: AccountsRequest,
  account: Account,
): Promise<AccountLook> {
  const isOwn = account.id === request.caller.accountId;
  const nothing: AccountLook = { account, left: leftOut(account, request), isOwn, ...UNASKED };
  if (nothing.left !== undefined) return nothing;
  const isWritten = mayWriteIn(account, request.settings) && !isOwn;
  const [role, remediationRole] = await Promise.all([
    isOwn ? undefined : asked(() => probes.enter('audit', account.id)),
    isWritten ? asked(() => probes.enter('remediation', account.id)) : undefined,
  ]);
  const inside = isOwn || (role && isAnswered(role)) ? await lookInside(probes, onBehalf, request, account) : UNASKED;
  return { ...nothing, ...inside, role, remediationRole };
}

const UNASKED = {
  role: undefined,
  ownRegions: undefined,
  regionsOnBehalf: undefined,
  listings: [],
  tags: undefined,
  bulkTags: undefined,
  remediationRole: undefined,
} as const;

function leftOut(account: Account, { settings }: AccountsRequest): AccountLook['left'] {
  if (!isAudited(account)) return 'inactive';
  return isExcluded(account, settings) ? 'excluded' : undefined;
}

/** Whether the configuration lets tags be written there at all. */
function mayWriteIn(account: Account, { remediation: { mode, allowed } }: Settings): boolean {
  if (mode !== 'apply') return false;
  return allowed === 'all' || (!isEmptyScope(allowed) && isNamedBy(allowed, account));
}

async function lookInside(
  probes: ProbePort,
  onBehalf: OnBehalf,
  request: AccountsRequest,
  account: Account,
): Promise<Pick<AccountLook, 'ownRegions' | 'regionsOnBehalf' | 'listings' | 'tags' | 'bulkTags'>> {
  const own = await asked(() => probes.ownRegions(account.id));
  const other = !isAnswered(own) && mayBeNamed(account, request) ? await onBehalf(account.id) : undefined;
  const known = isAnswered(own) ? own.answer : other && isAnswered(other) ? other.answer : undefined;
  const tried = await Promise.all(
    regionsToTry(request, account, known).map(async ({ region, state }) => {
      const profile = await asked(() => probes.anyProfile(account.id, region));
      return { region, profile, isOff: isOff(profile, region, state, request.regionCatalog) };
    }),
  );
  const listings = tried.filter((each) => !each.isOff);
  const arn = listings.map(({ profile }) => (isAnswered(profile) ? profile.answer : undefined)).find((each) => each);
  return {
    ownRegions: withoutAnswer(own),
    regionsOnBehalf: other && withoutAnswer(other),
    listings: listings.map(({ region, profile }) => ({ region, listed: withoutAnswer(profile) })),
    tags: arn === undefined ? undefined : await asked(() => probes.tags(account.id, arn)),
    bulkTags: arn === undefined ? undefined : await asked(() => probes.bulkTags(account.id, arn)),
  };
}

/** The regions of the account that an audit would read, sorted. */
function regionsToTry(
  { settings, regionCatalog }: AccountsRequest,
  account: Account,
  known: readonly RegionStatus[] | undefined,
): readonly { readonly region: string; readonly state: RegionState }[] {
  const states = known && new Map(known.map(({ region, state }) => [region, state]));
  const all = settings.regions === 'enabled' ? [...(states ?? regionCatalog.regions).keys()] : settings.regions;
  const stateOf = (region: string): RegionState => (states ? (states.get(region) ?? 'unnamed') : 'unknown');
  return [...new Set(all)]
    .sort()
    .map((region) => ({ region, state: stateOf(region) }))
    .filter(({ region, state }) => settledOutcome(account, region, state, settings, regionCatalog) === undefined);
}

function isOff(result: Asked<unknown>, region: string, state: RegionState, catalog: RegionCatalog): boolean {
  return !isAnswered(result) && showsDisabledRegion(result.failure, region, state, catalog);
}

/** Only whether there was one. */
function withoutAnswer(result: Asked<unknown>): Asked<void> {
  return isAnswered(result) ? { answer: undefined } : result;
}
