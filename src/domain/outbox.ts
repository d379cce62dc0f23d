import type { Digest } from './alerts.ts';
import type { IsoInstant } from './dates.ts';
import { ConfigError } from './errors.ts';
import { beginningOf, byRunId } from './run-id.ts';

/** A digest in an outbox, as far as the name tells under which it is kept. */
export interface Waiting {
  readonly name: string;
  readonly runId: string;
  readonly id: string;
}

/** A digest that waits. */
export interface Pending {
  readonly digest: Digest;
  /** Parts of it that its receiver has already. */
  readonly accepted: readonly string[];
}

const DAY_MS = 86_400_000;

/** `<runId>.<id>.json`: a listing tells whose it is, how old it is and in which order it is to go out. */
export function waitingName({ runId, id }: Pick<Digest, 'runId' | 'id'>): string {
  return `${runId}.${id}.json`;
}

/** Those of the names that are of digests, the oldest run's first. */
export function waitingIn(names: readonly string[]): readonly Waiting[] {
  const waiting = names.flatMap((name) => {
    const [, runId = '', id = ''] = /^([\w-]+)\.([\w-]+)\.json$/.exec(name) ?? [];
    return beginningOf(runId) === undefined ? [] : [{ name, runId, id }];
  });
  return waiting.sort((a, b) => byRunId(a.runId, b.runId) || (a.id < b.id ? -1 : 1));
}

/** `<id>.noted.json`: what is known of the delivery of the digests with the id. */
export function noteName(id: string): string {
  return `${id}.noted.json`;
}

/** Those of the names that are of notes to digests which wait no more. */
export function orphanedNotes(names: readonly string[]): readonly string[] {
  const needed = new Set(waitingIn(names).map(({ id }) => noteName(id)));
  return names.filter((name) => /^[\w-]+\.noted\.json$/.test(name) && !needed.has(name));
}

export function noteText(accepted: readonly string[]): string {
  return `${JSON.stringify({ accepted })}\n`;
}

/** The parts that were accepted. None where it was edited: sent again, they have the same ids. */
export function acceptedIn(text: string): readonly string[] {
  const value = parsed(text);
  const accepted: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'accepted') : undefined;
  return Array.isArray(accepted) ? accepted.filter((part) => typeof part === 'string') : [];
}

/** Whether its run began more than a day ago: if that is not finished now, it never will be. */
export function isOverdue({ runId }: Waiting, now: IsoInstant): boolean {
  const began = beginningOf(runId);
  return began !== undefined && Date.parse(now) - Date.parse(began) > DAY_MS;
}

/** What is kept under such a name. Throws ConfigError where it is no digest: it was written whole, and edited since. */
export function digestIn(text: string, place: string): Digest {
  const value = parsed(text);
  if (isDigest(value)) return value;
  const problem = 'this is no digest of an alert; expected the file as mapwarden wrote it; remove it to go on without';
  throw new ConfigError([{ place, path: '', text: problem }]);
}

/** As much of it as is looked at when it is sent. */
function isDigest(value: unknown): value is Digest {
  if (typeof value !== 'object' || value === null) return false;
  if (!('id' in value && 'routeId' in value && 'runId' in value && 'counts' in value && 'changes' in value))
    return false;
  const { id, routeId, runId, changes } = value;
  const isNamed = [id, routeId, runId].every((text) => typeof text === 'string');
  return isNamed && Array.isArray(changes) && changes.length > 0 && changes.every(isChange);
}

function isChange(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('kind' in value && 'finding' in value)) return false;
  const { finding } = value;
  if (typeof finding !== 'object' || finding === null || !('id' in finding && 'resource' in finding)) return false;
  const { resource } = finding;
  return typeof resource === 'object' && resource !== null && 'name' in resource;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
