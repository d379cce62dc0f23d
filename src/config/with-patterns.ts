import type { PatternCompiler } from '../engine/pattern.ts';

/**
 * Works with a compiler of patterns, whose library is loaded only where a pattern is asked for: no rule of the package
 * has one. Where a rule of the operator has, the work is begun again, so that must change nothing; and it must throw
 * where a pattern cannot be compiled.
 */
export async function withPatterns<T>(work: (compilePattern: PatternCompiler) => T): Promise<T> {
  let isAsked = false;
  try {
    return work(() => {
      isAsked = true;
      throw new Error('not loaded yet');
    });
  } catch (error) {
    if (!isAsked) throw error;
  }
  const { re2Pattern } = await import('../engine/re2-pattern.ts');
  return work(re2Pattern);
}
