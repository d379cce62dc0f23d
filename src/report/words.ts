/** `1717` → `1,717`; the same on every machine. */
export function number(value: number): string {
  return value.toLocaleString('en-US');
}

/** `1 target`, `1,717 targets`. */
export function count(value: number, one: string, many = `${one}s`): string {
  return `${number(value)} ${value === 1 ? one : many}`;
}

/** The first few of many, in words: `a, b and 3 more`. */
export function firstOf(values: readonly string[], atMost: number): string {
  if (values.length <= atMost) return values.join(', ');
  return `${values.slice(0, atMost).join(', ')} and ${number(values.length - atMost)} more`;
}

/** `a`, `a and b`, `a, b and c`. */
export function joined(values: readonly string[]): string {
  const last = values.at(-1);
  if (last === undefined || values.length === 1) return last ?? '';
  return `${values.slice(0, -1).join(', ')} and ${last}`;
}
