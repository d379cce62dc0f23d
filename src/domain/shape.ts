/** Whether a value that was read is as it should be. The domain imports no library that could say so. */
export type Check = (value: unknown) => boolean;

export const isText: Check = (value) => typeof value === 'string';
export const isTextOrNull: Check = (value) => value === null || isText(value);
export const isBoolean: Check = (value) => typeof value === 'boolean';
export const isCount: Check = (value) => Number.isSafeInteger(value);
export const isInstant: Check = (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value));
export const isAmount: Check = (value) => typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value);

export function isOneOf(values: readonly string[]): Check {
  return (value) => values.some((each) => each === value);
}

export function isNullOr(check: Check): Check {
  return (value) => value === null || check(value);
}

export function isListOf(check: Check): Check {
  return (value) => Array.isArray(value) && value.every(check);
}

/** Whether the value is an object whose members are as they should be; others do not matter. */
export function isObject(members: Readonly<Record<string, Check>> = {}): Check {
  return (value) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.entries(members).every(([name, check]) => check(Reflect.get(value, name)));
}

/** What the text says in JSON; undefined where it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
