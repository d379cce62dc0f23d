import type { SpendQuery } from '../domain/enclosure.ts';
import { AwsError } from '../domain/errors.ts';
import { sumOf } from '../domain/money.ts';
import { groupBy } from '../engine/spend/add-up.ts';
import type { BillingPort, CostRow } from '../ports/billing.ts';

/** A bill that remembers what was asked and answered. */
export interface RecordedBilling {
  readonly billing: BillingPort;
  /** In the order in which they were asked. */
  queries(): readonly SpendQuery[];
}

export function recordBilling(billing: BillingPort): RecordedBilling {
  const slots: { query?: SpendQuery }[] = [];
  const recorded = async <A>(
    operation: string,
    query: SpendQuery['query'],
    ask: () => Promise<A>,
    read: (answer: A) => Pick<SpendQuery, 'answer' | 'totals'>,
  ): Promise<A> => {
    // Taken when it is asked: answers may come in another order.
    const slot: { query?: SpendQuery } = {};
    slots.push(slot);
    try {
      const answer = await ask();
      slot.query = { operation, query, ...read(answer), failure: null };
      return answer;
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const { code, requestId, message } = error.failure;
      slot.query = { operation, query, answer: null, totals: null, failure: { code, requestId, message } };
      throw error;
    }
  };
  const list = (answer: readonly unknown[]) => ({ answer, totals: null });
  return {
    queries: () => slots.flatMap(({ query }) => (query ? [query] : [])),
    billing: {
      costs: (query) =>
        recorded(
          'ce:GetCostAndUsage',
          { ...query },
          () => billing.costs(query),
          (answer) => ({
            answer,
            totals: totalsOf(answer),
          }),
        ),
      usageTypes: (query) => recorded('ce:GetDimensionValues', { ...query }, () => billing.usageTypes(query), list),
      allocationTags: (keys) =>
        recorded('ce:ListCostAllocationTags', { keys }, () => billing.allocationTags(keys), list),
      hasTagValues: (query) =>
        recorded(
          'ce:GetTags',
          { ...query },
          () => billing.hasTagValues(query),
          (answer) => list([answer]),
        ),
      requests: () => billing.requests(),
    },
  };
}

function totalsOf(rows: readonly CostRow[]): SpendQuery['totals'] {
  return groupBy(rows, ({ unit }) => unit).map(([unit, group]) => ({
    unit,
    amount: sumOf(group.map(({ amount }) => amount)),
  }));
}
