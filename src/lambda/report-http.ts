import { ConfigError, formatProblem } from '../domain/errors.ts';
import type { Log } from './function-tools.ts';
import type { ReportAnswer } from './report-handler.ts';

/** A request of a Function URL (payload format 2.0), as much of it as is looked at. */
interface HttpEvent {
  readonly requestContext: { readonly http: { readonly method: string } };
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Requests have it; who invokes the function otherwise cannot get it wrong. */
export function isHttp(event: unknown): event is HttpEvent {
  const context = member(event, 'requestContext');
  return typeof member(member(context, 'http'), 'method') === 'string';
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** The order in a request: the query's parameters, or the JSON body of a POST. */
export function orderOf(event: HttpEvent): unknown {
  const { method } = event.requestContext.http;
  if (method === 'GET' || method === 'HEAD') return { action: 'report', ...event.queryStringParameters };
  if (method !== 'POST') throw new MethodError(`expected GET or POST; got ${method}`);
  const body = event.body ?? '';
  const given = parsed(event.isBase64Encoded ? Buffer.from(body, 'base64').toString() : body);
  const isObject = typeof given === 'object' && given !== null && !Array.isArray(given);
  return isObject ? { action: 'report', ...event.queryStringParameters, ...given } : given;
}

class MethodError extends Error {
  override readonly name = 'MethodError';
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Turns an answer, or why there is none, into one of HTTP. Throws what is a failure of the function itself. */
export async function asHttp(answer: () => Promise<ReportAnswer | undefined>, log: Log): Promise<HttpAnswer> {
  try {
    return found(await answer());
  } catch (error) {
    if (error instanceof MethodError) return problem(405, [error.message], { allow: 'GET, POST' });
    if (!(error instanceof ConfigError)) throw error;
    const problems = error.problems.map(formatProblem);
    if (error.problems.every(({ place }) => place === 'event')) return problem(400, problems);
    log.error('configuration is wrong', { problems });
    return problem(500, ['The configuration of the function is wrong; its log says how.']);
  }
}

const COMMON = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } as const;

function found(answer: ReportAnswer | undefined): HttpAnswer {
  if (!answer) return problem(404, ['there is no such finished run; expected the id of one, or latest']);
  if ('document' in answer) {
    return { statusCode: 200, headers: { ...COMMON, 'content-type': answer.contentType }, body: answer.document };
  }
  const { isTooLarge, ...link } = answer;
  const body = `${JSON.stringify(link)}\n`;
  const headers = { ...COMMON, 'content-type': 'application/json' };
  // Whoever follows it gets the document that was asked for.
  return isTooLarge
    ? { statusCode: 303, headers: { ...headers, location: link.url }, body }
    : { statusCode: 200, headers, body };
}

function problem(
  statusCode: number,
  problems: readonly string[],
  more: Readonly<Record<string, string>> = {},
): HttpAnswer {
  const headers = { ...COMMON, 'content-type': 'application/json', ...more };
  return { statusCode, headers, body: `${JSON.stringify({ problems })}\n` };
}
