import { count, number } from '../words.ts';
import type { Page } from './pages.ts';
import { fragmentOf, GROUPINGS, type Query, SORTS } from './query.ts';

export interface PagerProps {
  readonly query: Query;
  readonly page: Page;
  readonly found: number;
  readonly all: number;
  readonly isBelow?: boolean;
  change(next: Query): void;
}

const SORT_LABELS: Readonly<Record<Query['sort'], string>> = {
  severity: 'severity',
  lost: 'lost',
  account: 'account',
  region: 'region',
  rule: 'rule',
  since: 'first seen',
};

const GROUP_LABELS: Readonly<Record<(typeof GROUPINGS)[number], string>> = {
  rule: 'rule',
  severity: 'severity',
  account: 'account',
  ou: 'OU',
  agreement: 'agreement',
  defect: 'defect',
  owner: 'owner',
};

/** How many there are, in which order, and the way to the other pages. */
export function Pager({ query, page, found, all, isBelow = false, change }: PagerProps) {
  if (isBelow && page.pages === 1) return null;
  return (
    <div class="pager">
      {isBelow ? null : (
        <p class="found" role="status">
          {found === all ? count(all, 'finding') : `${number(found)} of ${count(all, 'finding')}`}
        </p>
      )}
      {isBelow ? null : (
        <>
          <div>
            <label for="list-sort">Sort by</label>
            <select
              id="list-sort"
              value={query.sort}
              onChange={(event) => change({ ...query, sort: oneOf(SORTS, event.currentTarget.value), page: 1 })}
            >
              {SORTS.map((sort) => (
                <option key={sort} value={sort} selected={sort === query.sort}>
                  {SORT_LABELS[sort]}
                </option>
              ))}
            </select>
          </div>
          <div>
            <label for="list-group">Group by</label>
            <select
              id="list-group"
              value={query.group ?? ''}
              onChange={(event) => change({ ...query, group: groupOf(event.currentTarget.value), folded: [], page: 1 })}
            >
              <option value="">nothing</option>
              {GROUPINGS.map((group) => (
                <option key={group} value={group} selected={group === query.group}>
                  {GROUP_LABELS[group]}
                </option>
              ))}
            </select>
          </div>
        </>
      )}
      {page.pages === 1 ? null : (
        <nav class="pages" aria-label={isBelow ? 'Pages of findings, below' : 'Pages of findings'}>
          <PageLink query={query} to={page.page - 1} pages={page.pages} label="Previous" />
          <span>{`Page ${number(page.page)} of ${number(page.pages)}`}</span>
          <PageLink query={query} to={page.page + 1} pages={page.pages} label="Next" />
        </nav>
      )}
    </div>
  );
}

function PageLink({ query, to, pages, label }: { query: Query; to: number; pages: number; label: string }) {
  if (to < 1 || to > pages) return <span class="off">{label}</span>;
  return <a href={fragmentOf({ ...query, page: to, finding: undefined })}>{label}</a>;
}

function oneOf<T extends string>(values: readonly [T, ...T[]], text: string): T {
  return values.find((value) => value === text) ?? values[0];
}

function groupOf(text: string): Query['group'] {
  return GROUPINGS.find((group) => group === text);
}
