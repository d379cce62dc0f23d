import type { Finding } from '../domain/finding.ts';
import { compare, type Decimal, sumOf } from '../domain/money.ts';
import { truncate } from './layout.ts';
import { printable } from './printable.ts';

/** Columns for the name of an account, so that its id beside it is seen. */
const LONGEST_NAME = 30;

/** What findings cost, added up. */
export interface Losses {
  readonly lost: Decimal;
  readonly atRisk: Decimal;
  /** The one of the bill; '' where nothing was lost. */
  readonly currency: string;
}

/** What the findings on an account itself cost; those on its resources are a part of it. */
export interface AccountLosses extends Losses {
  readonly accountId: string;
  readonly accountName: string;
  readonly owner: string | null;
  /** What was found about its spend is accepted, all of it: nothing of it is in the amounts. */
  readonly isWaived?: boolean;
}

export const NO_LOSSES: Losses = { lost: '0', atRisk: '0', currency: '' };

/** The losses with those of one more finding. */
export function plusFinding(losses: Losses, { lost, atRisk }: Finding): Losses {
  return {
    lost: lost === null ? losses.lost : sumOf([losses.lost, lost.amount]),
    atRisk: atRisk === null ? losses.atRisk : sumOf([losses.atRisk, atRisk.amount]),
    currency: lost?.currency ?? atRisk?.currency ?? losses.currency,
  };
}

/** For sorting: what lost most comes first. */
export function byLost(a: Losses, b: Losses): number {
  return compare(b.lost, a.lost) || compare(b.atRisk, a.atRisk);
}

/** Folds the findings on accounts, by account. */
export function addToAccount(accounts: Map<string, AccountLosses>, finding: Finding): void {
  const { accountId, accountName, owner, resource, status } = finding;
  if (resource.type !== 'account' || accountId === null || (finding.lost ?? finding.atRisk) === null) return;
  const isWaived = status === 'suppressed';
  const known = accounts.get(accountId) ?? { accountId, accountName: accountName ?? '', owner, isWaived, ...NO_LOSSES };
  accounts.set(accountId, {
    ...known,
    owner: known.owner ?? owner,
    isWaived: known.isWaived === true && isWaived,
    ...(isWaived ? {} : plusFinding(known, finding)),
  });
}

/** The accounts that lost most first; by id among equals. */
export function worstAccounts(accounts: ReadonlyMap<string, AccountLosses>): readonly AccountLosses[] {
  return [...accounts.values()].sort((a, b) => byLost(a, b) || (a.accountId < b.accountId ? -1 : 1));
}

/** `payments (111122223333)`; an account of the bill that the organization does not list has no name. */
export function accountOf({ accountName, accountId }: Pick<AccountLosses, 'accountId' | 'accountName'>): string {
  const name = accountName === '' ? 'unlisted account' : truncate(printable(accountName), LONGEST_NAME);
  return `${name} (${printable(accountId)})`;
}

/** Puts the finding into a list of at most `limit`, the most lost first, in the order of arrival among equals. */
export function keepWorst(list: Finding[], finding: Finding, limit: number): void {
  const { lost } = finding;
  // Most findings have no money: they need no search.
  const at = lost === null ? -1 : list.findIndex((kept) => compare(lost.amount, kept.lost?.amount ?? '0') > 0);
  if (at === -1) list.push(finding);
  else list.splice(at, 0, finding);
  if (list.length > limit) list.pop();
}
