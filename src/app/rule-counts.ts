import type { ReportHead } from '../domain/report.ts';
import type { Rule } from '../engine/compile-rule.ts';
import type { Tally } from '../engine/tally.ts';

/** The counts with what reports say of the rules. */
export function ruleCounts(rules: readonly Rule[], tally: Tally): ReportHead['rules'] {
  const byId = new Map(rules.map((rule) => [rule.definition.id, rule]));
  return tally.rules().flatMap((counts) => {
    const rule = byId.get(counts.id);
    if (!rule) return [];
    const { id, title, remediation } = rule.definition;
    return [{ ...counts, id, title, severity: rule.severity, note: remediation.note }];
  });
}
