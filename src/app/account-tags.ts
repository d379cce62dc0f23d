import pLimit from 'p-limit';
import { type Account, isAudited } from '../domain/account.ts';
import type { Tags } from '../domain/carrier.ts';
import { AwsError, noteWords } from '../domain/errors.ts';
import type { OrganizationPort } from '../ports/organization.ts';
import type { Progress } from '../ports/progress.ts';

/** AWS allows ten such calls a second; more at once would only wait. */
const AT_ONCE = 10;

/**
 * Starts to read the tags of all accounts, to name owners, and gives each when it is there: undefined where it could
 * not be read. The first refusal is told, and who still waits then is not asked: the answer would be the same.
 */
export function readAccountTags(
  organization: OrganizationPort,
  accounts: readonly Account[],
  progress: Progress,
): (accountId: string) => Promise<Tags | undefined> {
  const limit = pLimit(AT_ONCE);
  let refused = false;
  const read = async ({ id }: Account): Promise<Tags | undefined> => {
    if (refused) return undefined;
    try {
      return await organization.tagsOf(id);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (!refused) progress.note(`Owners are not read from the tags of accounts: ${noteWords(error)}.`);
      refused = true;
      return undefined;
    }
  };
  const reading = new Map(accounts.filter(isAudited).map((account) => [account.id, limit(() => read(account))]));
  // Awaited one by one, later; a rejection in between must not be taken for unhandled.
  for (const tags of reading.values()) tags.catch(() => undefined);
  return async (accountId) => reading.get(accountId);
}
