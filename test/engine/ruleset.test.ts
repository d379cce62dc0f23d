import { describe, expect, test } from 'vitest';
import { rulesetHash } from '../../src/engine/ruleset.ts';
import { builtinRules } from '../support/builtin-rules.ts';

describe('the hash of the rules in force', () => {
  const rules = builtinRules();
  const [first, ...others] = rules;
  if (!first) throw new Error('there are rules');

  test('is the same for the same rules, in whatever order they were loaded', () => {
    expect(rulesetHash(builtinRules())).toBe(rulesetHash(rules));
    expect(rulesetHash([...rules].reverse())).toBe(rulesetHash(rules));
    expect(rulesetHash(rules)).toMatch(/^[0-9a-f]{64}$/);
  });

  test('is another one for fewer rules, another severity, another expression or another text', () => {
    const { definition } = first;
    const changed = [
      others,
      [{ ...first, severity: 'informational' as const }, ...others],
      [{ ...first, definition: { ...definition, assert: 'true' } }, ...others],
      [{ ...first, definition: { ...definition, title: 'Another' } }, ...others],
    ];
    expect(new Set([rules, ...changed].map(rulesetHash)).size).toBe(5);
  });
});
