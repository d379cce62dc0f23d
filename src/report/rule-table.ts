import type { RuleDefinition } from '../domain/rule.ts';
import type { Severity } from '../domain/severity.ts';
import { printable } from './printable.ts';

/** Rules as aligned lines: id, severity, title. */
export function ruleTable(
  rules: readonly { readonly definition: RuleDefinition; readonly severity: Severity }[],
): string {
  const idWidth = Math.max(0, ...rules.map(({ definition }) => definition.id.length));
  return rules
    .map(({ definition: { id, title }, severity }) =>
      printable(`${id.padEnd(idWidth)}  ${severity.padEnd(LONGEST_SEVERITY)}  ${title}`),
    )
    .map((line) => `${line}\n`)
    .join('');
}

const LONGEST_SEVERITY = 'informational'.length;
