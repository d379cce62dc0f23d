import type { Agreement } from '../domain/agreement.ts';
import { sumOf } from '../domain/money.ts';
import type { AmbiguousValue, ServiceAmount } from '../engine/spend/by-service.ts';
import type { ValueAmount } from '../engine/spend/lines.ts';
import { type Span, type SpendWindow, segmentsOf } from '../engine/spend/window.ts';
import type { BillingPort, CostFilter, CostGroup, CostQuery, CostRow } from '../ports/billing.ts';

/** What every query about money has in common. */
export interface BillScope {
  readonly metric: string;
  /** The only accounts asked for; undefined for all. */
  readonly accounts?: readonly string[];
  readonly span: SpendWindow;
}

/** What of the bill is Bedrock usage that MAP can count. */
export interface BedrockUsage {
  readonly services: readonly string[];
  /** Usage types to leave out. */
  readonly dataTransferTypes: readonly string[];
}

/** Under which key the bill is read, and how its days are told apart. */
export interface BillView {
  /** The map tag's key. */
  readonly key: string;
  /** The same key as principals have it, to read what has no value under the other. */
  readonly principalKey?: string;
  readonly agreements: readonly Agreement[];
  /** Each answer is by day and for all segments, not by month and for one. */
  readonly byDay: boolean;
}

/** Questions to the bill in the money part's words. All throw AwsError. */
export interface Bill {
  accounts(): Promise<AccountsAnswer>;
  services(): Promise<readonly ValueAmount[]>;
  ambiguous(values: readonly AmbiguousValue[]): Promise<readonly ServiceAmount[]>;
  /** How many requests {@link ambiguous} takes, with one page an answer. */
  requestsFor(values: readonly AmbiguousValue[]): number;
}

export interface AccountsAnswer {
  readonly window: readonly ValueAmount[];
  /** What the window's amounts were made of. */
  readonly rows: readonly CostRow[];
  /** The judged week; asked for only where the first answer does not have it. Throws AwsError. */
  week(): Promise<readonly ValueAmount[]>;
}

/** An answer to one question, with the time that it is about. */
interface Answer {
  readonly span: Span;
  readonly rows: readonly CostRow[];
}

const ACCOUNT: CostGroup = { dimension: 'LINKED_ACCOUNT' };
const SERVICE: CostGroup = { dimension: 'SERVICE' };

/** Everything on the bill, by service. Where the week begins before the window, by day: so that they can be told apart. */
export function costsByService(billing: BillingPort, scope: BillScope): Promise<readonly CostRow[]> {
  const { both, window } = scope.span;
  return costs(billing, scope, both, [SERVICE], {}, both.start < window.start ? 'DAILY' : 'MONTHLY');
}

export function createBill(billing: BillingPort, scope: BillScope, usage: BedrockUsage, view: BillView): Bill {
  const { span } = scope;
  const { key, principalKey, agreements, byDay } = view;
  const isPrincipals = principalKey !== undefined;
  const tag = principalKey ?? key;
  const everything: CostFilter = { ...usageFilter(usage), ...(isPrincipals && { withoutTag: key }) };

  /** One after the other, in the order of time. */
  const ask = async (spans: readonly Span[], groupBy: readonly CostGroup[], filter: CostFilter) => {
    const answers: Answer[] = [];
    for (const each of spans) {
      const rows = await costs(billing, scope, each, groupBy, filter, byDay ? 'DAILY' : 'MONTHLY');
      answers.push({ span: each, rows });
    }
    return answers;
  };
  const askByValue = (within: Span, group: CostGroup) =>
    ask(byDay ? [within] : segmentsOf(within, agreements), [group, { tag }], everything);
  const amountsIn = (within: Span, answers: readonly Answer[]) =>
    addUp(
      placed(answers, segmentsOf(within, agreements)).map(({ row, segment }): ValueAmount => {
        const { start, amount } = row;
        const [name = '', value = ''] = row.keys;
        return { key: name, value, isPrincipals, segment, month: start.slice(0, 7), amount };
      }),
      ({ key: name, value }) => [name, value],
    );
  /** The times to ask for, by value. */
  const spansOf = (values: readonly AmbiguousValue[]) => {
    const names = [...new Set(values.map(({ value }) => value))];
    return names.map((value) => {
      const segments = values.filter((each) => each.value === value).map(({ segment }) => segment);
      return { value, segments, spans: byDay ? [span.window] : segments };
    });
  };

  return {
    accounts: async () => {
      const answers = await askByValue(byDay ? span.both : span.window, ACCOUNT);
      return {
        window: amountsIn(span.window, answers),
        rows: placed(answers, [span.window]).map(({ row }) => row),
        week: async () => amountsIn(span.week, byDay ? answers : await askByValue(span.week, ACCOUNT)),
      };
    },
    services: async () => amountsIn(span.window, await askByValue(span.window, SERVICE)),
    requestsFor: (values) => spansOf(values).reduce((sum, { spans }) => sum + spans.length, 0),
    ambiguous: async (values) => {
      const amounts: ServiceAmount[] = [];
      for (const { value, segments, spans } of spansOf(values)) {
        const answers = await ask(spans, [ACCOUNT, SERVICE], { ...everything, tag: { key: tag, values: [value] } });
        for (const { row, segment } of placed(answers, segments)) {
          const [accountId = '', service = ''] = row.keys;
          const month = row.start.slice(0, 7);
          amounts.push({ accountId, key: service, value, isPrincipals, segment, month, amount: row.amount });
        }
      }
      return addUp(amounts, ({ accountId, key: service, value }) => [accountId, service, value]);
    },
  };
}

/** Rows with the segment that they lie in; without those that lie in none. */
function placed(answers: readonly Answer[], segments: readonly Span[]) {
  return answers.flatMap(({ span, rows }) =>
    rows.flatMap((row) => {
      // A month may begin before what was asked of it.
      const day = row.start < span.start ? span.start : row.start;
      const segment = segments.find(({ start, end }) => start <= day && day < end);
      return segment ? [{ row, segment }] : [];
    }),
  );
}

/** One amount for each segment, month and whatever else tells them apart: an answer by day has one for each day. */
function addUp<A extends ValueAmount>(amounts: readonly A[], keysOf: (amount: A) => readonly string[]): readonly A[] {
  const groups = new Map<string, A[]>();
  for (const each of amounts) {
    const key = JSON.stringify([each.segment.start, each.month, ...keysOf(each)]);
    const group = groups.get(key);
    if (group) group.push(each);
    else groups.set(key, [each]);
  }
  return [...groups.values()].flatMap((group) =>
    group.slice(0, 1).map((first) => ({ ...first, amount: sumOf(group.map(({ amount }) => amount)) })),
  );
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
  granularity: CostQuery['granularity'],
): Promise<readonly CostRow[]> {
  return billing.costs({
    start,
    end,
    granularity,
    metric,
    groupBy,
    filter: { ...filter, ...(accounts && { accounts }) },
  });
}
