import { JsonShapeDeserializer2, JsonShapeSerializer2 } from '@smithy/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';
import { DIALECTS, type ServiceName } from './dialect.ts';
import { SandboxError } from './errors.ts';
import { parseJsonObject } from './json-text.ts';
import { readQuery, writeErrorXml, writeXml } from './query-protocol.ts';
import { operationIn, readRestXml, writeRestXml, writeRestXmlError } from './rest-xml.ts';
import { notImplemented } from './s3-errors.ts';
import { type Input, OPERATIONS, type Operation } from './services.ts';

export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
  /** The body before it was taken for UTF-8. */
  readonly bytes: Buffer;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** Timestamps without a format of their own are epoch seconds (7) in both JSON protocols. */
const TIMESTAMPS = { useTrait: true, default: 7 } as const;
const REST = { timestampFormat: TIMESTAMPS, jsonName: true } as const;
const RPC = { timestampFormat: TIMESTAMPS, jsonName: false } as const;

const TARGETS: Readonly<Partial<Record<ServiceName, string>>> = {
  ce: 'AWSInsightsIndexService',
  events: 'AWSEvents',
  organizations: 'AWSOrganizationsV20161128',
  secretsmanager: 'secretsmanager',
  ssm: 'AmazonSSM',
  tagging: 'ResourceGroupsTaggingAPI_20170126',
};

interface Routed {
  readonly operation: Operation;
  readonly labels: Readonly<Record<string, string>>;
}

/** Finds the operation that a request names, by path, by target header or by `Action`. */
export function route(service: ServiceName, request: WireRequest): Routed {
  const routed =
    DIALECTS[service].protocol === 'restJson'
      ? routeByPath(service, request)
      : { operation: operationNamed(service, nameIn(service, request)), labels: {} };
  if (routed?.operation === undefined) {
    if (service === 's3') throw notImplemented(`${request.method} with these parameters`);
    throw new SandboxError({ code: 'UnknownOperationException', status: 404 }, 'The operation is not known.');
  }
  return { operation: routed.operation, labels: routed.labels };
}

function operationNamed(service: ServiceName, name: string | undefined): Operation | undefined {
  return OPERATIONS.find((operation) => operation.service === service && operation.name === name);
}

function nameIn(service: ServiceName, request: WireRequest): string | undefined {
  if (DIALECTS[service].protocol === 'restXml') return operationIn(request);
  if (DIALECTS[service].protocol === 'awsQuery') return new URLSearchParams(request.body).get('Action') ?? undefined;
  const target = request.headers['x-amz-target'];
  const prefix = `${TARGETS[service]}.`;
  return typeof target === 'string' && target.startsWith(prefix) ? target.slice(prefix.length) : undefined;
}

const PATHS = OPERATIONS.flatMap((operation) => {
  if (operation.http === undefined || DIALECTS[operation.service].protocol !== 'restJson') return [];
  const pattern = operation.http.path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  return [{ operation, method: operation.http.method, pattern: new RegExp(`^${pattern}/?$`) }];
});

function routeByPath(service: ServiceName, request: WireRequest): Routed | undefined {
  for (const { operation, method, pattern } of PATHS) {
    const match = operation.service === service && method === request.method ? pattern.exec(request.path) : null;
    if (match !== null) return { operation, labels: decodeAll(match.groups ?? {}) };
  }
  return undefined;
}

function decodeAll(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  try {
    return Object.fromEntries(Object.entries(labels).map(([name, text]) => [name, decodeURIComponent(text)]));
  } catch {
    throw new SandboxError({ code: 'SerializationException', status: 400 }, 'The path is not well encoded.');
  }
}

/** What the client sent, by member. Types are checked later, against the constraints. */
export function readInput({ operation, labels }: Routed, request: WireRequest): Input {
  switch (DIALECTS[operation.service].protocol) {
    case 'awsQuery':
      return readQuery(operation.input, new URLSearchParams(request.body));
    case 'awsJson':
      return readJson(RPC, operation.input, request.body);
    case 'restXml':
      return readRestXml(operation, request);
    case 'restJson':
      return { ...readBody(operation, request), ...readBindings(operation, labels, request) };
  }
}

