import type { Evidence, EvidenceValue } from '../domain/evaluation.ts';
import type { Facts } from './facts.ts';
import { Usd } from './usd.ts';

/** Tag values are shown as they are, so that a reader sees what AWS has; but not without end. */
const MAX_TEXT = 1000;
const MAX_ELEMENTS = 100;

/** The value at a path such as `tag.agreement.id`; undefined where it is unknown. */
export function readFact(facts: Facts, path: string): unknown {
  let value: unknown = facts;
  for (const name of path.split('.')) {
    if (!isRecord(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

/** The known ones of the facts at the paths, as the report shows them. */
export function evidenceOf(facts: Facts, paths: readonly string[]): Evidence {
  const entries = paths.map((path) => [path, readFact(facts, path)] as const);
  return Object.fromEntries(
    entries.filter(([, value]) => value !== undefined).map(([path, value]) => [path, evidenceValue(value)]),
  );
}

/** The text, cut after 1,000 characters but never inside one. */
export function clip(text: string): string {
  if (text.length <= MAX_TEXT) return text;
  const cut = text.slice(0, MAX_TEXT);
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}

function evidenceValue(value: unknown): EvidenceValue {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'boolean') return value;
  if (value instanceof Usd) return value.amount;
  if (Array.isArray(value)) return value.slice(0, MAX_ELEMENTS).map(evidenceValue);
  if (value instanceof Map) return recordOf([...value]);
  if (isRecord(value)) return recordOf(Object.entries(value));
  return clip(String(value));
}

function recordOf(entries: readonly (readonly [string, unknown])[]): EvidenceValue {
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, MAX_ELEMENTS);
  return Object.fromEntries(sorted.map(([key, value]) => [key, evidenceValue(value)]));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
