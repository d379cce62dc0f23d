import type { PlanAction, TagRecord } from '../domain/plan.ts';
import { printable } from './printable.ts';

/** What an action changes, and for a misspelt key what it leaves: `map-migrated: (none) → migABCDE12345`. */
export function tagChange({ action: { key }, before, after, defect }: PlanAction): string {
  const change = `${printable(key)}: ${shown(before, key)} → ${shown(after, key)}`;
  if (defect === 'key-typo') return `${change}; the misspelt key stays`;
  const others = defect === 'key-case' ? Object.keys(before).filter((own) => isOtherCase(own, key)) : [];
  return [change, ...others.map((own) => `${printable(own)}: ${shown(before, own)} stays`)].join('; ');
}

function isOtherCase(own: string, key: string): boolean {
  return own !== key && own.toLowerCase() === key.toLowerCase();
}

/** In quotes where a reader could not tell where it begins and ends. */
function shown(tags: TagRecord, key: string): string {
  // A tag can be called like a member of every object.
  const value = Object.hasOwn(tags, key) ? tags[key] : undefined;
  if (value === undefined) return '(none)';
  return /^[A-Za-z0-9_.:/=+@-]+$/.test(value) ? value : `"${printable(value)}"`;
}
