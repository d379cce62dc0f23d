import type { Tags } from '../domain/carrier.ts';
import type { OwnerSettings } from '../domain/settings.ts';

/**
 * Who is told about a finding: the nearest that is named, by the resource's own tag, its account's tag, or the
 * configuration's map. Null where nobody is.
 */
export function ownerOf(
  owners: OwnerSettings | undefined,
  accountId: string | null,
  resourceTags: Readonly<Record<string, string>> | null,
  accountTags: Tags | undefined,
): string | null {
  if (!owners) return null;
  const { tagKey, accounts } = owners;
  const own = resourceTags && Object.hasOwn(resourceTags, tagKey) ? resourceTags[tagKey] : undefined;
  const mapped = accountId !== null && Object.hasOwn(accounts, accountId) ? accounts[accountId] : undefined;
  return [own, accountTags?.get(tagKey), mapped].find((owner) => owner !== undefined && owner.trim() !== '') ?? null;
}
