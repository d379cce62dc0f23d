import { CHANGE_KINDS, type Digest } from './alerts.ts';
import type { IsoInstant } from './dates.ts';
import { isFinding } from './memory.ts';
import { beginningOf, byRunId } from './run-id.ts';
import { SEVERITIES } from './severity.ts';
import {
  type Check,
  isAmount,
  isBoolean,
  isCount,
  isInstant,
  isListOf,
  isNullOr,
  isObject,
  isOneOf,
  isText,
  isTextOrNull,
  parsed,
} from './shape.ts';

/** A digest in an outbox, as far as the name tells under which it is kept. */
export interface Waiting {
  readonly name: string;
  readonly runId: string;
  readonly id: string;
}

/** A digest that waits. */
export interface Pending {
  /** Where it is kept, for a person. */
  readonly place: string;
  /** Undefined where what is kept there is no digest any more. */
  readonly digest: Digest | undefined;
  /** Parts of it that its receiver has already. */
  readonly accepted: readonly string[];
  /** Whether somebody has tried to send it. */
  readonly isTried: boolean;
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

/** What is kept under such a name; undefined where it is no digest: it was written whole, and edited since. */
export function digestIn(text: string): Digest | undefined {
  const value = parsed(text);
  return isDigest(value) ? value : undefined;
}

/** All that a message is made of. A digest that fails when it is written would hold up those behind it for ever. */
const isWhole = isObject({
  id: isText,
  routeId: isText,
  runId: isText,
  at: isInstant,
  organizationId: isText,
  coverage: isObject({ complete: isBoolean, targets: isCount, gaps: isCount }),
  money: isNullOr(isObject({ currency: isText, lost: isAmount, atRisk: isAmount })),
  severity: isOneOf(SEVERITIES),
  counts: isObject(Object.fromEntries(CHANGE_KINDS.map((kind) => [kind, isCount]))),
  changes: isListOf(isObject({ kind: isOneOf(CHANGE_KINDS), finding: isFinding })),
  place: isText,
  consoleUrl: isTextOrNull,
  plan: (value) =>
    value === undefined || isObject({ place: isText, hash: isText, actions: isCount, isApplied: isBoolean })(value),
} satisfies Partial<Record<keyof Digest, Check>>);

function isDigest(value: unknown): value is Digest {
  return isWhole(value) && Object(value).changes.length > 0;
}
