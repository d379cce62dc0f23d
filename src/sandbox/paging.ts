import { createHash } from 'node:crypto';

const TOKEN = /^([0-9a-f]{12})\.(\d{1,9})\.([01])$/;

export interface PageRequest {
  readonly token: string | undefined;
  readonly size: number;
  /** What is listed, for whom: a token of one list is no token of another. */
  readonly list: string;
  /** Before every page comes an empty one, with a token. */
  readonly emptyPages: boolean;
  /** The token never changes and never ends. */
  readonly repeatToken: boolean;
}

/** Whether the text is a token that some list gave, though perhaps not this one. */
export function isToken(text: string): boolean {
  return TOKEN.test(Buffer.from(text, 'base64url').toString());
}

export interface Page<T> {
  readonly members: readonly T[];
  /** Left out at the end. */
  readonly token?: string;
}

interface Position {
  readonly offset: number;
  /** The empty page before this place has been given. */
  readonly isPastEmpty: boolean;
}

/** One page of a list; undefined where the token is none of this list's. */
export function pageOf<T>(list: readonly T[], request: PageRequest): Page<T> | undefined {
  const position = request.token === undefined ? { offset: 0, isPastEmpty: false } : readToken(request.token, request);
  if (position === undefined) return undefined;
  const { offset } = position;
  if (request.emptyPages && !position.isPastEmpty) {
    return { members: [], token: writeToken({ offset, isPastEmpty: true }, request) };
  }
  const end = offset + request.size;
  const next = { offset: end, isPastEmpty: false };
  const members = list.slice(offset, end);
  if (request.repeatToken) return { members, token: request.token ?? writeToken(next, request) };
  return end < list.length ? { members, token: writeToken(next, request) } : { members };
}

function writeToken(position: Position, request: PageRequest): string {
  const text = `${stamp(request)}.${position.offset}.${position.isPastEmpty ? 1 : 0}`;
  return Buffer.from(text).toString('base64url');
}

function readToken(token: string, request: PageRequest): Position | undefined {
  const match = TOKEN.exec(Buffer.from(token, 'base64url').toString());
  if (match?.[1] !== stamp(request)) return undefined;
  return { offset: Number(match[2]), isPastEmpty: match[3] === '1' };
}

function stamp(request: PageRequest): string {
  return createHash('sha256').update(request.list).digest('hex').slice(0, 12);
}
