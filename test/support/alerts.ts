import type { Change, Digest, Route } from '../../src/domain/alerts.ts';
import { digestOf } from '../../src/engine/digest.ts';
import { aFinding, aHead, aSpend, NOW } from './run-builder.ts';

export const TOPIC = 'arn:aws:sns:us-east-1:999988887777:mapwarden-alerts';
export const PLACE = 's3://mapwarden-runs-999988887777/runs/date=2026-06-01/20260601T000000Z-abc123/';
export const CONSOLE =
  'https://console.aws.amazon.com/s3/buckets/mapwarden-runs-999988887777?prefix=runs%2Fdate%3D2026-06-01%2F20260601T000000Z-abc123%2F';

/** A route for everything. */
export function aRoute(over: Partial<Route> = {}): Route {
  return {
    id: 'sns-0123456789ab',
    channel: 'sns',
    target: TOPIC,
    scope: { ous: [], accounts: [] },
    owners: [],
    minSeverity: 'informational',
    ...over,
  };
}

export function aChange(over: Partial<Change> = {}, n = 1): Change {
  return { kind: 'new', finding: aFinding({}, n), ...over };
}

/** What a run with these changes tells a route. */
export function aDigest(changes: readonly Change[] = [aChange()], over: Partial<Digest> = {}): Digest {
  const head = aHead({ spend: aSpend(), head: { now: NOW } });
  const digest = digestOf(aRoute(), changes, { head, place: PLACE, consoleUrl: CONSOLE, previous: null });
  if (!digest) throw new Error('nothing has changed');
  return { ...digest, ...over };
}

/** So many new findings, each another one. */
export function manyChanges(count: number): readonly Change[] {
  return Array.from({ length: count }, (_, index) => aChange({}, index + 1));
}
