import type { NormalizedSchema } from '@smithy/core/schema';
import type { ServiceName } from './dialect.ts';
import type { SandboxError } from './errors.ts';
import type { Input, Operation } from './services.ts';
import { element, escapeXml, writeMembers } from './xml.ts';

/** The XML namespace of each service that speaks so. */
const NAMESPACES: Readonly<Partial<Record<ServiceName, string>>> = {
  sns: 'http://sns.amazonaws.com/doc/2010-03-31/',
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
};

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
  if (schema.isMapSchema()) return readMap(schema, form, `${name}.entry`);
  if (schema.isListSchema()) return readList(schema.getValueSchema(), form, `${name}.member`);
  if (schema.isStructSchema()) return hasBelow(form, name) ? readStruct(schema, form, `${name}.`) : undefined;
  const text = form.get(name);
  if (text === null) return undefined;
  if (schema.isBlobSchema()) return Buffer.from(text, 'base64');
  return schema.isNumericSchema() && /^-?\d+$/.test(text) ? Number(text) : text;
}

function readList(schema: NormalizedSchema, form: URLSearchParams, name: string): readonly unknown[] | undefined {
  const list: unknown[] = [];
  for (let index = 1; form.has(`${name}.${index}`) || hasBelow(form, `${name}.${index}`); index += 1) {
    list.push(readValue(schema, form, `${name}.${index}`));
  }
  return list.length === 0 ? undefined : list;
}

/** `MessageAttributes.entry.1.Name=k` and `….Value.…`, called as the schema's traits say. */
function readMap(schema: NormalizedSchema, form: URLSearchParams, name: string): Input | undefined {
  const keyName = schema.getKeySchema().getMergedTraits().xmlName ?? 'key';
  const valueName = schema.getValueSchema().getMergedTraits().xmlName ?? 'value';
  const map: Record<string, unknown> = {};
  for (let index = 1; hasBelow(form, `${name}.${index}`); index += 1) {
    const place = `${name}.${index}`;
    map[form.get(`${place}.${keyName}`) ?? ''] = readValue(schema.getValueSchema(), form, `${place}.${valueName}`);
  }
  return Object.keys(map).length === 0 ? undefined : map;
}

function hasBelow(form: URLSearchParams, name: string): boolean {
  return [...form.keys()].some((key) => key.startsWith(`${name}.`));
}

/** `<XResponse><XResult>…</XResult><ResponseMetadata>…`. */
export function writeXml({ service, name, output: schema }: Operation, output: object, requestId: string): string {
  const result = element(`${name}Result`, writeMembers(schema, output));
  const metadata = element('ResponseMetadata', element('RequestId', escapeXml(requestId)));
  return `<${name}Response xmlns="${NAMESPACES[service]}">${result}${metadata}</${name}Response>`;
}

export function writeErrorXml(service: ServiceName, error: SandboxError, requestId: string): string {
  const type = element('Type', error.status < 500 ? 'Sender' : 'Receiver');
  const inner = `${type}${element('Code', escapeXml(error.code))}${element('Message', escapeXml(error.message))}`;
  const id = element('RequestId', escapeXml(requestId));
  return `<ErrorResponse xmlns="${NAMESPACES[service]}">${element('Error', inner)}${id}</ErrorResponse>`;
}
