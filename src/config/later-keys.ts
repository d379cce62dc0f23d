import { formatPath } from './problem-text.ts';

/** Keys that are checked now and acted upon by a later version. */
const LATER_KEYS: readonly (readonly string[])[] = [
  ['organization', 'remediationRole'],
  ['organization', 'managementRole'],
  ['agreements', '*', 'creditPercent'],
  ['catalog'],
  ['owners'],
  ['spend'],
  ['traffic'],
  ['waivers'],
  ['remediation'],
  ['alerts'],
];

/**
 * Keys that the file sets and this version does not act upon, by path, in the order of the documentation. Takes the
 * document's own value: once defaults are filled in, nobody can tell what was set.
 */
export function laterKeys(value: unknown): readonly string[] {
  const set = LATER_KEYS.flatMap((pattern) => pathsOf(value, pattern)).map(formatPath);
  return childrenOf(value, 'store').some(([, store]) => childrenOf(store, 'type').some(([, type]) => type === 's3'))
    ? [...set, 'store.type']
    : set;
}

type Path = readonly (string | number)[];

function pathsOf(value: unknown, pattern: readonly string[]): readonly Path[] {
  const [step, ...rest] = pattern;
  if (step === undefined) return [[]];
  return childrenOf(value, step).flatMap(([key, child]) => pathsOf(child, rest).map((path) => [key, ...path]));
}

function childrenOf(value: unknown, step: string): readonly (readonly [key: string | number, child: unknown])[] {
  if (Array.isArray(value)) return step === '*' ? value.map((child: unknown, index) => [index, child] as const) : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).filter(([key]) => key === step);
}
