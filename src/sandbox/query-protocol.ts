import type { NormalizedSchema } from '@smithy/core/schema';
import type { SandboxError } from './errors.ts';
import type { Input } from './services.ts';

const STS_NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** Reads `Tags.member.1.Key=k` and the like into members. */
export function readQuery(schema: NormalizedSchema, form: URLSearchParams): Input {
  return schema.isStructSchema() ? readStruct(schema, form, '') : {};
}

function readStruct(schema: NormalizedSchema, form: URLSearchParams, prefix: string): Input {
  const input: Record<string, unknown> = {};
  for (const [member, memberSchema] of schema.structIterator()) {
    const value = readValue(memberSchema, form, `${prefix}${member}`);
    if (value !== undefined) input[member] = value;
  }
  return input;
}

function readValue(schema: NormalizedSchema, form: URLSearchParams, name: string): unknown {
  if (schema.isListSchema()) return readList(schema.getValueSchema(), form, `${name}.member`);
  if (schema.isStructSchema()) return hasBelow(form, name) ? readStruct(schema, form, `${name}.`) : undefined;
  const text = form.get(name);
  if (text === null) return undefined;
  return schema.isNumericSchema() && /^-?\d+$/.test(text) ? Number(text) : text;
}

function readList(schema: NormalizedSchema, form: URLSearchParams, name: string): readonly unknown[] | undefined {
  const list: unknown[] = [];
  for (let index = 1; form.has(`${name}.${index}`) || hasBelow(form, `${name}.${index}`); index += 1) {
    list.push(readValue(schema, form, `${name}.${index}`));
  }
  return list.length === 0 ? undefined : list;
}

function hasBelow(form: URLSearchParams, name: string): boolean {
  return [...form.keys()].some((key) => key.startsWith(`${name}.`));
}

/** `<XResponse><XResult>…</XResult><ResponseMetadata>…`. */
export function writeXml(operation: string, schema: NormalizedSchema, output: object, requestId: string): string {
  const result = element(`${operation}Result`, writeMembers(schema, { ...output }));
  const metadata = element('ResponseMetadata', element('RequestId', escapeXml(requestId)));
  return `<${operation}Response xmlns="${STS_NAMESPACE}">${result}${metadata}</${operation}Response>`;
}

export function writeErrorXml(error: SandboxError, requestId: string): string {
  const type = element('Type', error.status < 500 ? 'Sender' : 'Receiver');
  const inner = `${type}${element('Code', escapeXml(error.code))}${element('Message', escapeXml(error.message))}`;
  const id = element('RequestId', escapeXml(requestId));
  return `<ErrorResponse xmlns="${STS_NAMESPACE}">${element('Error', inner)}${id}</ErrorResponse>`;
}

function writeMembers(schema: NormalizedSchema, value: Input): string {
  let text = '';
  for (const [member, memberSchema] of schema.structIterator()) {
    const inner = value[member];
    if (inner !== undefined) text += element(member, writeContent(memberSchema, inner));
  }
  return text;
}

function writeContent(schema: NormalizedSchema, value: unknown): string {
  if (value instanceof Date) return value.toISOString().replace(/\.\d{3}Z$/, 'Z');
  if (schema.isStructSchema() && typeof value === 'object' && value !== null) return writeMembers(schema, { ...value });
  return escapeXml(String(value));
}

function element(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.codePointAt(0)};`);
}
