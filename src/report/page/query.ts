import { SEVERITIES } from '../../domain/severity.ts';
import type { Field } from './table.ts';

/** What the findings can be filtered by, in the order in which it is shown. */
export const FACETS = [
  'severity',
  'status',
  'rule',
  'account',
  'ou',
  'region',
  'agreement',
  'defect',
] as const satisfies readonly Field[];
export type Facet = (typeof FACETS)[number];

export const SORTS = ['severity', 'lost', 'account', 'region', 'rule', 'since'] as const;
export type Sort = (typeof SORTS)[number];

export const GROUPINGS = ['rule', 'severity', 'account', 'ou', 'agreement', 'defect', 'owner'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** Stands in an address for findings that have nothing there. */
export const NOTHING = '-';

/** Stands in an address for a facet that is not filtered by, though the first query does. */
const ANY = 'any';

/** What is looked at; written into the address, so that a link shows the same. */
export interface Query {
  readonly search: string;
  /** A finding fits if it has one of the values; any, where there are none. */
  readonly facets: Readonly<Record<Facet, readonly string[]>>;
  readonly sort: Sort;
  readonly isReversed: boolean;
  readonly group: Grouping | undefined;
  /** Groups that are folded up. */
  readonly folded: readonly string[];
  /** From 1. */
  readonly page: number;
  /** The id of the finding that is open. */
  readonly finding: string | undefined;
}

/** What counts: neither suppressed nor resolved. */
export const COUNTED: readonly string[] = ['new', 'open'];

export const FIRST_QUERY: Query = {
  search: '',
  facets: { severity: [], status: COUNTED, rule: [], account: [], ou: [], region: [], agreement: [], defect: [] },
  sort: 'severity',
  isReversed: false,
  group: undefined,
  folded: [],
  page: 1,
  finding: undefined,
};

/** The fragment of an address that leads to the query; `#` and what differs from the first one. */
export function fragmentOf(query: Query): string {
  const { search, sort, isReversed, group, folded, page, finding } = query;
  const parts: readonly (readonly [name: string, value: string | undefined])[] = [
    ['q', search === '' ? undefined : search],
    ...FACETS.flatMap((facet) => facetParts(query, facet)),
    ['sort', sort === FIRST_QUERY.sort ? undefined : sort],
    ['order', isReversed ? 'reverse' : undefined],
    ['group', group],
    ...folded.map((value) => ['folded', value] as const),
    ['page', page > 1 ? String(page) : undefined],
    ['finding', finding],
  ];
  const given = parts.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return given.length === 0 ? '#findings' : `#${new URLSearchParams(given)}`;
}

function facetParts({ facets }: Query, facet: Facet): readonly (readonly [string, string])[] {
  const values = facets[facet];
  if (isSame(values, FIRST_QUERY.facets[facet])) return [];
  return (values.length === 0 ? [ANY] : values).map((value) => [facet, value]);
}

/** The query that a fragment stands for; what it does not know or understand is as in the first one. */
export function queryOf(fragment: string): Query {
  const parts = new URLSearchParams(fragment.replace(/^#/, ''));
  const facets = Object.fromEntries(
    FACETS.map((facet) => [facet, valuesOf(parts.getAll(facet), FIRST_QUERY.facets[facet])]),
  ) as Query['facets'];
  const page = Number(parts.get('page'));
  return {
    search: parts.get('q') ?? '',
    facets,
    sort: SORTS.find((sort) => sort === parts.get('sort')) ?? FIRST_QUERY.sort,
    isReversed: parts.get('order') === 'reverse',
    group: GROUPINGS.find((group) => group === parts.get('group')),
    folded: parts.getAll('folded'),
    page: Number.isSafeInteger(page) && page > 1 ? page : 1,
    finding: parts.get('finding') ?? undefined,
  };
}

/** Whether a fragment says what to look at, and is not the name of a section. */
export function isQuery(fragment: string): boolean {
  return fragment.includes('=') || fragment === '' || fragment === '#' || fragment === '#findings';
}

function valuesOf(given: readonly string[], otherwise: readonly string[]): readonly string[] {
  if (given.length === 0) return otherwise;
  return given.filter((value) => value !== ANY && value !== '');
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}

/** The query with other values of a facet, from its first page. */
export function withFacet(query: Query, facet: Facet, values: readonly string[]): Query {
  return { ...query, facets: { ...query.facets, [facet]: values }, page: 1, finding: undefined };
}

/** The severities with one switched on or off, the worst first. */
export function toggledSeverity({ facets }: Query, severity: string): readonly string[] {
  const wanted = facets.severity.includes(severity)
    ? facets.severity.filter((each) => each !== severity)
    : [...facets.severity, severity];
  return SEVERITIES.filter((each) => wanted.includes(each));
}
