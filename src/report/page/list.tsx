import { number } from '../words.ts';
import { optionLabel } from './labels.ts';
import type { Entry } from './pages.ts';
import { fragmentOf, type Query, type Sort } from './query.ts';
import type { Table } from './table.ts';

export interface ListProps {
  readonly table: Table;
  readonly entries: readonly Entry[];
  readonly query: Query;
  change(next: Query): void;
}

const COLUMNS: readonly (readonly [sort: Sort, label: string])[] = [
  ['severity', 'Severity'],
  ['rule', 'Finding'],
  ['account', 'Account'],
  ['region', 'Region'],
  ['lost', 'Lost'],
  ['since', 'Since'],
];

export function FindingList({ table, entries, query, change }: ListProps) {
  if (entries.length === 0) {
    return <p class="empty">{table.size === 0 ? 'There are no findings.' : 'No finding fits these filters.'}</p>;
  }
  return (
    <table class="findings">
      <caption class="unseen">Findings</caption>
      <thead>
        <tr>
          {COLUMNS.map(([sort, label]) => (
            <SortHeader key={sort} sort={sort} label={label} query={query} />
          ))}
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) =>
          entry.type === 'group' ? (
            <GroupHeading key={`group ${entry.value}`} entry={entry} table={table} query={query} change={change} />
          ) : (
            <FindingRow key={table.field(entry.row, 'id')} table={table} row={entry.row} query={query} />
          ),
        )}
      </tbody>
    </table>
  );
}

function SortHeader({ sort, label, query }: { sort: Sort; label: string; query: Query }) {
  const isSorted = query.sort === sort;
  const next: Query = { ...query, sort, isReversed: isSorted && !query.isReversed, page: 1, finding: undefined };
  return (
    <th
      scope="col"
      class={`col-${sort}`}
      aria-sort={isSorted ? (query.isReversed ? 'descending' : 'ascending') : undefined}
    >
      <a href={fragmentOf(next)}>{label}</a>
    </th>
  );
}

type GroupEntry = Extract<Entry, { type: 'group' }>;

interface GroupProps extends Pick<ListProps, 'table' | 'query' | 'change'> {
  readonly entry: GroupEntry;
}

function GroupHeading({ entry, table, query, change }: GroupProps) {
  const { value, isFolded } = entry;
  const folded = isFolded ? query.folded.filter((each) => each !== value) : [...query.folded, value];
  const label =
    query.group === undefined || query.group === 'severity' ? value : optionLabel(table, query.group, value);
  return (
    <tr class="group">
      <th scope="rowgroup" colSpan={COLUMNS.length}>
        <button
          type="button"
          aria-expanded={!isFolded}
          onClick={() => change({ ...query, folded, finding: undefined })}
        >
          {label} <span class="count">{number(entry.count)}</span>
        </button>
      </th>
    </tr>
  );
}

function FindingRow({ table, row, query }: { table: Table; row: number; query: Query }) {
  const field = (name: Parameters<Table['field']>[1]) => table.field(row, name);
  const id = field('id');
  const severity = field('severity');
  const status = field('status');
  const place = [field('accountName'), field('region')].filter((text) => text !== '').join(' · ');
  return (
    <tr class={query.finding === id ? 'open' : undefined}>
      <td class="col-severity">
        <span class={`severity ${severity}`}>{severity}</span>
      </td>
      <th scope="row" class="col-rule">
        <a id={`finding-${id}`} href={fragmentOf({ ...query, finding: id })}>
          {field('message')}
        </a>
        <span class="sub">
          <code>{field('rule')}</code>
          {status === 'suppressed' || status === 'resolved' ? <b>{` ${status}`}</b> : null}
        </span>
        <span class="sub place">{place}</span>
      </th>
      <td class="col-account">{field('accountName') || field('account')}</td>
      <td class="col-region">{field('region')}</td>
      <td class="col-lost">{field('lost')}</td>
      <td class="col-since">{field('since').slice(0, 10)}</td>
    </tr>
  );
}
