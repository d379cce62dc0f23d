/** The item at an index; `otherwise` where there is none. */
export function itemAt<T>(items: readonly T[], index: number, otherwise: T): T {
  return items[index] ?? otherwise;
}

/** Appends to the list under a key. */
export function addTo<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

/** Counts one more under a key. */
export function countUp<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, countOf(counts, key) + 1);
}

export function countOf<K>(counts: ReadonlyMap<K, number>, key: K): number {
  return counts.get(key) ?? 0;
}
