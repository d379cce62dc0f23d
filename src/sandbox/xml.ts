import type { NormalizedSchema } from '@smithy/core/schema';

/** Writes the members of a structure that are there, in the schema's order and without a root. */
export function writeMembers(schema: NormalizedSchema, value: object): string {
  const given: Readonly<Record<string, unknown>> = { ...value };
  let text = '';
  for (const [member, memberSchema] of schema.structIterator()) {
    const inner = given[member];
    if (inner === undefined) continue;
    const name = memberSchema.getMergedTraits().xmlName ?? member;
    // S3 is the one that answers with lists, and it does so without an element around them.
    const contents = memberSchema.isListSchema() && Array.isArray(inner) ? inner : [inner];
    const contentSchema = memberSchema.isListSchema() ? memberSchema.getValueSchema() : memberSchema;
    text += contents.map((content: unknown) => element(name, writeContent(contentSchema, content))).join('');
  }
  return text;
}

function writeContent(schema: NormalizedSchema, value: unknown): string {
  if (value instanceof Date) return value.toISOString().replace(/\.\d{3}Z$/, 'Z');
  if (schema.isStructSchema() && typeof value === 'object' && value !== null) return writeMembers(schema, value);
  return escapeXml(String(value));
}

export function element(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}

export function escapeXml(text: string): string {
  return text.replace(/[&<>"\r]/g, (character) => `&#${character.codePointAt(0)};`);
}

/** The inverse of {@link escapeXml}, with the names that others use. */
export function unescapeXml(text: string): string {
  const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return named[name] ?? whole;
    return String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16));
  });
}
