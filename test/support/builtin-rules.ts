import { loadRules } from '../../src/config/rule-files.ts';
import type { Rule } from '../../src/engine/compile-rule.ts';

/** The rules of the package, as `recommended` has them. */
export function builtinRules(): readonly Rule[] {
  return loadRules({ rulesets: ['recommended'], directories: [], settings: {} }).rules;
}
