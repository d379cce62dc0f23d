import { number } from '../words.ts';
import { optionLabel } from './labels.ts';
import { COUNTED, type Facet, FIRST_QUERY, fragmentOf, type Query, toggledSeverity, withFacet } from './query.ts';
import type { Option, Selected } from './select.ts';
import type { Table } from './table.ts';

export interface FiltersProps {
  readonly query: Query;
  readonly options: Selected['options'];
  readonly table: Table;
  change(next: Query, how?: 'push' | 'replace'): void;
}

const SELECTS: readonly (readonly [facet: Facet, label: string])[] = [
  ['rule', 'Rule'],
  ['account', 'Account'],
  ['ou', 'OU'],
  ['region', 'Region'],
  ['agreement', 'Agreement'],
  ['defect', 'Defect'],
];

export function Filters({ query, options, table, change }: FiltersProps) {
  const isChanged = fragmentOf({ ...query, finding: undefined, page: 1 }) !== fragmentOf(FIRST_QUERY);
  return (
    <search class="filters" aria-label="Findings">
      <div class="search">
        <label for="filter-search">Search</label>
        <input
          id="filter-search"
          type="search"
          value={query.search}
          placeholder="Name, ARN, tag, message …"
          onInput={(event) => change({ ...query, search: event.currentTarget.value, page: 1 }, 'replace')}
        />
      </div>
      <fieldset class="severities">
        <legend>Severity</legend>
        {options.severity.map(({ value, count }) => (
          <button
            key={value}
            type="button"
            class={`toggle ${value}`}
            aria-pressed={query.facets.severity.includes(value)}
            onClick={() => change(withFacet(query, 'severity', toggledSeverity(query, value)))}
          >
            {value} <span class="count">{number(count)}</span>
          </button>
        ))}
      </fieldset>
      <StatusSelect query={query} options={options.status} change={change} />
      {SELECTS.map(([facet, label]) => (
        <div key={facet}>
          <label for={`filter-${facet}`}>{label}</label>
          <select
            id={`filter-${facet}`}
            value={query.facets[facet][0] ?? ''}
            onChange={(event) =>
              change(withFacet(query, facet, event.currentTarget.value === '' ? [] : [event.currentTarget.value]))
            }
          >
            <option value="">all</option>
            {options[facet].map(({ value, count }) => (
              <option key={value} value={value} selected={query.facets[facet][0] === value}>
                {`${optionLabel(table, facet, value)} (${number(count)})`}
              </option>
            ))}
          </select>
        </div>
      ))}
      <a class="clear" href="#findings" hidden={!isChanged}>
        Clear all
      </a>
    </search>
  );
}

interface StatusProps {
  readonly query: Query;
  readonly options: readonly Option[];
  change(next: Query): void;
}

/** What counts comes first: suppressed and resolved findings are there to be looked up. */
function StatusSelect({ query, options, change }: StatusProps) {
  const wanted = query.facets.status;
  const counted = options.filter(({ value }) => COUNTED.includes(value)).reduce((sum, { count }) => sum + count, 0);
  const chosen = wanted.length === 0 ? 'any' : wanted.length > 1 ? 'counted' : (wanted[0] ?? 'any');
  const all = options.reduce((sum, { count }) => sum + count, 0);
  const valuesOf = (value: string) => (value === 'any' ? [] : value === 'counted' ? COUNTED : [value]);
  return (
    <div>
      <label for="filter-status">Status</label>
      <select
        id="filter-status"
        value={chosen}
        onChange={(event) => change(withFacet(query, 'status', valuesOf(event.currentTarget.value)))}
      >
        <option value="counted" selected={chosen === 'counted'}>{`new and open (${number(counted)})`}</option>
        <option value="any" selected={chosen === 'any'}>{`all (${number(all)})`}</option>
        {options.map(({ value, count }) => (
          <option key={value} value={value} selected={chosen === value}>
            {`${value} (${number(count)})`}
          </option>
        ))}
      </select>
    </div>
  );
}
