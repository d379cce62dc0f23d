import type { IsoDate } from '../domain/dates.ts';
import type { Settings } from '../domain/settings.ts';
import { type CostAllocationTagState, principalKeys } from '../domain/spend.ts';
import { mayUsePrincipals } from '../engine/spend/classify.ts';
import type { BillingPort } from '../ports/billing.ts';

/** What billing says of the map tag's key. */
export interface TagStates {
  readonly resource: CostAllocationTagState;
  /** Of the key as principals have it; undefined where the list has it in no spelling and the bill must be asked. */
  readonly principal: CostAllocationTagState | undefined;
  /** The other spelling of that key, where it is active too; undefined where it is not. */
  readonly alsoActive: string | undefined;
}

/** Asks for the key, and for both spellings of its principal form, in one call. Throws AwsError. */
export async function readTagStates(
  billing: BillingPort,
  { tag, method }: Pick<Settings, 'tag' | 'method'>,
): Promise<TagStates> {
  const resource: CostAllocationTagState = { key: tag.key, status: 'never-seen', updatedAt: null };
  const states = await billing.allocationTags([tag.key, ...principalKeys(tag.key)]);
  const listed = states.filter(({ key, status }) => key !== tag.key && status !== 'never-seen');
  const [active, other] = listed.filter(({ status }) => status === 'active');
  const principal = active ?? listed[0];
  return {
    resource: states.find(({ key }) => key === tag.key) ?? resource,
    principal: principal ?? (mayUsePrincipals(method) ? undefined : neverSeen(tag.key)),
    alsoActive: other?.key,
  };
}

/**
 * The state of the principal form, told by whether the bill has values under one of its spellings: AWS documents how it
 * shows on the bill, and not whether the list of cost allocation tags has it. One or two requests; throws AwsError.
 */
export async function probePrincipalKey(
  billing: BillingPort,
  key: string,
  { start, end }: { readonly start: IsoDate; readonly end: IsoDate },
): Promise<CostAllocationTagState> {
  for (const spelling of principalKeys(key)) {
    if (await billing.hasTagValues({ start, end, key: spelling })) {
      return { key: spelling, status: 'active', updatedAt: null };
    }
  }
  return neverSeen(key);
}

function neverSeen(key: string): CostAllocationTagState {
  return { key: principalKeys(key)[0], status: 'never-seen', updatedAt: null };
}
