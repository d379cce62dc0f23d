import type { NormalizedSchema } from '@smithy/core/schema';
import { unchunk } from './aws-chunked.ts';
import { SandboxError } from './errors.ts';
import { notImplemented } from './s3-errors.ts';
import type { Input, Operation } from './services.ts';
import type { WireRequest, WireResponse } from './wire.ts';
import { element, escapeXml, unescapeXml, writeMembers } from './xml.ts';

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** Parameters of the query that choose no operation, or are none of S3's own; presigned links have headers among them. */
const NEUTRAL =
  /^(?:x-id|x-amz-checksum-mode|X-Amz-.*|response-.*|prefix|delimiter|max-keys|start-after|continuation-token|encoding-type)$/;

/** The name of the operation, by method, path-style address and query; undefined for those that S3 alone has. */
export function operationIn(request: WireRequest): string | undefined {
  const { key } = placeIn(request);
  const choice = [...request.query.keys()].filter((name) => !NEUTRAL.test(name)).join('&');
  const isCopy = request.headers['x-amz-copy-source'] !== undefined;
  switch (`${request.method} ${key === undefined ? 'bucket' : 'key'} ${choice}`.trim()) {
    case 'PUT key':
      return isCopy ? 'CopyObject' : 'PutObject';
    case 'GET key':
      return 'GetObject';
    case 'HEAD key':
      return 'HeadObject';
    case 'DELETE key':
      return 'DeleteObject';
    case 'GET bucket list-type':
      return 'ListObjectsV2';
    case 'POST bucket delete':
      return 'DeleteObjects';
    default:
      return undefined;
  }
}

function placeIn(request: WireRequest): { readonly bucket: string; readonly key: string | undefined } {
  const [, bucket = '', key = ''] = /^\/([^/]*)(?:\/(.*))?$/s.exec(request.path) ?? [];
  try {
    return { bucket: decodeURIComponent(bucket), key: key === '' ? undefined : decodeURIComponent(key) };
  } catch {
    throw new SandboxError({ code: 'InvalidURI', status: 400 }, "Couldn't parse the specified URI.");
  }
}

const SHARED = ['Bucket', 'Key', 'ExpectedBucketOwner'];
const WRITES = [...SHARED, 'IfMatch', 'IfNoneMatch', 'ServerSideEncryption', 'SSEKMSKeyId'];
const READS = [...SHARED, 'IfMatch', 'IfNoneMatch', 'ChecksumMode'];
const CONTENT = ['ContentType', 'ContentEncoding', 'ContentDisposition', 'CacheControl', 'ContentLength', 'Metadata'];
const CHECKSUMS = ['ContentMD5', 'ChecksumAlgorithm', 'ChecksumCRC32', 'ChecksumSHA1', 'ChecksumSHA256'];

/** What the sandbox heeds; to pass over the rest would be to lie. */
const HEEDED: Readonly<Record<string, readonly string[]>> = {
  CopyObject: [...WRITES, 'CopySource', 'MetadataDirective', 'ContentType', 'ContentLength'],
  DeleteObject: [...SHARED, 'IfMatch'],
  DeleteObjects: [...SHARED, 'Delete', 'ChecksumAlgorithm'],
  GetObject: [...READS, 'Range', 'ResponseContentType', 'ResponseContentDisposition'],
  HeadObject: READS,
  ListObjectsV2: [...SHARED, 'ContinuationToken', 'Delimiter', 'EncodingType', 'MaxKeys', 'Prefix', 'StartAfter'],
  PutObject: [...WRITES, ...CONTENT, ...CHECKSUMS, 'Body'],
};

/** The members of a request, gathered from path, query, headers and body. */
export function readRestXml(operation: Operation, request: WireRequest): Input {
  const { bucket, key } = placeIn(request);
  const { headers, bytes } = unwrap(request);
  const input: Record<string, unknown> = { Bucket: bucket, ...(key === undefined ? {} : { Key: key }) };
  for (const [member, schema] of operation.input.structIterator()) {
    const value = readMember(schema, request.query, headers);
    if (value !== undefined) input[member] = value;
  }
  if (operation.name === 'PutObject') input['Body'] = bytes;
  if (operation.name === 'DeleteObjects') input['Delete'] = readDelete(request.body);
  const stranger = Object.keys(input).find((member) => HEEDED[operation.name]?.includes(member) !== true);
  if (stranger !== undefined) throw notImplemented(stranger);
  return input;
}

type Headers = WireRequest['headers'];

