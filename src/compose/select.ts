import { quote, suggestion } from '../config/problem-text.ts';
import { ConfigError } from '../domain/errors.ts';
import type { Selection } from '../domain/report.ts';
import type { Rule } from '../engine/compile-rule.ts';

/** What a run is narrowed to, sorted, so that equal wishes are equal; null where nothing narrows it. */
export function selectionOf({ accounts, ous, regions, rules }: Selection): Selection | null {
  const selection = {
    accounts: [...accounts].sort(),
    ous: [...ous].sort(),
    regions: [...regions].sort(),
    rules: [...rules].sort(),
  };
  return Object.values(selection).every((ids) => ids.length === 0) ? null : selection;
}

/** The rules of these ids, all of them for none. Throws ConfigError at `place` where one is not in force. */
export function selectRules(rules: readonly Rule[], ids: readonly string[], place: string): readonly Rule[] {
  const known = new Set(rules.map(({ definition }) => definition.id));
  const problems = ids
    .filter((id) => !known.has(id))
    .map((id) => ({
      place,
      path: '',
      text: `there is no such rule in force${suggestion(id, [...known])}; expected one that mapwarden rules list shows; got ${quote(id)}`,
    }));
  if (problems.length > 0) throw new ConfigError(problems);
  return ids.length === 0 ? rules : rules.filter(({ definition }) => ids.includes(definition.id));
}
