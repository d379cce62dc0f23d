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
  /** What the search looks at, in lower case. */
  searchable(row: number): string;
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

const SEARCHED: readonly Field[] = ['message', 'rule', 'account', 'region', 'arn', 'name', 'owner', 'tags', 'models'];

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
  const texts: string[] = [];
  return {
    size,
    columns,
    rules,
    field,
    searchable(row) {
      const known = texts[row];
      if (known !== undefined) return known;
      const text = SEARCHED.concat('accountName', 'ou', 'agreement', 'defect', 'id', 'evidence')
        .map((name) => field(row, name))
        .join('\n')
        .toLowerCase();
      texts[row] = text;
      return text;
    },
  };
}