/** The body is the document, or else the one member that is bound to it. */
function readBody({ input }: Operation, request: WireRequest): Input {
  const payload = payloadOf(input);
  if (payload === undefined) return readJson(REST, input, request.body);
  return request.bytes.length === 0 ? {} : { [payload]: request.bytes };
}

function payloadOf(schema: NormalizedSchema): string | undefined {
  if (!schema.isStructSchema()) return undefined;
  for (const [member, bound] of schema.structIterator()) if (bound.getMergedTraits().httpPayload) return member;
  return undefined;
}

function readJson(settings: typeof REST | typeof RPC, schema: NormalizedSchema, body: string): Input {
  if (body === '' || !schema.isStructSchema()) return {};
  // The codec takes any JSON object; its parameter type only says so recursively.
  const parsed = parseJsonObject(body) as Record<string, never> | undefined;
  if (parsed === undefined) {
    throw new SandboxError({ code: 'SerializationException', status: 400 }, 'The body is not a JSON object.');
  }
  const known = new JsonShapeDeserializer2(settings).readObject(schema, parsed);
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined && value !== null));
}

function readBindings(operation: Operation, labels: Readonly<Record<string, string>>, request: WireRequest): Input {
  const input: Record<string, unknown> = {};
  for (const [member, schema] of operation.input.structIterator()) {
    const text = boundText(schema.getMergedTraits(), labels[member], request);
    if (text !== undefined && text !== null) input[member] = schema.isNumericSchema() ? Number(text) : text;
  }
  return input;
}

/** What the path, the query or a header says of a member. */
function boundText(
  { httpLabel, httpQuery, httpHeader }: ReturnType<NormalizedSchema['getMergedTraits']>,
  label: string | undefined,
  { query, headers }: WireRequest,
): string | null | undefined {
  if (httpLabel) return label;
  if (httpQuery !== undefined) return query.get(httpQuery);
  const header = httpHeader === undefined ? undefined : headers[httpHeader.toLowerCase()];
  return typeof header === 'string' ? header : undefined;
}

export function writeOutput(operation: Operation, output: object, requestId: string): WireResponse {
  const { protocol } = DIALECTS[operation.service];
  const status = operation.http?.status ?? 200;
  if (protocol === 'restXml') return writeRestXml(operation, output, requestId);
  if (protocol === 'awsQuery') return xml(200, requestId, writeXml(operation, output, requestId));
  const payload = protocol === 'restJson' ? payloadOf(operation.output) : undefined;
  if (payload !== undefined) return writePayload(payload, status, output, requestId);
  const serializer = new JsonShapeSerializer2(protocol === 'restJson' ? REST : RPC);
  serializer.write(operation.output.getSchema(), output);
  const headers = { 'content-type': contentType(operation.service), 'x-amzn-requestid': requestId };
  return { status: protocol === 'restJson' ? status : 200, headers, body: serializer.flush() };
}

/** An answer of Lambda: its status is a member, and its body another one. */
function writePayload(member: string, status: number, output: object, requestId: string): WireResponse {
  const { StatusCode = status, [member]: body }: Readonly<Record<string, unknown>> = { ...output };
  const headers = { 'content-type': 'application/json', 'x-amzn-requestid': requestId };
  return { status: Number(StatusCode), headers, body: body instanceof Uint8Array ? body : '' };
}

/** An error in the form of the service's protocol. */
export function writeError(service: ServiceName, error: SandboxError, requestId: string): WireResponse {
  const { code, status, message, extra } = error;
  const headers = { 'content-type': contentType(service), 'x-amzn-requestid': requestId };
  switch (DIALECTS[service].protocol) {
    case 'awsQuery':
      return xml(status, requestId, writeErrorXml(service, error, requestId));
    case 'restXml':
      return writeRestXmlError(error, requestId);
    case 'awsJson':
      return { status, headers, body: JSON.stringify({ __type: code, Message: message, ...extra }) };
    case 'restJson':
      return {
        status,
        headers: {
          ...headers,
          'x-amzn-errortype': `${code}:http://internal.amazon.com/coral/com.amazon.coral.service/`,
        },
        body: JSON.stringify({ message, ...extra }),
      };
  }
}

function contentType(service: ServiceName): string {
  return DIALECTS[service].protocol === 'awsJson' ? 'application/x-amz-json-1.1' : 'application/json';
}

function xml(status: number, requestId: string, body: string): WireResponse {
  return { status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body };
}
