import { createHash } from 'node:crypto';
import type { Rule } from './compile-rule.ts';

/** SHA-256 over the rules in force and how severe each is: 64 hex digits that tell whether two runs asked the same. */
export function rulesetHash(rules: readonly Rule[]): string {
  const parts = rules.map(({ definition, severity }) => {
    const { id, title, appliesTo, when, assert, message, remediation } = definition;
    const { kind, note } = remediation;
    return JSON.stringify([id, severity, title, appliesTo, when, assert, message, kind, note]);
  });
  return createHash('sha256').update(parts.sort().join('\n')).digest('hex');
}
