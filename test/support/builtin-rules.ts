import { loadRules } from '../../src/config/rule-files.ts';
import type { Rule } from '../../src/engine/compile-rule.ts';
import { re2Pattern } from '../../src/engine/re2-pattern.ts';

/** The rules of the package, as `recommended` has them. */
export function builtinRules(): readonly Rule[] {
  return loadRules({ rulesets: ['recommended'], directories: [], settings: {}, compilePattern: re2Pattern }).rules;
}
