import { createHash } from 'node:crypto';
import { rulesetText } from '../domain/rule.ts';
import type { Rule } from './compile-rule.ts';

/** SHA-256 over the rules in force and how severe each is: 64 hex digits that tell whether two runs asked the same. */
export function rulesetHash(rules: readonly Rule[]): string {
  const asked = rules.map(({ definition, severity }) => ({ ...definition, severity }));
  return createHash('sha256').update(rulesetText(asked)).digest('hex');
}
