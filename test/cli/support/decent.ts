import { expect } from 'vitest';
import type { Ended } from './run-cli.ts';

/** Characters that a terminal acts upon. A carriage return is the end of a line of CSV. */
const CONTROL = /(?!\r?\n)\p{Cc}/u;
/** A line of a stack trace as V8 writes it. */
const STACK = /^\s+at .*:\d+:\d+\)?$/m;

/** What holds of every end of every command, whatever it was given. */
export function expectDecent({ code, stdout, stderr }: Ended): void {
  expect([0, 1, 2, 3, 4, 5]).toContain(code);
  for (const text of [stdout, stderr]) {
    expect(text).not.toMatch(STACK);
    expect(text).not.toMatch(CONTROL);
    expect(text).not.toContain('defect of mapwarden');
    if (text !== '') expect(text.endsWith('\n')).toBe(true);
  }
}
