import { RE2JS } from 're2js';
import type { PatternCompiler } from './pattern.ts';

/** Patterns that look at a text in linear time, as a JavaScript RegExp does not. */
export const re2Pattern: PatternCompiler = (text) => {
  const compiled = RE2JS.compile(text);
  return { size: compiled.programSize(), isIn: (value) => compiled.matcher(value).find() };
};
