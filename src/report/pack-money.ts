import type * as z from 'zod';
import { compare, type Decimal, sumOf } from '../domain/money.ts';
import { type QueryParts, type ReportPart, Rows, type SpendPart } from './pack-parts.ts';

/** Which sums of a report do not hold, to the last digit: a sentence each. */
export function moneyProblems({ spend, findings }: ReportPart): readonly string[] {
  if (!('total' in spend)) return [];
  const { total, attributed, misattributed, unattributed, unknown, belowThreshold } = spend;
  const lost = sumOf(findings.flatMap((finding) => (finding.lost ? [finding.lost.amount] : [])));
  const atRisk = sumOf(findings.flatMap((finding) => (finding.atRisk ? [finding.atRisk.amount] : [])));
  return [
    ...unequal('spend.total', total, 'its four classes', [attributed, misattributed, unattributed, unknown]),
    ...unequal('spend.total', total, 'spend.byAccount', totals(spend.byAccount)),
    ...unequal('spend.total', total, 'spend.byMonth', totals(spend.byMonth)),
    ...(spend.byService === null ? [] : unequal('spend.total', total, 'spend.byService', totals(spend.byService))),
    ...unequal('spend.misattributed', misattributed, 'spend.byDefect', totals(spend.byDefect)),
    ...unequal('spend.lost', spend.lost ?? '0', 'the findings', [lost]),
    ...unequal('spend.atRisk', spend.atRisk ?? '0', 'the findings', [atRisk]),
    ...unequal('lost and belowThreshold', sumOf([lost, belowThreshold]), 'unattributed and misattributed', [
      unattributed,
      misattributed,
    ]),
  ];
}

/** Which sums of Cost Explorer's answers do not hold: a sentence each. */
export function queryProblems(queries: z.infer<typeof QueryParts>): readonly string[] {
  return queries.flatMap(({ answer, totals: told }, index) => {
    const rows = Rows.safeParse(answer);
    if (told === null || !rows.success) return [];
    const units = [...new Set([...told, ...rows.data].map(({ unit }) => unit))];
    const amountsIn = (all: readonly { readonly unit: string; readonly amount: Decimal }[], unit: string) =>
      all.filter((each) => each.unit === unit).map(({ amount }) => amount);
    return units.flatMap((unit) =>
      unequal(`the total of line ${index + 1}`, sumOf(amountsIn(told, unit)), 'its rows', amountsIn(rows.data, unit)),
    );
  });
}

function totals(cut: SpendPart['byAccount']): readonly Decimal[] {
  return cut.map(({ total }) => total);
}

function unequal(what: string, amount: Decimal, of: string, parts: readonly Decimal[]): readonly string[] {
  const sum = sumOf(parts);
  return compare(amount, sum) === 0 ? [] : [`${what} is ${amount}; the sum of ${of} is ${sum}`];
}
