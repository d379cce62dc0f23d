import { formatPath } from './problem-text.ts';

/** Keys that are checked now and acted upon by a later version. */
const LATER_KEYS: readonly (readonly string[])[] = [['traffic'], ['alerts']];

/**
 * Keys that the file sets and this version does not act upon, by path, in the order of the documentation. Takes the
 * document's own value: once defaults are filled in, nobody can tell what was set.
 */
export function laterKeys(value: unknown): readonly string[] {
  const set = LATER_KEYS.filter((path) => valueAt(value, path) !== undefined).map(formatPath);
  return valueAt(value, ['store', 'type']) === 's3' ? [...set, 'store.type'] : set;
}

/** Undefined where the path leads nowhere; what YAML reads is never undefined itself. */
function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((current, key) => {
    if (typeof current !== 'object' || current === null) return undefined;
    return Object.getOwnPropertyDescriptor(current, key)?.value;
  }, value);
}
