/** Keys that are checked now and acted upon by a later version. */
const LATER_KEYS: readonly string[] = ['traffic'];

/**
 * Keys that the file sets and this version does not act upon, in the order of the documentation. Takes the document's
 * own value: once defaults are filled in, nobody can tell what was set.
 */
export function laterKeys(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return LATER_KEYS.filter((key) => Object.hasOwn(value, key));
}
