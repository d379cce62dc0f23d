import Big from 'big.js';
import type { Account } from '../../domain/account.ts';
import type { Agreement } from '../../domain/agreement.ts';
import { type Decimal, sumOf } from '../../domain/money.ts';
import type { SpendByAgreement } from '../../domain/spend.ts';
import { groupBy } from './add-up.ts';
import { validAgreements } from './classify.ts';
import { accountOf, type SpendLine } from './lines.ts';

/**
 * Every configured agreement, by id, with what is attributed to it. Where its share is configured, also the credit that
 * this earned, and the credit missed: the share of what accounts that only this agreement covers left unattributed or
 * misattributed while it would have counted. Accounts that several agreements cover are in nobody's credit missed, since
 * nothing says under which one their usage would have gone.
 */
export function byAgreement(
  lines: readonly SpendLine[],
  accounts: ReadonlyMap<string, Account>,
  agreements: readonly Agreement[],
): readonly SpendByAgreement[] {
  const attributed = new Map(
    groupBy(lines, ({ verdict }) => (verdict.class === 'attributed' ? verdict.agreementId : '')),
  );
  const missed = new Map(groupBy(lines, (line) => missedAgreement(line, accounts, agreements)));
  return [...agreements]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ id, tagValue, creditPercent }) => {
      const total = totalOf(attributed.get(id));
      return {
        agreementId: id,
        tagValue,
        total,
        creditEarned: creditOf(total, creditPercent),
        creditMissed: creditOf(totalOf(missed.get(id)), creditPercent),
      };
    });
}

/** Exactly `percent` hundredths of the amount; null where no percentage is configured, since none is assumed. */
export function creditOf(amount: Decimal, percent: number | undefined): Decimal | null {
  return percent === undefined ? null : new Big(amount).times(percent).times('0.01').toFixed();
}

/** The one agreement that would have counted the line; '' where there is none, or more, or it was counted or unknown. */
function missedAgreement(
  { key, segment, verdict }: SpendLine,
  accounts: ReadonlyMap<string, Account>,
  agreements: readonly Agreement[],
): string {
  if (verdict.class === 'attributed' || verdict.class === 'unknown') return '';
  const [only, ...others] = validAgreements(accountOf(key, accounts), segment, agreements);
  return only !== undefined && others.length === 0 ? only.id : '';
}

function totalOf(lines: readonly SpendLine[] = []): Decimal {
  return sumOf(lines.map(({ amount }) => amount));
}
