import { type Decimal, isZero, sumOf } from '../../domain/money.ts';
import type { AccountSpend, SpendDefect, SpendFacts } from '../../domain/spend.ts';
import { groupBy } from './add-up.ts';
import type { SpendLine } from './lines.ts';

/** Defects of a value that a configured agreement has; every other one is of a value that none has. */
const OF_AN_AGREEMENT: ReadonlySet<SpendDefect> = new Set([
  'agreement-out-of-scope',
  'accepted-too-early',
  'outside-term',
]);

/**
 * What the rules see of each account, by id: zeros where it is not on the bill. `untold` says that untagged usage may
 * bear a value which only the principal key shows and which was not asked: then how much is unattributed is left open,
 * unless there is no such usage.
 */
export function accountSpends(
  lines: { readonly week: readonly SpendLine[]; readonly window: readonly SpendLine[] },
  ids: readonly string[],
  untold: boolean,
): ReadonlyMap<string, AccountSpend> {
  const week = new Map(groupBy(lines.week, ({ key }) => key));
  const window = new Map(groupBy(lines.window, ({ key }) => key));
  const all = [...new Set([...ids, ...week.keys(), ...window.keys()])].sort();
  return new Map(
    all.map((id) => [id, { week: spendFacts(week.get(id), untold), window: spendFacts(window.get(id), untold) }]),
  );
}

function spendFacts(lines: readonly SpendLine[] = [], untold: boolean): SpendFacts {
  const sumWhere = (wanted: (line: SpendLine) => boolean): Decimal =>
    sumOf(lines.filter(wanted).map(({ amount }) => amount));
  const isUntagged = ({ value }: SpendLine) => value === '';
  return {
    total: sumWhere(() => true),
    ...(untold && lines.some((line) => isUntagged(line) && !isZero(line.amount))
      ? {}
      : { unattributed: sumWhere(isUntagged) }),
    underNoAgreement: sumWhere((line) => isMisattributed(line, false)),
    underInvalidAgreement: sumWhere((line) => isMisattributed(line, true)),
  };
}

function isMisattributed({ verdict }: SpendLine, ofAnAgreement: boolean): boolean {
  return verdict.class === 'misattributed' && OF_AN_AGREEMENT.has(verdict.defect) === ofAnAgreement;
}
