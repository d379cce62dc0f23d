import { BEDROCK_ELIGIBLE_AFTER } from '../domain/agreement.ts';
import { dayOf, type IsoDate, type IsoInstant } from '../domain/dates.ts';
import type { UsageLine } from './books.ts';
import { addDays } from './cost-period.ts';
import { castAccounts, type UnitName } from './default-accounts.ts';
import { type AllocationTagStory, knownTags } from './default-allocation-tags.ts';
import { keepBooks } from './default-books.ts';
import { populate } from './default-profiles.ts';
import { newAgreementId } from './default-tags.ts';
import { buildDestinations } from './destinations.ts';
import { createRandom, LOWER_ALPHANUMERIC } from './random.ts';
import { isOptIn, REGIONS_WITHOUT_BEDROCK } from './regions.ts';
import type { World, WorldAgreement, WorldPolicy, WorldUnit } from './world.ts';

export interface DefaultWorldOptions {
  readonly now: IsoInstant;
  readonly seed: number;
  /** At least one: the management account. */
  readonly accounts: number;
  /** At least one, at most the 34 regions that AWS has. */
  readonly regions: number;
  /** A readable target. */
  readonly profiles: number;
  /** How far back the books go; 400 days unless given, and fewer in an organization of over a hundred accounts. */
  readonly historyDays?: number;
  /** What billing makes of `map-migrated`; `active`, and that before the books begin, unless given. */
  readonly allocationTag?: AllocationTagStory;
  /** What it makes of `iamPrincipal/map-migrated`; `never-seen` unless given. */
  readonly principalTag?: AllocationTagStory;
}

/** About as far as Cost Explorer looks back. */
const HISTORY_DAYS = 400;
/** Enough for the usual question; books of thousands of accounts must fit into memory. */
const LEAST_HISTORY_DAYS = 45;
const ACCOUNT_DAYS = 100 * HISTORY_DAYS;

/**
 * An insurer that moved its Bedrock workloads under two migration plans: the main one, and an earlier one of its data
 * department, accepted before Bedrock counted. Equal options give an equal world; every date follows `now`.
 */
export function defaultWorld(options: DefaultWorldOptions): World {
  const cast = castAccounts(options);
  const agreements = draftAgreements(options, cast.units.Data);
  const [management] = cast.accounts;
  const policies = draftPolicies(options, cast.units, management?.regions.map(({ region }) => region) ?? []);
  const carriers = populate({ ...options, accounts: cast.accounts, agreements });
  const { principalTag = 'never-seen', historyDays = historyOf(options.accounts) } = options;
  let books: readonly UsageLine[] | undefined;
  const managementAccountId = management?.id ?? '';
  return {
    organizationId: cast.organizationId,
    rootId: cast.rootId,
    managementAccountId,
    delegatedAdministrators: [],
    caller: { accountId: managementAccountId },
    organizationalUnits: Object.values(cast.units),
    accounts: cast.accounts,
    regionsWithoutBedrock: REGIONS_WITHOUT_BEDROCK,
    serviceControlPolicies: policies,
    ...carriers,
    ...buildDestinations(managementAccountId),
    agreements: [agreements.main, agreements.early],
    get books() {
      books ??= keepBooks({
        now: options.now,
        seed: options.seed,
        historyDays,
        accounts: cast.accounts,
        profiles: carriers.profiles,
        policies,
        agreement: agreements.main,
        hasPrincipalTags: principalTag !== 'never-seen',
      });
      return books;
    },
    allocationTags: knownTags(options),
  };
}

function historyOf(accounts: number): number {
  return Math.min(HISTORY_DAYS, Math.max(LEAST_HISTORY_DAYS, Math.floor(ACCOUNT_DAYS / accounts)));
}

function draftAgreements(
  options: DefaultWorldOptions,
  data: WorldUnit,
): { main: WorldAgreement; early: WorldAgreement } {
  const random = createRandom(options.seed, 'agreements');
  const today = dayOf(options.now);
  const accepted = latest(addDays(today, -300), addDays(BEDROCK_ELIGIBLE_AFTER, 1));
  const main = {
    id: newAgreementId(random),
    name: 'Core platform migration',
    // A world dated before the cut-off cannot have an agreement accepted after it.
    acceptedOn: accepted <= today ? accepted : addDays(today, -30),
    endsOn: addDays(today, 790),
    ous: [],
    creditPercent: 25,
  };
  const early = {
    id: newAgreementId(random),
    name: 'Data lake migration',
    acceptedOn: earliest(addDays(BEDROCK_ELIGIBLE_AFTER, -28), addDays(today, -30)),
    endsOn: addDays(today, 45),
    ous: [data.id],
  };
  return { main, early };
}

/** The sandbox accounts may not use the last of the regions that all accounts have. */
function draftPolicies(
  options: DefaultWorldOptions,
  units: Readonly<Record<UnitName, WorldUnit>>,
  regions: readonly string[],
): readonly WorldPolicy[] {
  const ordinary = regions.filter((region) => !isOptIn(region));
  const [closed] = ordinary.slice(-1);
  if (closed === undefined || ordinary.length < 2) return [];
  const id = `p-${createRandom(options.seed, 'policies').text(LOWER_ALPHANUMERIC, 8)}`;
  return [{ id, targets: [units.Sandbox.id], regions: [closed], denies: ['bedrock:*', 'tag:*'] }];
}

function latest(left: IsoDate, right: IsoDate): IsoDate {
  return left > right ? left : right;
}

function earliest(left: IsoDate, right: IsoDate): IsoDate {
  return left < right ? left : right;
}
