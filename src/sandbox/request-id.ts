import { createHash } from 'node:crypto';

/** Everything that makes two requests the same request. */
export interface RequestKey {
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  readonly accountId: string;
  readonly input: unknown;
}

/**
 * A request id, in the shape of a UUID, that is the same whenever the same is asked: not of time, attempt or
 * connection, so that two runs over one world write the same report.
 */
export function requestIdOf(key: RequestKey): string {
  const text = JSON.stringify([key.service, key.operation, key.region, key.accountId, sorted(key.input)]);
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return entries.map(([name, inner]) => [name, sorted(inner)]);
}
