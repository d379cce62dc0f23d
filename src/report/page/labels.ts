import { firstOf } from '../words.ts';
import { type Facet, NOTHING } from './query.ts';
import type { Table } from './table.ts';

/** How an option of a filter, or the heading of a group, is called. */
export function optionLabel(table: Table, facet: Facet | 'owner', value: string): string {
  if (value === NOTHING) return NONE[facet];
  if (facet === 'ou') return ouLabel(table, value);
  return facet === 'account' ? accountLabel(table, value) : value;
}

/** An OU has no name in a report: who is below it tells which one it is. */
function ouLabel({ accountsBelow }: Table, path: string): string {
  const names = [...(accountsBelow.get(path.split('/').at(-1) ?? '') ?? [])];
  return names.length === 0 ? path : `${path}: ${firstOf(names, 2)}`;
}

const NONE: Readonly<Record<Facet | 'owner', string>> = {
  severity: 'none',
  status: 'none',
  rule: 'none',
  account: 'not of one account',
  ou: 'not of one account',
  region: 'not of one region',
  agreement: 'names no agreement',
  defect: 'no defect of a tag',
  owner: 'nobody known',
};

function accountLabel({ accountNames }: Table, id: string): string {
  const name = accountNames.get(id);
  return name ? `${name} (${id})` : id;
}
