import type { IsoDate } from '../domain/dates.ts';
import type { AmbiguousValue, ServiceAmount } from '../engine/spend/by-service.ts';
import type { ValueAmount } from '../engine/spend/lines.ts';
import type { Span, SpendWindow } from '../engine/spend/window.ts';
import type { BillingPort, CostFilter, CostGroup, CostQuery, CostRow } from '../ports/billing.ts';

/** The most values that Cost Explorer takes in one filter. */
export const MAX_FILTER_VALUES = 100;

/** What every query about money has in common. */
export interface BillScope {
  readonly metric: string;
  /** The only accounts asked for; undefined for all. */
  readonly accounts?: readonly string[];
  /** The map tag's key, and the same key as principals have it. */
  readonly key: string;
  readonly principalKey: string;
}

/** What of the bill is Bedrock usage that MAP can count. */
export interface BedrockUsage {
  readonly services: readonly string[];
  /** Usage types to leave out. */
  readonly dataTransferTypes: readonly string[];
}

/** Questions to the bill in the money part's words. Each segment is a request; all throw AwsError. */
export interface Bill {
  accounts(segments: readonly Span[], principals: boolean): Promise<BillAnswer<ValueAmount>>;
  services(segments: readonly Span[], principals: boolean): Promise<BillAnswer<ValueAmount>>;
  /** One request for each value. */
  ambiguous(values: readonly AmbiguousValue[]): Promise<BillAnswer<ServiceAmount>>;
}

export interface BillAnswer<T> {
  readonly amounts: readonly T[];
  readonly rows: readonly CostRow[];
}

const ACCOUNT: CostGroup = { dimension: 'LINKED_ACCOUNT' };
const SERVICE: CostGroup = { dimension: 'SERVICE' };

/** Everything on the bill, by service. Where the week begins before the window, by day: so that they can be told apart. */
export function costsByService(
  billing: BillingPort,
  scope: BillScope,
  { both, window }: SpendWindow,
): Promise<readonly CostRow[]> {
  return costs(billing, scope, both, [SERVICE], {}, both.start < window.start ? 'DAILY' : 'MONTHLY');
}

export function createBill(billing: BillingPort, scope: BillScope, usage: BedrockUsage): Bill {
  const everywhere = usageFilter(usage);
  const ask = (span: Span, groupBy: readonly CostGroup[], filter: CostFilter) =>
    costs(billing, scope, span, groupBy, filter);
  const wanted = scope.accounts && new Set(scope.accounts);
  const isWanted = ({ keys: [accountId = ''] }: CostRow) => wanted?.has(accountId) ?? true;

  const byValue = async (segments: readonly Span[], group: CostGroup, isPrincipals: boolean) => {
    const filter = isPrincipals ? { ...everywhere, withoutTag: scope.key } : everywhere;
    const tag = isPrincipals ? scope.principalKey : scope.key;
    const answers: { readonly segment: Span; readonly rows: readonly CostRow[] }[] = [];
    for (const segment of segments) {
      const rows = await ask(segment, [group, { tag }], filter);
      answers.push({ segment, rows: group === ACCOUNT ? rows.filter(isWanted) : rows });
    }
    return {
      rows: answers.flatMap(({ rows }) => rows),
      amounts: answers.flatMap(({ segment, rows }) =>
        rows.map(({ start, keys: [key = '', value = ''], amount }): ValueAmount => {
          return { key, value, isPrincipals, segment, month: monthOf(start), amount };
        }),
      ),
    };
  };

  return {
    accounts: (segments, principals) => byValue(segments, ACCOUNT, principals),
    services: (segments, principals) => byValue(segments, SERVICE, principals),
    ambiguous: async (values) => {
      const answers: BillAnswer<ServiceAmount>[] = [];
      for (const { value, isPrincipals, segment } of values) {
        const tag = { key: isPrincipals ? scope.principalKey : scope.key, values: [value] };
        const filter = { ...everywhere, tag, ...(isPrincipals && { withoutTag: scope.key }) };
        const rows = await ask(segment, [ACCOUNT, SERVICE], filter);
        const amounts = rows.map(({ start, keys: [accountId = '', key = ''], amount }): ServiceAmount => {
          return { accountId, key, value, isPrincipals, segment, month: monthOf(start), amount };
        });
        answers.push({ rows, amounts });
      }
      return { rows: answers.flatMap(({ rows }) => rows), amounts: answers.flatMap(({ amounts }) => amounts) };
    },
  };
}

/** Bedrock's services without data transfer. */
export function usageFilter({ services, dataTransferTypes }: BedrockUsage): CostFilter {
  return { services, ...(dataTransferTypes.length > 0 && { withoutUsageTypes: dataTransferTypes }) };
}

function costs(
  billing: BillingPort,
  { metric, accounts }: BillScope,
  { start, end }: Span,
  groupBy: readonly CostGroup[],
  filter: CostFilter,
  granularity: CostQuery['granularity'] = 'MONTHLY',
): Promise<readonly CostRow[]> {
  // Of more accounts than a filter takes, the bill by account is asked whole and picked out afterwards.
  const within = accounts !== undefined && accounts.length <= MAX_FILTER_VALUES ? { ...filter, accounts } : filter;
  return billing.costs({ start, end, granularity, metric, groupBy, filter: within });
}

function monthOf(day: IsoDate): string {
  return day.slice(0, 7);
}
