import { type Column, type Columns, columnOf, fromTemplate, textAt, toTemplate } from './columns.ts';

/** What the page knows of a finding: texts as they are shown, '' where there is nothing. */
export const FIELDS = [
  'id',
  'severity',
  'status',
  'rule',
  'account',
  'accountName',
  'ou',
  'region',
  'agreement',
  'defect',
  'owner',
  'type',
  'name',
  'arn',
  'created',
  'models',
  'tags',
  'lost',
  'lostSort',
  'atRisk',
  'atRiskBasis',
  'since',
  'lastSeen',
  'past',
  'kind',
  'message',
  'evidence',
  'note',
  'command',
  'waiver',
] as const;
export type Field = (typeof FIELDS)[number];

export type Row = Readonly<Record<Field, string>>;

/** Columns whose texts name others of the same row, in the order of their placeholders. */
const REFERENCES = ['arn', 'name', 'account', 'accountName', 'region'] as const satisfies readonly Field[];
const TEMPLATES: ReadonlySet<Field> = new Set(['message', 'evidence', 'note', 'command']);

/** The findings as the page holds them. */
export interface Table {
  readonly size: number;
  readonly columns: Readonly<Record<Field, Column>>;
  /** Texts by rule id: what must hold. */
  readonly rules: Readonly<Record<string, string>>;
  field(row: number, field: Field): string;
  /** Names of accounts by id. */
  readonly accountNames: ReadonlyMap<string, string>;
  /** Names of the accounts with findings below each OU and root, by its id. */
  readonly accountsBelow: ReadonlyMap<string, ReadonlySet<string>>;
  /** The texts of a column in lower case, by code: what the search looks at. */
  lowered(field: Field): readonly string[];
}

/** What is written into the page. */
export interface PackedTable {
  readonly columns: Columns;
  readonly rules: Readonly<Record<string, string>>;
}

export function packTable(rows: readonly Row[], rules: Readonly<Record<string, string>>): PackedTable {
  const packed = FIELDS.map((field) => {
    const values = rows.map((row) => (TEMPLATES.has(field) ? toTemplate(row[field], referencesOf(row)) : row[field]));
    return [field, columnOf(values)] as const;
  });
  return { columns: Object.fromEntries(packed), rules };
}

function referencesOf(row: Row): readonly string[] {
  return REFERENCES.map((field) => row[field]);
}

export function openTable({ columns: packed, rules }: PackedTable): Table {
  const none: Column = { texts: [], codes: [] };
  const columns = Object.fromEntries(FIELDS.map((field) => [field, packed[field] ?? none])) as Table['columns'];
  const size = columns.id.codes.length;
  const field = (row: number, name: Field): string => {
    const text = textAt(columns[name], row);
    if (!TEMPLATES.has(name)) return text;
    return fromTemplate(
      text,
      REFERENCES.map((each) => textAt(columns[each], row)),
    );
  };
  const known = new Map<Field, readonly string[]>();
  return {
    size,
    columns,
    rules,
    field,
    accountsBelow: accountsBelow(columns),
    accountNames: new Map(columns.account.codes.map((_, row) => [field(row, 'account'), field(row, 'accountName')])),
    lowered(name) {
      const texts = known.get(name) ?? columns[name].texts.map((text) => text.toLowerCase());
      known.set(name, texts);
      return texts;
    },
  };
}

function accountsBelow({ ou, accountName }: Table['columns']): ReadonlyMap<string, ReadonlySet<string>> {
  const below = new Map<string, Set<string>>();
  for (const row of ou.codes.keys()) {
    const name = textAt(accountName, row);
    if (name === '') continue;
    for (const id of textAt(ou, row).split('/')) below.set(id, (below.get(id) ?? new Set()).add(name));
  }
  return below;
}
