import { isMap, isScalar, isSeq } from 'yaml';

/**
 * The keys that are digits without quotes, by path. Here they are read as they are written; every other reader of YAML
 * makes numbers of them, and an account id would lose its leading zeros. An alias is looked at where its anchor is.
 */
export function numberKeys(node: unknown, path: readonly PropertyKey[] = []): readonly (readonly PropertyKey[])[] {
  if (isSeq(node)) return node.items.flatMap((element, index) => numberKeys(element, [...path, index]));
  if (!isMap(node)) return [];
  return node.items.flatMap(({ key, value }) => {
    if (!isScalar(key)) return [];
    const name = String(key.value);
    const here = [...path, name];
    return [...(key.type === 'PLAIN' && /^\d+$/.test(name) ? [here] : []), ...numberKeys(value, here)];
  });
}
