import { type Account, isAudited } from '../domain/account.ts';
import { AwsError } from '../domain/errors.ts';
import type { RegionCatalog } from '../domain/region-catalog.ts';
import { isExcluded, type TargetScope } from '../engine/targets.ts';
import type { RegionStatus, RegionsPort } from '../ports/regions.ts';

/** What is known of an account's regions; undefined where AWS would not say, or was not asked. */
export type KnownRegions = ReadonlyMap<string, RegionStatus['state']> | undefined;

/** The answer of every account to which regions it has, as it comes. */
export type RegionSurvey = ReadonlyMap<string, Promise<KnownRegions>>;

/** Asks for the regions of every account that is to be read, all at once. */
export function surveyRegions(port: RegionsPort, accounts: readonly Account[], scope: TargetScope): RegionSurvey {
  return new Map(accounts.map((account) => [account.id, regionsOf(port, account, scope)]));
}

async function regionsOf(port: RegionsPort, account: Account, scope: TargetScope): Promise<KnownRegions> {
  if (!isAudited(account) || isExcluded(account, scope)) return undefined;
  try {
    const statuses = await port.regionsOf(account);
    return new Map(statuses.map(({ region, state }) => [region, state]));
  } catch (error) {
    // Why, every target of the account will tell when it is read without knowing.
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}

/**
 * Every region that a target can be in, sorted: the wanted ones, else those that the caller or any account is told of;
 * where nobody is told of any, those of the dated list.
 */
export async function allRegions(
  survey: RegionSurvey,
  wanted: readonly string[] | undefined,
  named: readonly string[],
  catalog: RegionCatalog,
): Promise<readonly string[]> {
  if (wanted) return wanted;
  const lists = (await Promise.all(survey.values())).flatMap((regions) => [...(regions?.keys() ?? [])]);
  const all = new Set([...named, ...lists]);
  return [...(all.size > 0 ? all : catalog.regions.keys())].sort();
}

export interface Pair {
  readonly accountId: string;
  readonly region: string;
}

/**
 * Targets that count as read because their region is switched off, or may come to: whether something bills there all
 * the same, only the bill can tell.
 */
export async function disabledPairs(
  survey: RegionSurvey,
  universe: readonly string[],
  accounts: readonly Account[],
  scope: TargetScope,
  catalog: RegionCatalog,
): Promise<readonly Pair[]> {
  const pairs: Pair[] = [];
  for (const account of accounts.filter((each) => isAudited(each) && !isExcluded(each, scope))) {
    const known = await survey.get(account.id);
    for (const region of universe) {
      const listed = catalog.regions.get(region);
      const isOff = known ? known.get(region) !== 'enabled' : listed?.optIn === true;
      if (isOff && listed?.bedrock !== false) pairs.push({ accountId: account.id, region });
    }
  }
  return pairs;
}
