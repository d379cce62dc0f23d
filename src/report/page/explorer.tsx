import { useEffect, useMemo, useState } from 'preact/hooks';
import { Detail } from './detail.tsx';
import { Filters } from './filters.tsx';
import type { Host } from './host.ts';
import { FindingList } from './list.tsx';
import { Pager } from './pager.tsx';
import { pageOf } from './pages.ts';
import { FIRST_QUERY, fragmentOf, isQuery, type Query, queryOf } from './query.ts';
import { indexOf, select } from './select.ts';
import type { Table } from './table.ts';

export interface ExplorerProps {
  readonly table: Table;
  /** Left out on the server, where nothing can be clicked. */
  readonly host?: Host;
}

/** The findings: filters, list and the finding that is open. Its whole state is in the address. */
export function Explorer({ table, host }: ExplorerProps) {
  // The first rendering must be the server's; the address is looked at after it.
  const [query, setQuery] = useState(FIRST_QUERY);
  const [isReady, setReady] = useState(false);
  useEffect(() => (host === undefined ? undefined : followAddress(host, setQuery, setReady)), [host]);

  const index = useMemo(() => indexOf(table), [table]);
  const { rows, options } = useMemo(
    () => select(table, index, query),
    [table, index, query.search, query.facets, query.sort, query.isReversed, query.group],
  );
  const page = pageOf(table, rows, query);
  const open = openRow(table, query);
  const change = (next: Query, how: 'push' | 'replace' = 'push') => {
    setQuery(next);
    host?.go(fragmentOf(next), how);
  };
  return (
    <div class="explorer" id="explorer" data-ready={isReady ? 'yes' : 'no'}>
      {table.size === 0 ? null : (
        <>
          <Filters query={query} options={options} table={table} change={change} />
          <Pager query={query} page={page} found={rows.length} all={table.size} change={change} />
        </>
      )}
      <FindingList table={table} entries={page.entries} query={query} change={change} />
      <Pager query={query} page={page} found={rows.length} all={table.size} change={change} isBelow />
      {open === undefined ? null : (
        <Detail key={query.finding} table={table} row={open} query={query} change={change} host={host} />
      )}
    </div>
  );
}

function followAddress(host: Host, setQuery: (query: Query) => void, setReady: (isReady: boolean) => void): () => void {
  const follow = () => {
    if (isQuery(host.fragment())) setQuery(queryOf(host.fragment()));
  };
  const followAndShow = () => {
    follow();
    // Who opens or closes a finding is there already; who comes by another link is not.
    if (host.fragment().includes('=') && queryOf(host.fragment()).finding === undefined) host.reveal('findings');
  };
  follow();
  if (host.fragment().includes('=')) host.reveal('findings');
  setReady(true);
  return host.onFragment(followAndShow);
}

/** The row of the finding that the address names, if the report has it. */
function openRow(table: Table, { finding }: Query): number | undefined {
  if (finding === undefined) return undefined;
  const code = table.columns.id.texts.indexOf(finding);
  const row = table.columns.id.codes.indexOf(code);
  return row === -1 ? undefined : row;
}
