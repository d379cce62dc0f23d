import type { Failure } from './errors.ts';

/** What came of a question: its answer, or why there is none. */
export type Asked<T> = { readonly answer: T } | { readonly failure: Failure };

export function isAnswered<T>(result: Asked<T>): result is { readonly answer: T } {
  return 'answer' in result;
}
