import type { Account } from '../domain/account.ts';
import { dayOf, type IsoInstant } from '../domain/dates.ts';
import type { Rule } from '../engine/compile-rule.ts';
import type { BillingPort } from '../ports/billing.ts';
import type { Progress } from '../ports/progress.ts';
import type { AuditRequest } from './audit.ts';
import { readSpend, type SpendReading } from './spend.ts';

/** The bill, where it is to be read; undefined where flags or configuration say not to, or no rule looks at it. */
export async function readWantedBill(
  billing: BillingPort,
  { settings, rules, spend, selection, modelCatalog, regionCatalog }: AuditRequest,
  found: { readonly accounts: readonly Account[]; readonly startedAt: IsoInstant },
  selected: readonly Account[],
  progress: Progress,
  disabled: () => Promise<readonly { readonly accountId: string; readonly region: string }[]>,
): Promise<SpendReading | undefined> {
  if (!spend || !settings.spend.enabled) return undefined;
  if (selection !== null && selection.rules.length > 0 && !rules.some(needsBill)) return undefined;
  const pairs = disabled();
  // Awaited after the bill; a rejection in between must not be taken for unhandled.
  pairs.catch(() => undefined);
  const isNarrowed = selection !== null && (selection.accounts.length > 0 || selection.ous.length > 0);
  const request = {
    settings,
    accounts: found.accounts,
    today: dayOf(found.startedAt),
    catalog: modelCatalog,
    regions: regionCatalog,
    disabled: pairs,
    note: (text: string) => progress.note(text),
    ...(isNarrowed && { selected: selected.map(({ id }) => id) }),
  };
  return readSpend(billing, request);
}

/**
 * Rules about the organization look at cost allocation tags; rules about accounts look at spend, or at coverage, in which
 * a region that is switched off and bills is a gap. No other rule can tell whether the bill was read.
 */
function needsBill({ definition }: Rule): boolean {
  return definition.appliesTo.some((type) => type === 'account' || type === 'organization');
}
