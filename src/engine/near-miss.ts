import type { Tags } from '../domain/carrier.ts';

/** A key that stands in for the configured one, and in which way it is wrong. */
export interface NearMiss {
  readonly key: string;
  readonly value: string;
  readonly defect: 'key-case' | 'key-typo';
}

const MAX_EDITS = 2;

/**
 * Finds the key that was meant to be the configured one. Wrong case comes before a typo; among several of a kind the
 * first in byte order is taken, so that the order in which AWS lists tags changes nothing.
 */
export function findNearMiss(tags: Tags, key: string): NearMiss | undefined {
  return nearMisses(tags, key)[0];
}

/** Every key that may have been meant to be the configured one, the one that stands in for it first. */
export function nearMisses(tags: Tags, key: string): readonly NearMiss[] {
  const sorted = [...tags].sort(([a], [b]) => byBytes(a, b)).map(([name, value]) => ({ key: name, value }));
  const lower = key.toLowerCase();
  const bare = strip(key);
  const isOtherCase = (tag: { readonly key: string }) => tag.key.toLowerCase() === lower;
  const otherCases = sorted.filter(isOtherCase).map((tag) => ({ ...tag, defect: 'key-case' as const }));
  const typos = sorted
    .filter((tag) => !isOtherCase(tag) && isWithinEdits(strip(tag.key), bare, MAX_EDITS))
    .map((tag) => ({ ...tag, defect: 'key-typo' as const }));
  return [...otherCases, ...typos];
}

/** JavaScript compares UTF-16 units, which is another order above U+FFFF. */
function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function strip(key: string): string {
  return key.toLowerCase().replace(/[^a-z0-9]+/g, '');
}

/** Levenshtein distance ≤ limit. At most 3^limit walks along the text, so its cost is linear in the length. */
function isWithinEdits(a: string, b: string, limit: number): boolean {
  if (Math.abs(a.length - b.length) > limit) return false;
  let same = 0;
  while (same < a.length && a[same] === b[same]) same++;
  const restA = a.slice(same);
  const restB = b.slice(same);
  if (restA === '' || restB === '') return true;
  if (limit === 0) return false;
  return (
    isWithinEdits(restA.slice(1), restB.slice(1), limit - 1) ||
    isWithinEdits(restA.slice(1), restB, limit - 1) ||
    isWithinEdits(restA, restB.slice(1), limit - 1)
  );
}
