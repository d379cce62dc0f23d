/** One column of the table: each distinct text once, and for every row which of them it has. */
export interface Column {
  readonly texts: readonly string[];
  readonly codes: readonly number[];
}

/** The columns by name, all of one length. */
export type Columns = Readonly<Record<string, Column>>;

/**
 * Stand for a text of the same row that is in another column, so that a command that names an ARN costs no second ARN.
 * Texts for people never contain control characters.
 */
const PLACEHOLDERS = ['\u0001', '\u0002', '\u0003', '\u0004', '\u0005'] as const;
const ANY_PLACEHOLDER = new RegExp(`[${PLACEHOLDERS.join('')}]`, 'g');

/** Shorter texts occur by chance, and save nothing. */
const SHORTEST_REFERENCE = 4;

/** The text with each occurrence of one of the row's other texts, in that order, replaced by its placeholder. */
export function toTemplate(text: string, references: readonly string[]): string {
  return references.reduce((template, reference, index) => {
    const placeholder = PLACEHOLDERS[index];
    if (placeholder === undefined || reference.length < SHORTEST_REFERENCE) return template;
    return template.replaceAll(reference, placeholder);
  }, text);
}

/** The text that {@link toTemplate} was given. */
export function fromTemplate(template: string, references: readonly string[]): string {
  return template.replace(ANY_PLACEHOLDER, (placeholder) => references[placeholder.charCodeAt(0) - 1] ?? '');
}

/** The column of the texts, in order of first occurrence. */
export function columnOf(values: readonly string[]): Column {
  const known = new Map<string, number>();
  const codes = values.map((value) => {
    const code = known.get(value) ?? known.size;
    known.set(value, code);
    return code;
  });
  return { texts: [...known.keys()], codes };
}

/** Which of its texts a row has; none outside the table. */
export function codeAt({ codes }: Pick<Column, 'codes'>, row: number): number {
  return codes[row] ?? -1;
}

/** The text of a row; '' outside the table. */
export function textAt(column: Column, row: number): string {
  return column.texts[codeAt(column, row)] ?? '';
}
