import type { Run } from '../domain/report.ts';
import type {
  SpendAmounts,
  SpendByAccount,
  SpendByAgreement,
  SpendByDefect,
  SpendByMonth,
  SpendByOu,
  SpendByService,
  SpendRead,
} from '../domain/spend.ts';
import { isRead } from './money-sentences.ts';
import { type Cell, type ColumnKind, type Table, tableOf } from './table.ts';

/** A record of the bill with the currency of all of them. */
type Billed<R> = R & { readonly currency: string };

const CURRENCY = ['currency', 'text', (row: { readonly currency: string }) => row.currency] as const;
const AMOUNTS = [
  CURRENCY,
  amount('total'),
  amount('attributed'),
  amount('misattributed'),
  amount('unattributed'),
  amount('unknown'),
] as const;

/** Each has no rows where the bill, or its part of it, was not read. */
export const ACCOUNTS = billed<SpendByAccount>(
  [
    ['accountId', 'text', ({ accountId }) => accountId],
    ['accountName', 'text', ({ accountName }) => accountName],
    ...AMOUNTS,
  ],
  ({ byAccount }) => byAccount,
);

export const AGREEMENTS = billed<SpendByAgreement>(
  [
    ['agreementId', 'text', ({ agreementId }) => agreementId],
    ['tagValue', 'text', ({ tagValue }) => tagValue],
    CURRENCY,
    ['total', 'money', ({ total }) => total],
    ['creditEarned', 'money', ({ creditEarned }) => creditEarned],
    ['creditMissed', 'money', ({ creditMissed }) => creditMissed],
  ],
  ({ byAgreement }) => byAgreement,
);

export const SERVICES = billed<SpendByService>(
  [['service', 'text', ({ service }) => service], ...AMOUNTS],
  ({ byService }) => byService ?? [],
);

export const MONTHS = billed<SpendByMonth>(
  [['month', 'month', ({ month }) => month], ...AMOUNTS, ['estimated', 'text', ({ estimated }) => String(estimated)]],
  ({ byMonth }) => byMonth,
);

export const OUS = billed<SpendByOu>([['ouPath', 'text', ({ ouPath }) => ouPath], ...AMOUNTS], ({ byOu }) => byOu);

export const DEFECTS = billed<SpendByDefect>(
  [['defect', 'text', ({ defect }) => defect], CURRENCY, ['total', 'money', ({ total }) => total]],
  ({ byDefect }) => byDefect,
);

function amount<K extends keyof SpendAmounts>(name: K) {
  return [name, 'money', (row: SpendAmounts): Cell => row[name]] as const;
}

function billed<R extends object>(
  columns: readonly (readonly [name: string, kind: ColumnKind, of: (row: Billed<R>) => Cell])[],
  recordsOf: (spend: SpendRead) => readonly R[],
): Table {
  return tableOf<Billed<R>>(columns, ({ head: { spend } }: Run) =>
    isRead(spend) ? recordsOf(spend).map((record) => ({ ...record, currency: spend.currency })) : [],
  );
}
