import type { CatalogEntry, ModelCatalog } from '../domain/model-catalog.ts';
import { column } from './layout.ts';
import { printable } from './printable.ts';
import { count } from './words.ts';

/** Beyond this, a name is cut: the list's longest has 42 columns. */
const WIDEST_NAME = 48;

/** A catalogue as aligned lines: name, date, and by which ids and services of the bill it is known. */
export function catalogText(catalog: ModelCatalog): string {
  const rows = catalog.entries.map((entry) => ({ entry, name: printable(entry.name) }));
  const width = Math.min(WIDEST_NAME, Math.max(...rows.map(({ name }) => name.length), 'model'.length));
  const line = (name: string, date: string, known: string) => `${column(name, width)}  ${column(date, 14)}  ${known}\n`;
  return [
    `Edition ${catalog.edition}, ${counted(catalog)}, sha256 ${catalog.sha256}\n${printable(catalog.source)}\n\n`,
    line('model', 'eligible after', 'model ids, "services on the bill"'),
    ...rows.map(({ entry, name }) => line(name, entry.eligibleAfter, knownBy(entry))),
  ].join('');
}

/** A catalogue for programs: every member as it is, control characters in the escapes of JSON. */
export function catalogJson(catalog: ModelCatalog): string {
  const text = JSON.stringify(catalog, null, 2);
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return `${text.replace(/(?!\n)\p{Cc}/gu, escaped)}\n`;
}

/** What another catalogue has that this one has not, and the other way round; entries are the same by their name. */
export function catalogDifference(
  from: ModelCatalog,
  to: ModelCatalog,
  names: { readonly from: string; readonly to: string },
): string {
  const before = byName(from);
  const after = byName(to);
  const added = to.entries.filter(({ name }) => !before.has(name));
  const removed = from.entries.filter(({ name }) => !after.has(name));
  const changed = from.entries.flatMap((entry) => {
    const other = after.get(entry.name);
    return other === undefined ? [] : changesOf(entry, other);
  });
  const lines = [
    ...added.map((entry) => `+ ${entry.name}: eligible after ${entry.eligibleAfter}; ${knownBy(entry)}`),
    ...removed.map((entry) => `- ${entry.name}: eligible after ${entry.eligibleAfter}; ${knownBy(entry)}`),
    ...changed,
  ];
  const head = [
    `from ${names.from}: edition ${from.edition}, ${counted(from)}`,
    `to   ${names.to}: edition ${to.edition}, ${counted(to)}`,
    `${added.length} added, ${removed.length} removed, ${changed.length} changed`,
  ];
  return [...head, ...lines].map((text) => `${printable(text)}\n`).join('');
}

function byName({ entries }: ModelCatalog): ReadonlyMap<string, CatalogEntry> {
  return new Map(entries.map((entry) => [entry.name, entry]));
}

function changesOf(from: CatalogEntry, to: CatalogEntry): readonly string[] {
  const date =
    from.eligibleAfter === to.eligibleAfter ? [] : [`eligible after ${from.eligibleAfter} → ${to.eligibleAfter}`];
  const lists = LISTS.flatMap(([key, word]) => {
    const added = to[key].filter((value) => !from[key].includes(value)).map((value) => `+${value}`);
    const removed = from[key].filter((value) => !to[key].includes(value)).map((value) => `-${value}`);
    return added.length + removed.length === 0 ? [] : [`${word} ${[...added, ...removed].join(', ')}`];
  });
  const all = [...date, ...lists];
  return all.length === 0 ? [] : [`~ ${from.name}: ${all.join('; ')}`];
}

const LISTS = [
  ['productCodes', 'product codes'],
  ['modelIds', 'model ids'],
  ['serviceNames', 'services'],
] as const;

function knownBy({ modelIds, serviceNames, productCodes }: CatalogEntry): string {
  const known = [...modelIds, ...serviceNames.map((name) => `"${name}"`)];
  return printable(known.length > 0 ? known.join(', ') : `product code ${productCodes.join(', ') || 'unknown'}`);
}

function counted({ entries }: ModelCatalog): string {
  return count(entries.length, 'entry', 'entries');
}