function unwrap(request: WireRequest): { readonly headers: Headers; readonly bytes: Uint8Array } {
  const encodings = String(request.headers['content-encoding'] ?? '').split(/\s*,\s*/);
  if (!encodings.includes('aws-chunked')) return { headers: request.headers, bytes: request.bytes };
  const { bytes, trailers } = unchunk(request.bytes);
  const rest = encodings.filter((encoding) => encoding !== 'aws-chunked').join(',');
  const headers = { ...request.headers, ...trailers, 'content-encoding': rest === '' ? undefined : rest };
  return { headers, bytes };
}

function readMember(schema: NormalizedSchema, query: URLSearchParams, headers: Headers): unknown {
  const { httpHeader, httpQuery, httpPrefixHeaders } = schema.getMergedTraits();
  if (httpPrefixHeaders !== undefined) return readPrefixed(httpPrefixHeaders, headers);
  const header = String(httpHeader).toLowerCase();
  // A presigned link has headers in its query.
  const text = httpQuery === undefined ? (headers[header] ?? query.get(header)) : query.get(httpQuery);
  if (typeof text !== 'string') return undefined;
  return schema.isNumericSchema() ? Number(text) : text;
}

function readPrefixed(prefix: string, headers: Headers): Readonly<Record<string, string>> | undefined {
  const found = Object.entries(headers).flatMap(([name, value]) => {
    return name.startsWith(prefix) && typeof value === 'string' ? [[name.slice(prefix.length), value]] : [];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

/** `<Delete><Object><Key>…</Key></Object>…<Quiet>true</Quiet></Delete>`; what further objects say is not simulated. */
function readDelete(body: string): object {
  const keys = [...body.matchAll(/<Object>\s*<Key>([^<]*)<\/Key>\s*<\/Object>/g)];
  return {
    Objects: keys.map(([, key = '']) => ({ Key: unescapeXml(key) })),
    Quiet: /<Quiet>\s*true\s*<\/Quiet>/.test(body),
  };
}

export function writeRestXml(operation: Operation, output: object, requestId: string): WireResponse {
  const given: Readonly<Record<string, unknown>> = { ...output };
  const headers = { ...headersOf(operation.output, given), ...idsOf(requestId) };
  const status = given['ContentRange'] === undefined ? (operation.http?.status ?? 200) : 206;
  const body = bodyOf(operation.output, given);
  const type = typeof body === 'string' && body !== '' ? { 'content-type': 'application/xml' } : {};
  return { status, headers: { ...headers, ...type }, body };
}

function headersOf(schema: NormalizedSchema, output: Readonly<Record<string, unknown>>): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [member, memberSchema] of schema.structIterator()) {
    const { httpHeader, httpPrefixHeaders } = memberSchema.getMergedTraits();
    const value = output[member];
    if (value === undefined) continue;
    if (httpHeader !== undefined) headers[httpHeader.toLowerCase()] = textOf(value);
    if (httpPrefixHeaders === undefined) continue;
    for (const [name, text] of Object.entries({ ...value })) headers[`${httpPrefixHeaders}${name}`] = textOf(text);
  }
  return headers;
}

function textOf(value: unknown): string {
  return value instanceof Date ? value.toUTCString() : String(value);
}

function bodyOf(schema: NormalizedSchema, output: Readonly<Record<string, unknown>>): string | Uint8Array {
  const { Body, CopyObjectResult } = output;
  if (Body instanceof Uint8Array) return Body;
  if (typeof CopyObjectResult === 'object' && CopyObjectResult !== null) {
    return document('CopyObjectResult', writeMembers(schema.getMemberSchema('CopyObjectResult'), CopyObjectResult));
  }
  const root = schema.getMergedTraits().xmlName;
  return root === undefined ? '' : document(root, writeMembers(schema, output));
}

/** A HEAD request gets the headers only; Node holds the body back. */
export function writeRestXmlError(error: SandboxError, requestId: string): WireResponse {
  const members = { Code: error.code, Message: error.message, ...error.extra, RequestId: requestId };
  const inner = Object.entries(members).map(([name, value]) => element(name, escapeXml(String(value))));
  const headers = { 'content-type': 'application/xml', ...idsOf(requestId) };
  return { status: error.status, headers, body: `${DECLARATION}${element('Error', inner.join(''))}` };
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

function document(root: string, content: string): string {
  return `${DECLARATION}<${root} xmlns="${NAMESPACE}">${content}</${root}>`;
}

function idsOf(requestId: string): Readonly<Record<string, string>> {
  return { 'x-amz-request-id': requestId, 'x-amz-id-2': Buffer.from(requestId).toString('base64') };
}
